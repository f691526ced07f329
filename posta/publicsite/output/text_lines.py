r"""The lines of text in a folder or a built site, for a search before they are published.

    list(list_lines({"a.md": b"One\nTwo"}))  # [("a.md", 0, "a.md"), ("a.md", 1, "One"), ("a.md", 2, "Two")]

Line 0 is the file's own name. Of markup a line gives its text, and each attribute (alternative texts) by itself.
"""

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from posta.publicsite.errors import NotOurFolder

TEXT: Final = frozenset({".md", ".toml", ".txt", ".html", ".json", ".jsonld", ".csv", ".xml", ".svg"})
MARKUP: Final = frozenset({".html", ".xml", ".svg"})
_TAG: Final = re.compile(r"<[^>]*>")
_ATTRIBUTE: Final = re.compile(r'="([^"]*)"')

Line = tuple[str, int, str]


def read_texts(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a folder by their path; of a file without text only the name. Raises NotOurFolder."""
    if not folder.is_dir():
        raise NotOurFolder("no_such_folder")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() if path.suffix in TEXT else b"" for path in paths}


def list_lines(files: Mapping[str, bytes]) -> Iterator[Line]:
    """Yield the lines of files by their path."""
    for path in sorted(files):
        yield path, 0, path
        suffix = Path(path).suffix
        if suffix in TEXT:
            for number, line in enumerate(files[path].decode("utf-8", "replace").splitlines(), start=1):
                for text in _texts(line) if suffix in MARKUP else (line,):
                    yield path, number, text


def _texts(line: str) -> Iterator[str]:
    yield html.unescape(_TAG.sub(" ", line))
    yield from (html.unescape(value) for value in _ATTRIBUTE.findall(line))

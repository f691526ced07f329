"""The mission's public page in the demo: built once into the demo's home, then shown at an address of its own.

A process of its own builds it while the homes are made. A demo whose folder `site` was deleted builds it again.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from posta.cli.output import terminal_language
from posta.demo.errors import DemoFailed

FOLDER: Final = "site"
HOME_PAGES: Final[Mapping[str, str]] = {"es": "", "en": "en/index.html", "fr": "fr/index.html"}
Finish = Callable[[], Path]


@contextmanager
def start_site_build(home: Path) -> Iterator[Finish]:
    """Begin to build the site of a demo if it is absent; yield a function that waits for it.

    That function returns the site's folder, and raises DemoFailed with the reason when the site cannot be built. A
    build that runs at the end of the block is ended.
    """
    folder = home / FOLDER
    if folder.is_dir():
        yield lambda: folder
        return
    command = [sys.executable, "-m", "posta", "publish", "--out", str(folder)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE, text=True) as child:
        try:
            yield lambda: _wait_for_build(child, folder)
        finally:
            child.terminate()


@contextmanager
def serve_site(folder: Path, host: str, port: int) -> Iterator[str]:
    """Show a built site until the block ends; gives the address of its home in the terminal's language."""
    from posta.publicsite.preview import Preview

    language = terminal_language()
    with Preview(lambda: _read(folder), [], language, host=host, port=port) as preview:
        yield preview.address + HOME_PAGES[language]


def check_site(address: str) -> None:
    """Request the page and its style sheet as a browser does. Raises DemoFailed where one is not what was built."""
    root = address.removesuffix(HOME_PAGES[terminal_language()])
    for path, sign in (("", b"<h1"), ("en/index.html", b'lang="en"'), ("site.css", b"@font-face")):
        with urlopen(root + path, timeout=10) as answer:
            if sign not in answer.read():
                raise DemoFailed("page_differs")


def _wait_for_build(child: "subprocess.Popen[str]", folder: Path) -> Path:
    """Wait for a build. Raises DemoFailed with the last line of its output."""
    _, complained = child.communicate()
    if child.returncode:
        reason = (complained.strip().splitlines() or [""])[-1].removeprefix("posta publish: ")
        raise DemoFailed("page_not_built", why=reason)
    return folder


def _read(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

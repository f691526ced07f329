"""The sample mission's site as it is built, made once for all tests that read it."""

import posixpath
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser

from posta.publicsite.build import build_site
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.public_mission_file import read_mission_file
from posta.publicsite.source import Source

Attributes = Mapping[str, str]


@cache
def sample_source() -> Source:
    """What the sample site is built from."""
    return gather_source(read_mission_file())


@cache
def sample_site() -> Mapping[str, bytes]:
    """Every file of the sample site by its path."""
    return build_site(sample_source())


def list_pages() -> list[str]:
    """The paths of the pages."""
    return sorted(path for path in sample_site() if path.endswith(".html"))


@cache
def tags_of(path: str) -> tuple[tuple[str, Attributes], ...]:
    """The start tags of a page with their attributes, in order."""
    reader = _Tags()
    reader.feed(sample_site()[path].decode())
    return tuple(reader.found)


def files_of(path: str) -> Iterator[tuple[str, Attributes, str]]:
    """What a page loads or links inside the site: tag, its attributes, and the path below the root."""
    for tag, attributes in tags_of(path):
        addresses = [attributes[name] for name in ("href", "src") if attributes.get(name)]
        addresses += [one.split()[0] for one in attributes.get("srcset", "").split(",") if one.strip()]
        for address in addresses:
            if not address.startswith(("https:", "mailto:", "tel:")):
                yield tag, attributes, resolved(path, address)


def resolved(path: str, address: str) -> str:
    """The path below the root, with its anchor, of an address that stands on the page at `path`."""
    file, mark, anchor = address.partition("#")
    if file.startswith("/"):
        return file.lstrip("/") + mark + anchor
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
    return whole + mark + anchor


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

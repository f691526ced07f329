"""The sample's site as a whole: every link leads somewhere, every picture is there, and nothing is loaded from elsewhere."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

import pytest

from posta.publicsite.build import build_site
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.public_mission_file import read_mission_file


class _Page(HTMLParser):
    """What a page links and loads, and the anchors that it has."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given["id"]} if "id" in given else set()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in ("img", "source", "script", "iframe", "link", "image", "use") and given.get("rel") != "canonical":
            self.loads += [given[name] for name in ("src", "href") if given.get(name)]
            self.loads += [one.split()[0] for one in given.get("srcset", "").split(",") if one.strip()]


@pytest.fixture(scope="module")
def site() -> Mapping[str, bytes]:
    return build_site(gather_source(read_mission_file()))


@pytest.fixture(scope="module")
def pages(site: Mapping[str, bytes]) -> Mapping[str, _Page]:
    return {path: _Page(content) for path, content in site.items() if path.endswith(".html")}


def _targets(path: str, hrefs: list[str]) -> Iterator[tuple[str, str]]:
    """Give file and anchor of the links that stay on the site. The page for what is missing links from the root."""
    for href in hrefs:
        if not re.match(r"(https|mailto|tel):", href):
            name, _, anchor = href.partition("#")
            below = name.removeprefix("/") if path == "404.html" else posixpath.join(posixpath.dirname(path), name)
            yield (posixpath.normpath(below) if name else path), anchor


def test_every_link_leads_to_a_page_and_to_an_anchor_that_is_there(
    site: Mapping[str, bytes], pages: Mapping[str, _Page]
) -> None:
    broken = [
        (path, target, anchor)
        for path, page in pages.items()
        for target, anchor in _targets(path, page.links)
        if target not in site or (anchor and anchor not in pages[target].anchors)
    ]
    assert broken == []


def test_everything_that_a_page_loads_is_a_file_of_the_site(
    site: Mapping[str, bytes], pages: Mapping[str, _Page]
) -> None:
    missing = [(path, one) for path, page in pages.items() for one, _ in _targets(path, page.loads) if one not in site]
    assert missing == []
    assert [(path, one) for path, page in pages.items() for one in page.loads if re.match(r"(https?:)?//", one)] == []


def test_no_text_of_a_place_tells_its_readers_a_link_that_was_not_resolved(site: Mapping[str, bytes]) -> None:
    written = re.compile(rb'"(page|story|figure|download|picture):')
    assert [path for path, content in site.items() if path.endswith(".html") and written.search(content)] == []


def test_every_picture_says_what_it_shows_and_how_large_it_is(
    pages: Mapping[str, _Page], site: Mapping[str, bytes]
) -> None:
    for path in pages:
        for image in re.findall(r"<img [^>]*>", site[path].decode()):
            assert re.search(r'alt="[^"]{10,}"', image), path
            assert re.search(r'width="\d+" height="\d+"', image), path


def test_names_that_may_stand_nowhere_stand_nowhere(site: Mapping[str, bytes]) -> None:
    """The names of the places that are shown by their state, in every file that the site has."""
    found = [
        (path, name)
        for name in read_mission_file().withheld
        for path, content in site.items()
        if name.removesuffix(" (inventada)").casefold() in content.decode("utf-8", "ignore").casefold()
    ]
    assert found == []

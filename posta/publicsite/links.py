"""Links in written texts (`page:where`, `story:feet`): the file of each, and the text with its links resolved."""

import re
from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Final

from posta.publicsite.addresses import DOWNLOADS, SLUGS, Address, path_of
from posta.publicsite.content.site_content import SiteContent
from posta.publicsite.errors import InputProblem
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.published.present_figures import to_anchor

LINKED: Final = tuple(page for page in SLUGS if page != "missing")
PAGES_WITH_ITEMS: Final = ("where", "stories")

_EMPTY_FIGURE: Final = re.compile(r'(<a href="figure:([^"]+)">)(</a>)')
_FIGURE: Final = re.compile(r'<a href="figure:([^"]+)">([^<]*)</a>')
_NUMBER: Final = re.compile(r"\d(?:[\d.,\u00a0\u202f ]*\d)?")
_WRITTEN: Final = re.compile(r'<a href="(page|story|figure|download|picture):([^"]*)"')
_HEADING: Final = re.compile(r"<(/?)h([2-4])>")
# Both are exact: the HTML was cleaned, so that `<a ` and `<h2>` stand in it as tags only.


def target_of(written: str, language: str, content: SiteContent) -> str:
    """Return the path (with an anchor) that a written link names; empty if no such name can exist."""
    kind, _, name = written.partition(":")
    if kind == "page":
        return _page(name, language)
    if kind == "story":
        return path_of(Address(language, "stories", name))
    if kind == "figure":
        return f"{path_of(Address(language, 'work'))}#{to_anchor(name)}"
    if kind == "download":
        return f"{DOWNLOADS}/{name}"
    picture = content.pictures.get(name)
    return picture.renditions[-1].path if picture else ""


def _page(name: str, language: str) -> str:
    page, _, item = name.partition("/")
    if page not in LINKED or language not in SLUGS[page] or (item and page not in PAGES_WITH_ITEMS):
        return ""
    return path_of(Address(language, page, item))


def resolve_links(html: str, page: SitePage, content: SiteContent, amounts: Mapping[str, str]) -> str:
    """Return the HTML of a text with its links as a page writes them.

    `amounts` are the published figures in words by id (`about 1,000 people`): a link to a figure that was written
    without a text says them, so that no text gives a number of its own.
    """

    def relative(found: re.Match[str]) -> str:
        target = target_of(f"{found[1]}:{found[2]}", page.address.language, content)
        return f'<a href="{escape(page.link(target))}"'

    filled = _EMPTY_FIGURE.sub(lambda found: f"{found[1]}{escape(amounts.get(found[2], ''))}{found[3]}", html)
    return _WRITTEN.sub(relative, filled)


def lower_headings(html: str, first: int) -> str:
    """Return the HTML of a text whose highest headings are of level `first` (2 to 4) instead of 2."""
    return _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + first - 2}>", html)


def list_broken(content: SiteContent, paths: Collection[str], figures: Collection[str]) -> Iterator[InputProblem]:
    """Yield each link of a text that leads to no file of the site and no figure."""
    for language, text in content.list_texts():
        for one in text.links:
            kind, _, name = one.target.partition(":")
            target = target_of(one.target, language, content).partition("#")[0]
            if target not in paths or (kind == "figure" and name not in figures):
                what = f"`{one.target}` leads to nothing."
                yield InputProblem(text.file, one.line, what, _REMEDIES[kind])


def list_other_numbers(content: SiteContent, values: Mapping[str, int]) -> Iterator[InputProblem]:
    """Yield each link to a figure whose own words contain another number than the figure."""
    for _language, text in content.list_texts():
        for id, words in _FIGURE.findall(text.html):
            numbers = {int(re.sub(r"\D", "", number)) for number in _NUMBER.findall(words)}
            if id in values and numbers and values[id] not in numbers:
                line = next((one.line for one in text.links if one.target == f"figure:{id}"), 0)
                what = f"The words beside `figure:{id}` say another number than the figure."
                yield InputProblem(text.file, line, what, f"Write [](figure:{id}): the site puts in number and unit.")


_REMEDIES: Final = {
    "page": f"Pages are {', '.join(f'page:{name}' for name in LINKED)}, and page:where/ID for a public place.",
    "story": "Name a story of the folder `stories`: story:SLUG.",
    "figure": "Name a figure of figures.toml by its id: figure:ID.",
    "download": "Name a file that the site offers: download:NAME.",
    "picture": "Name a picture of the folder `pictures` without its ending: picture:NAME.",
}

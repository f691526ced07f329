"""Builds a site in memory: pages and files by path. This module writes no file.

    site = build_site(Source(network=..., content=..., ...))
    site["en/index.html"]  # the bytes of one file

The same source gives the same bytes: no clock, no random number, no order of a folder listing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from posta.publicsite.errors import NotPublishable
from posta.publicsite.language.active_language import use_language
from posta.publicsite.language.site_languages import CARE_LANGUAGES
from posta.publicsite.links import list_broken, list_other_numbers
from posta.publicsite.output import feed, headers, preview_image, sitemap
from posta.publicsite.pages import (
    care,
    emergencies,
    helping,
    home,
    method,
    not_found,
    place,
    published_work,
    stories,
    where,
)
from posta.publicsite.pages.downloads import make_downloads
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.render import render_page
from posta.publicsite.source import Source

STATIC: Final = Path(__file__).parent / "static"
SHEET: Final = "site.css"
SHEETS: Final = ("tokens.css", "frame.css", "pages.css", "map.css", "stories.css", "figures.css", "print.css")
"""The style sheets that become `site.css`, in this order: one file per subject, one request for the reader."""
FILES: Final = ("atkinson.woff2", "font-licence.txt", "icon.svg")
"""What is copied to the site as it is."""

PAGES: Final[tuple[Callable[[Source, str], Iterable[SitePage]], ...]] = (
    home.present_home,
    care.present_care,
    where.present_where,
    place.present_places,
    published_work.present_work,
    emergencies.present_emergencies,
    stories.present_stories,
    helping.present_help,
    method.present_method,
    not_found.present_missing,
)
"""Each takes the source and a language and gives the pages of its subject. That language is spoken while it is called."""

MAKERS: Final[tuple[Callable[[Source, Sequence[SitePage]], Mapping[str, bytes]], ...]] = (
    make_downloads,
    feed.make_feeds,
    sitemap.make_sitemap,
    headers.make_headers,
    preview_image.make_share_pictures,
)
"""Each takes the source and every page, and gives other files of the site by path: feeds, downloads, drawings."""


def build_site(source: Source) -> Mapping[str, bytes]:
    """Return every file of the site by its path. Raises NotPublishable with all problems of the source."""
    pages = [page for language in CARE_LANGUAGES for page in _present(source, language)]
    built = frozenset(page.path for page in pages)
    files = dict(source.content.files)
    for make in MAKERS:
        files.update(make(source, pages))
    figures = {figure.id: figure.value for figure in source.figures}
    problems = list(list_broken(source.content, built | files.keys(), figures))
    problems += list_other_numbers(source.content, figures)
    if problems:
        raise NotPublishable(problems)
    return {
        **{page.path: render_page(page, source, built) for page in pages},
        **files,
        **{name: (STATIC / name).read_bytes() for name in FILES},
        SHEET: make_sheet(),
    }


def make_sheet() -> bytes:
    """Return the one style sheet of the site."""
    return b"".join((STATIC / name).read_bytes() for name in SHEETS)


def _present(source: Source, language: str) -> Iterator[SitePage]:
    """Yield every page in a language.

    A language without the whole site has only the page for people who need care.
    """
    with use_language(language):
        for present in PAGES if language in source.languages else (care.present_care,):
            yield from list(present(source, language))

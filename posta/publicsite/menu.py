"""The menu and the footer of a page. Only pages that were built are linked."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from posta.publicsite.addresses import SLUGS, Address, path_of
from posta.publicsite.pages.site_page import SitePage

MENU: Final[tuple[tuple[str, Promise], ...]] = (
    ("where", gettext_lazy("Where we work")),
    ("work", gettext_lazy("What we did")),
    ("emergencies", gettext_lazy("Emergencies")),
    ("stories", gettext_lazy("Stories")),
    ("help", gettext_lazy("How to help")),
)
ABOUT: Final[tuple[tuple[str, Promise], ...]] = (
    ("care", gettext_lazy("If you need care")),
    ("method", gettext_lazy("How these figures are made")),
)


def present_menu(page: SitePage, built: Collection[str]) -> list[dict[str, Any]]:
    """Return the entries of the menu: name, link, and whether the reader is on that page or below it."""
    return list(_entries(MENU, page, built))


def present_about(page: SitePage, built: Collection[str]) -> list[dict[str, Any]]:
    """Return the entries of the footer: care again, and how the figures are made."""
    return list(_entries(ABOUT, page, built))


def _entries(
    names: tuple[tuple[str, Promise], ...], page: SitePage, built: Collection[str]
) -> Iterator[dict[str, Any]]:
    for code, name in names:
        language = page.address.language
        if language not in SLUGS[code] or (path := path_of(Address(language, code))) not in built:
            continue
        here = page.address.page == code
        yield {
            "name": name,
            "href": page.link(path),
            "current": ("true" if page.address.item else "page") if here else "",
        }

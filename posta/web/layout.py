"""The frame around the content of every page: post, exchange, notices, toast, and display preferences.

A middleware sets `request.shell`; a page that is shown without one (locked, error) gets the plain shell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest

from posta.node.http.cookies import SUN, VEIL, cookie_name
from posta.web.help.screens import HELP, help_address
from posta.web.navigation import NavItem

IDLE_MS = 120_000  # names hide after two minutes without input; the supervisor locks the post later


@dataclass(frozen=True, slots=True, repr=False)
class SyncBadge:
    """The pill: `state` is ok, ask or bad; plain words, never a code."""

    state: str
    word: str
    count: int | None = None
    more: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """A banner over the page: `kind` is empty (amber), bad, info, ok or seal."""

    words: str
    more: str = ""
    kind: str = ""
    icon: str = ""
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Toast:
    """The act that was just done, without a name, and the address to undo it for `until` milliseconds."""

    words: str
    undo_url: str = ""
    until: int = 30_000


@dataclass(frozen=True, slots=True, repr=False)
class PageLayout:
    """The frame of a page; `here` names the current place of the navigation.

    At a computer that serves `several_places` the name of the place leads to where it is changed. In a `demonstration`
    every page says that everybody is invented.
    """

    post_name: str = ""
    several_places: bool = False
    demonstration: bool = False
    staff_name: str = ""
    staff_role: str = ""
    here: str = ""
    sync: SyncBadge | None = None
    notices: Sequence[Notice] = ()
    toast: Toast | None = None
    bottom_nav: Sequence[NavItem] = ()
    places: Sequence[NavItem] = ()
    tabs: Sequence[NavItem] = ()
    languages: Sequence[tuple[str, str]] = ()
    sun: bool = False
    veil: bool = False
    idle: int = IDLE_MS
    help: str = HELP

    @property
    def initials(self) -> str:
        """Return the initials of the colleague on duty, for the header of a phone."""
        return "".join(word[0] for word in self.staff_name.split() if word[0].isalpha())[:2].upper()

    @property
    def is_elsewhere(self) -> bool:
        """Return whether the current page is of a place that a phone reaches by "More"."""
        return self._is_beside(self.bottom_nav)

    @property
    def is_beside_tabs(self) -> bool:
        """Return whether the current page is of a place that a wide screen reaches by "More"."""
        return self._is_beside(self.tabs)

    def _is_beside(self, shown: Sequence[NavItem]) -> bool:
        places = {place.here for place in self.places} - {place.here for place in shown}
        return self.here in places


def layout_context(request: HttpRequest) -> dict[str, PageLayout]:
    """Return the shell of this request with this browser's display preferences (a context processor)."""
    given: PageLayout = getattr(request, "shell", PageLayout)()
    sun, veil = (request.COOKIES.get(cookie_name(name)) == "1" for name in (SUN, VEIL))
    return {
        "shell": replace(
            given, languages=settings.LANGUAGES, sun=sun, veil=veil, help=help_address(request.resolver_match)
        )
    }

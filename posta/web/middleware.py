"""Adds to every page of a post its frame, its notices and the toast of the last act; words errors plainly."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.acts.mission.slot_revocation import device_is_revoked
from posta.clock import DAY_MILLIS, MINUTE_MILLIS, USUAL_ZONE, is_zone, to_millis
from posta.mission.mission_account import is_demonstration
from posta.node.middleware import POLLING_PATHS, session_of
from posta.node.storage.database import LOW_SPACE, NO_SPACE, VERY_LOW_SPACE, free_space
from posta.node.upkeep.node_health import read_health
from posta.sync.own_membership import count_days_left
from posta.sync.peers import find_last_exchange
from posta.sync.status import AHEAD, ClockReading, Status, describe_status
from posta.web.errors import error_response, find_posta_error
from posta.web.formatting import format_ago, format_date, role_label, to_local_day
from posta.web.layout import Notice, PageLayout, SyncBadge
from posta.web.navigation import primary_nav, secondary_nav, tabs_nav
from posta.web.notices.health_notices import list_health_notices
from posta.web.pages.interrupted_input import interrupted_notices, save_interrupted_drafts
from posta.web.pages.ownership import refuse_other_session
from posta.web.periodic import run_due_tasks
from posta.web.session.current_actor import get_actor, list_places_today, must_say_where
from posta.web.toasts import build_toast, concurrent_change_notices

MINUTE, DAY = MINUTE_MILLIS, DAY_MILLIS
CLOCK_ODD_MS, CLOCK_WRONG_MS = 10 * MINUTE, DAY
STALE_SYNC_MS = DAY
CARD_WARNING_DAYS = 30
MAX_SHOWN_COUNT = 999  # the pill has room for so many; the page of the exchange lists all
LANGUAGE_CODES = {"es": "es-mx", "en": "en", "fr": "fr"}
NAV_SECTIONS = (
    ("/search", "search"), ("/scan", "scan"), ("/people/new", "search"), ("/work", "work"), ("/drafts", "drafts"),
    ("/places", "places"), ("/sync", "sync"), ("/coordination", "figures"), ("/admin", "admin"), ("/agenda", "agenda"),
    ("/referrals", "referrals"), ("/directory", "directory"), ("/more", "more"), ("/prints", "prints"),
    ("/door", "door"), ("/busloads", "door"), ("/stops", "stops"), ("/signals", "work"), ("/activities", "work"),
    ("/groups", "groups"),
)  # fmt: skip
WITHOUT_PLACE = ("/where", "/places", "/admin", "/coordination", "/sync", "/help", "/drafts", "/more")
"""Pages that are the same wherever a colleague works."""
Get = Callable[[HttpRequest], HttpResponse]


class PageLayoutMiddleware:
    """Activates the language of the session, frames the page, and turns Posta's errors into pages."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):  # with a colleague on duty it is the post's clock
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        _activate_language(request)
        session = session_of(request)
        if session is not None and not _has_no_layout(request.path):
            try:
                actor = get_actor(request)
                if _asks_where(request) and must_say_where(session, actor):
                    return redirect(f"{reverse('where')}?{urlencode({'next': request.get_full_path()})}")
                if not session.greeted:  # the requested page shows what was typed while the post was locked
                    save_interrupted_drafts(actor)
                run_due_tasks(actor)
                # For a page that is shown: an act that is saved answers with a redirect and needs no frame.
                request.shell = partial(build_layout, request, actor)  # type: ignore[attr-defined]
            except Exception as error:
                shown = find_posta_error(error)
                if shown is None:
                    raise
                return error_response(request, shown)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse a page that another colleague opened here, before any view can record or show anything."""
        if request.method != "POST" or session_of(request) is None or _has_no_layout(request.path):
            return None
        return refuse_other_session(request, get_actor(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return a page in words for Posta's errors and a failing disk; the framework handles all others."""
        shown = find_posta_error(exception)
        if shown is None:
            return None
        _ensure_layout(request)
        return error_response(request, shown)


def build_layout(request: HttpRequest, actor: Actor) -> PageLayout:
    """Return the frame of a page for the colleague on duty."""
    now, (last, held) = to_millis(actor.now), find_last_exchange()
    status = describe_status(actor.node.cursor, actor.node.device.feed, held, now=now, last=last, clock=actor.clock)
    return PageLayout(
        post_name=actor.post.name,
        several_places=bool(actor.post.number) and len(list_places_today(actor)) > 1,
        demonstration=is_demonstration(actor.node.cursor),
        staff_name=actor.staff.name,
        staff_role=role_label(actor.staff.role),
        here=_nav_section(request.path),
        sync=sync_badge(status),
        notices=(
            *_draft_notices(request, actor),
            *concurrent_change_notices(request, actor),
            *status_notices(status, free_space(Path(connection.settings_dict["NAME"]))),
            *clock_notices(status.clock, actor),
            *zone_notices(),
            *card_notices(actor),
            *list_health_notices(actor, read_health(Path(settings.POSTA_HOME))),
        ),
        toast=build_toast(request, actor),
        bottom_nav=primary_nav(actor),
        places=secondary_nav(actor),
        tabs=tabs_nav(actor),
    )


def _draft_notices(request: HttpRequest, actor: Actor) -> list[Notice]:
    """Return the notice of waiting drafts, on the first page of a session."""
    session = session_of(request)
    if session is None or session.greeted:
        return []
    session.greeted = True
    return interrupted_notices(actor, request.get_full_path())


def sync_badge(status: Status) -> SyncBadge:
    """Return the pill in plain words: what waits to be exchanged, and since when."""
    more = _("never sent") if status.age is None else format_ago(status.age)
    if status.to_send:
        fresh = status.age is not None and status.age < MINUTE
        return SyncBadge("ask", _("to send"), min(status.to_send, MAX_SHOWN_COUNT), "" if fresh else more)
    if status.age is not None and status.age > STALE_SYNC_MS:
        return SyncBadge("ask", _("without exchange"), None, more)
    return SyncBadge("ok", _("Up to date"), None, more if status.age is not None else "")


def status_notices(status: Status, space: int) -> list[Notice]:
    """Return the banners about clocks that disagree and a disk that is nearly full."""
    found = []
    if status.ahead > CLOCK_WRONG_MS:
        words = _("The clock of this computer is behind by more than a day: later entries are known here.")
        more = _(
            "Check date and time before recording. Until then ages are counted from the last day that is known here."
        )
        found.append(Notice(words, more, "bad", "clock"))
    elif status.ahead > CLOCK_ODD_MS:
        words = _("The clock of this computer and of another post differ by %(n)s min.")
        found.append(Notice(words % {"n": status.ahead // MINUTE}, _("Check date and time."), "", "clock"))
    if space < NO_SPACE:
        more = _(
            "Everything can still be read. Free some room on this computer, then save again; until then write on paper."
        )
        found.append(Notice(_("The disk is full: nothing more can be saved."), more, "bad", "hard-drive"))
    elif space < LOW_SPACE:
        kind = "bad" if space < VERY_LOW_SPACE else ""
        words = _("Little room left on the disk: %(n)s MB.") % {"n": space // 1_000_000}
        found.append(Notice(words, _("Make a copy on a USB stick and tell coordination."), kind, "hard-drive"))
    return found


def clock_notices(clock: ClockReading, actor: Actor) -> list[Notice]:
    """Return a warning if the clock is far ahead of all received entries; a clock behind is reported elsewhere."""
    if clock.state != AHEAD:
        return []
    known = format_date(to_local_day(actor, clock.trusted), "j M Y")
    words = _("The clock of this computer seems to be ahead: nothing that is known here is later than %(day)s.")
    more = _("Check date and time before recording. Until then ages are counted from that day.")
    return [Notice(words % {"day": known}, more, "bad", "clock")]


def zone_notices() -> list[Notice]:
    """Return a warning if the system knows no time zones, so that hours may be those of another place."""
    if is_zone(USUAL_ZONE):
        return []
    words = _("This computer has no time zones: hours shown are those of central Mexico.")
    return [Notice(words, _("Ask the administration to install the system's package tzdata."), "bad", "clock")]


def card_notices(actor: Actor) -> list[Notice]:
    """Return notices of a membership card that expires or has expired.

    Every colleague at the post sees them, because an administrator may be far away.
    """
    if device_is_revoked(actor.node):
        words = _("This computer was declared lost: nothing more can be recorded on it.")
        more = _(
            "What it holds can be read until it is locked; then it opens no more. Write on paper and call the administration."
        )
        return [Notice(words, more, "bad", "shield-alert")]
    left = count_days_left(actor.node, actor.clock)
    if left is None or left > CARD_WARNING_DAYS:
        return []
    if left < 0:
        words = _("The membership card of this computer has expired: it exchanges only by USB stick.")
        more = _("Ask the administration to renew it and to bring or send its file. Work goes on meanwhile.")
        return [Notice(words, more, "bad", "usb")]
    words = ngettext(
        "The card of this computer holds %(n)s more day.", "The card of this computer holds %(n)s more days.", left
    )
    return [Notice(words % {"n": left}, _("Ask the administration to renew it, then exchange."), "", "clock")]


def _ensure_layout(request: HttpRequest) -> None:
    """Give an error page its frame, unless building the frame failed."""
    try:
        getattr(request, "shell", PageLayout)()
    except Exception as error:
        if find_posta_error(error) is None:
            raise
        request.shell = PageLayout  # type: ignore[attr-defined]


def _asks_where(request: HttpRequest) -> bool:
    """Return whether a page may be put off until a colleague has said where they work today: an act never is."""
    fragment = "HX-Request" in request.headers
    return request.method == "GET" and not fragment and not request.path.startswith(WITHOUT_PLACE)


def _has_no_layout(path: str) -> bool:
    """Return whether a response has no frame: files, other devices, and the board that refreshes itself."""
    return path.startswith((settings.STATIC_URL, *settings.POSTA_OPEN_PATHS, *POLLING_PATHS))


def _activate_language(request: HttpRequest) -> None:
    """Activate the language of the request; without a choice, the language in which the five words were given."""
    session = session_of(request)
    if session is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return
    spoken = LANGUAGE_CODES.get(session.language, settings.LANGUAGE_CODE)
    translation.activate(spoken)
    request.LANGUAGE_CODE = spoken


def _nav_section(path: str) -> str:
    if path == "/":
        return "today"
    if path.startswith("/cases/"):
        return path.split("/")[2]
    return next((here for start, here in NAV_SECTIONS if path.startswith(start)), "")

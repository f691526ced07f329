"""Around every page of a post: its frame, its notices, the toast of what was just done, and errors in plain words."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.duty import Duty
from posta.acts.standing import is_lost
from posta.care.duty import duty_of
from posta.care.each_minute import once_a_minute
from posta.care.errors import answer_to, shown_error
from posta.care.health import notices_of_health
from posta.care.ownership import answer_to_another
from posta.care.places import further, under_the_thumb
from posta.care.shell import Notice, Shell, Sync
from posta.care.toasts import notices_of_done, toast_of
from posta.care.typed import take_up, waiting
from posta.care.words import ago_words, dated, language, local_day
from posta.clock import DAY_MILLIS, MINUTE_MILLIS, USUAL_ZONE, is_zone, millis_of
from posta.courier.card import days_left
from posta.courier.roads import list_held
from posta.courier.status import AHEAD, Reading, Status, describe
from posta.node.database import LOW_SPACE, NO_SPACE, VERY_LOW_SPACE, free_space
from posta.node.health import read_health
from posta.node.middleware import POLLING_PATHS, session_of
from posta.node.settings import get_setting
from posta.terms.lists import get_list

MINUTE, DAY = MINUTE_MILLIS, DAY_MILLIS
AHEAD_ODD, AHEAD_WRONG = 10 * MINUTE, DAY
STALE = DAY
CARD_SOON = 30
MOST_SHOWN = 999  # what the pill has room for; the page of the exchange says all
SPOKEN = {"es": "es-mx", "en": "en", "fr": "fr"}
HERE = (
    ("/search", "search"), ("/scan", "scan"), ("/people/new", "search"), ("/work", "work"), ("/drafts", "drafts"),
    ("/sync", "sync"), ("/coordination", "figures"), ("/admin", "admin"),
)  # fmt: skip
Get = Callable[[HttpRequest], HttpResponse]


class ShellMiddleware:
    """Speaks the language of the session, frames the page, and turns errors of ours into pages."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):  # who is on duty makes it the post's
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        _speak(request)
        session = session_of(request)
        if session is not None and not _is_bare(request.path):
            try:
                duty = duty_of(request)
                if not session.greeted:  # what was typed while the post was locked stands in the page that is asked for
                    take_up(duty)
                once_a_minute(duty)
                # Asked for by a page that is shown: an act that is saved answers with an address and needs no frame.
                request.shell = partial(shell_of, request, duty)  # type: ignore[attr-defined]
            except Exception as error:
                shown = shown_error(error)
                if shown is None:
                    raise
                return answer_to(request, shown)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """A page that another colleague opened is refused here, before any view can record or show anything."""
        if request.method != "POST" or session_of(request) is None or _is_bare(request.path):
            return None
        return answer_to_another(request, duty_of(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Errors raised on purpose, and a failing disk, are shown in words; others are left to the framework."""
        shown = shown_error(exception)
        if shown is None:
            return None
        _keep_frame(request)
        return answer_to(request, shown)


def shell_of(request: HttpRequest, duty: Duty) -> Shell:
    """The frame of a page for the colleague on duty."""
    now, last = millis_of(duty.now), get_setting("sync.last")
    last = last if isinstance(last, int) else None
    status = describe(duty.desk.cursor, duty.desk.device.feed, list_held(), now=now, last=last, clock=duty.clock)
    return Shell(
        post_name=duty.post.name,
        staff_name=duty.staff.name,
        staff_role=role_words(duty.staff.role),
        here=_here(request.path),
        sync=sync_words(status),
        notices=(
            *_greeting(request, duty),
            *notices_of_done(request, duty),
            *notices_of(status, free_space(Path(connection.settings_dict["NAME"]))),
            *notices_of_clock(status.clock, duty),
            *notices_of_zone(),
            *notices_of_card(duty),
            *notices_of_health(duty, read_health(Path(settings.POSTA_HOME))),
        ),
        toast=toast_of(request, duty),
        dock=under_the_thumb(duty),
        places=further(duty),
    )


def _greeting(request: HttpRequest, duty: Duty) -> list[Notice]:
    """On the first page of a session: the drafts that wait."""
    session = session_of(request)
    if session is None or session.greeted:
        return []
    session.greeted = True
    return waiting(duty, request.get_full_path())


def role_words(role: str) -> str:
    """A trade in the reader's language, where the catalogue names it."""
    names = get_list("role")
    return names.label(role, language()) if role in names else ""


def sync_words(status: Status) -> Sync:
    """The pill in plain words: what waits, and since when."""
    more = _("never sent") if status.age is None else ago_words(status.age)
    if status.to_send:
        fresh = status.age is not None and status.age < MINUTE
        return Sync("ask", _("to send"), min(status.to_send, MOST_SHOWN), "" if fresh else more)
    if status.age is not None and status.age > STALE:
        return Sync("ask", _("without exchange"), None, more)
    return Sync("ok", _("Up to date"), None, more if status.age is not None else "")


def notices_of(status: Status, space: int) -> list[Notice]:
    """Banners: clocks that disagree, and a disk that fills up."""
    found = []
    if status.ahead > AHEAD_WRONG:
        words = _("The clock of this computer is behind by more than a day: later entries are known here.")
        more = _(
            "Check date and time before recording. Until then ages are counted from the last day that is known here."
        )
        found.append(Notice(words, more, "bad", "clock"))
    elif status.ahead > AHEAD_ODD:
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


def notices_of_clock(clock: Reading, duty: Duty) -> list[Notice]:
    """Return a warning where the clock is far ahead of all that came from others; who is behind is warned before."""
    if clock.state != AHEAD:
        return []
    known = dated(local_day(duty, clock.trusted), "j M Y")
    words = _("The clock of this computer seems to be ahead: nothing that is known here is later than %(day)s.")
    more = _("Check date and time before recording. Until then ages are counted from that day.")
    return [Notice(words % {"day": known}, more, "bad", "clock")]


def notices_of_zone() -> list[Notice]:
    """Return a warning where the system knows no time zones, so that hours may be another place's."""
    if is_zone(USUAL_ZONE):
        return []
    words = _("This computer has no time zones: hours shown are those of central Mexico.")
    return [Notice(words, _("Ask the administration to install the system's package tzdata."), "bad", "clock")]


def notices_of_card(duty: Duty) -> list[Notice]:
    """A membership card that runs out, or has: everybody at the post sees it, since an administrator is far away."""
    if is_lost(duty.desk):
        words = _("This computer was declared lost: nothing more can be recorded on it.")
        more = _(
            "What it holds can be read until it is locked; then it opens no more. Write on paper and call the administration."
        )
        return [Notice(words, more, "bad", "shield-alert")]
    left = days_left(duty.desk)
    if left is None or left > CARD_SOON:
        return []
    if left < 0:
        words = _("The membership card of this computer has run out: it exchanges only by USB stick.")
        more = _("Ask the administration to renew it and to bring or send its file. Work goes on meanwhile.")
        return [Notice(words, more, "bad", "usb")]
    words = ngettext(
        "The card of this computer holds %(n)s more day.", "The card of this computer holds %(n)s more days.", left
    )
    return [Notice(words % {"n": left}, _("Ask the administration to renew it, then exchange."), "", "clock")]


def _keep_frame(request: HttpRequest) -> None:
    """The page of an error has its frame, unless what failed is the frame itself."""
    try:
        getattr(request, "shell", Shell)()
    except Exception as error:
        if shown_error(error) is None:
            raise
        request.shell = Shell  # type: ignore[attr-defined]


def _is_bare(path: str) -> bool:
    """Pages without a frame: files, other devices, and the board that refreshes itself."""
    return path.startswith((settings.STATIC_URL, *settings.POSTA_OPEN_PATHS, *POLLING_PATHS))


def _speak(request: HttpRequest) -> None:
    """A browser that was not told otherwise speaks the language in which the words were given."""
    session = session_of(request)
    if session is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return
    spoken = SPOKEN.get(session.language, settings.LANGUAGE_CODE)
    translation.activate(spoken)
    request.LANGUAGE_CODE = spoken


def _here(path: str) -> str:
    if path == "/":
        return "today"
    return next((here for start, here in HERE if path.startswith(start)), "")

"""The values of the page of coordination: visits by post and week as a table and as bars, and each post's last contact."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from posta.acts.coordination_context import CoordinationContext
from posta.catalog.encoding.unlinked_rows import mission_week
from posta.clock import first_day_of_week, from_millis, to_millis
from posta.figures.counts import Activity, count_activities_by_week, count_nameless, count_visits_by_week
from posta.ids import FeedId
from posta.ledger.frontier import list_contacts
from posta.mission.posts import Device, list_devices, list_posts
from posta.node.safe_display import with_fallback
from posta.terms.lists import get_list

WEEKS = 8
SILENT_AFTER = timedelta(days=3)
BAR_WIDTH, BAR_STEP, BAR_HEIGHT = 36, 46, 120


@dataclass(frozen=True, slots=True)
class Week:
    """One epidemiological week: its number and its first and last day."""

    number: str
    days: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """The counts of one post, or of one kind of work, week by week, oldest first."""

    name: str
    visits: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class WeekBar:
    """One bar of the drawing, in its units."""

    x: int
    y: int
    height: int
    middle: int
    above: int
    visits: int
    week: str


@dataclass(frozen=True, slots=True)
class VisitCounts:
    """The table, its totals and its bars."""

    weeks: tuple[Week, ...]
    lines: tuple[CountLine, ...]
    totals: tuple[int, ...]
    total: int
    people: int
    bars: tuple[WeekBar, ...]
    width: int
    beside: tuple[CountLine, ...]


@dataclass(frozen=True, slots=True)
class PostContact:
    """A post's computer and its last contact."""

    name: str
    kind: str
    last_contact: str
    wrote: str
    state: str
    word: str


def present_counts(watch: CoordinationContext) -> VisitCounts:
    """Return the visits of the last weeks."""
    sunday = first_day_of_week(watch.today)
    starts = [sunday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    found = count_visits_by_week(watch.cursor, starts[0])
    visits = {(one.post, one.week): one.visits for one in found}
    lines = []
    for post in list_posts(watch.cursor):
        row = tuple(visits.get((post.number, start), 0) for start in starts)
        if any(row):
            lines.append(CountLine(post.name, row, sum(row)))
    totals = tuple(sum(line.visits[i] for line in lines) for i in range(WEEKS))
    people = sum(one.people for one in found if one.week == starts[-1])
    weeks = tuple(_week(start) for start in starts)
    beside = present_activities(watch, starts)
    return VisitCounts(weeks, tuple(lines), totals, sum(totals), people, _bars(totals, weeks), BAR_STEP * WEEKS, beside)


def present_activities(watch: CoordinationContext, starts: list[date]) -> tuple[CountLine, ...]:
    """Return the counts apart from visits, of all posts together; a kind with no entry has no line."""
    found = count_activities_by_week(watch.cursor, starts[0])
    sealed = count_nameless(watch.cursor, "mh_session")
    lines = [_line(_("Mental-health sessions"), [sealed.get(mission_week(start), 0) for start in starts])]
    for name, label in _labels().items():
        lines.append(_line(label, _by_week(found, name, starts, "times")))
        if name == "session":
            lines.append(_line(_("People in group sessions"), _by_week(found, name, starts, "heads")))
    return tuple(line for line in lines if line.total)


def _labels() -> dict[str, str]:
    """Return the names of what is counted apart, in the order of the table."""
    return {
        "session": _("Group sessions"),
        "screening": _("Screenings"),
        "referral": _("Referrals"),
        "stay": _("Residence records"),
        "survey": _("Site surveys"),
        "signal": _("Signals reported"),
        "movement": _("Stock movements"),
    }


def _by_week(found: list[Activity], name: str, starts: list[date], number: str) -> list[int]:
    values = {one.week: int(getattr(one, number)) for one in found if one.name == name}
    return [values.get(start, 0) for start in starts]


def _line(name: str, values: list[int]) -> CountLine:
    return CountLine(name, tuple(values), sum(values))


def present_contacts(watch: CoordinationContext) -> list[PostContact]:
    """Return the posts that have a computer in use, the longest silence first."""
    contacts, posts = list_contacts(watch.cursor), {post.number: post for post in list_posts(watch.cursor)}
    used = [one for one in list_devices(watch.cursor) if one.post is not None and one.revoked is None]
    used.sort(key=lambda one: contacts.get(one.feed, (0, 0)))
    kinds = get_list("post_kind")
    shown = []
    for one in used:
        post = posts.get(one.post or 0)
        kind = kinds.label(post.kind, page_language()) if post else ""
        name = post.name if post else one.label
        unshown = PostContact(name, kind, "", "", "bad", _("cannot be shown"))
        shown.append(
            with_fallback(partial(_post_contact, one, name, kind, contacts, watch.now), partial(replace, unshown))
        )
    return shown


def page_language() -> str:
    """Return the language of this page as the lists know it."""
    return (get_language() or "es")[:2]


def format_ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, roughly."""
    if now - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, now, depth=1)}


def _post_contact(
    one: Device, name: str, kind: str, contacts: dict[FeedId, tuple[int, int]], now: datetime
) -> PostContact:
    contact = contacts.get(one.feed)
    if contact is None:
        return PostContact(name, kind, "", "", "ask", _("no contact yet"))
    received = from_millis(contact[0])
    wrote = from_millis(min(contact[1], to_millis(now)))  # its clock may be far ahead
    silent = now - received > SILENT_AFTER
    state, word = ("bad", _("no contact")) if silent else ("ok", _("in touch"))
    return PostContact(name, kind, format_ago(received, now), format_ago(wrote, now), state, word)


def _week(start: date) -> Week:
    last = start + timedelta(days=6)
    days = f"{date_format(start, 'j M')} – {date_format(last, 'j M')}"
    return Week(mission_week(start).partition("W")[2], days if page_language() == "en" else days.lower())


def _bars(totals: tuple[int, ...], weeks: tuple[Week, ...]) -> tuple[WeekBar, ...]:
    most = max(totals, default=0) or 1
    bars = []
    for i, (visits, week) in enumerate(zip(totals, weeks, strict=True)):
        height = round(BAR_HEIGHT * visits / most)
        x, y = i * BAR_STEP + (BAR_STEP - BAR_WIDTH) // 2, 24 + BAR_HEIGHT - height
        bars.append(WeekBar(x, y, height, x + BAR_WIDTH // 2, y - 7, visits, week.number))
    return tuple(bars)

"""The values of the agenda page: four lists, for the own trade or for all, a page at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.agenda.late_visits import bundle_late, late_words
from posta.care.display.agenda.own_visits import count_own_visits, list_own_visits
from posta.care.display.agenda.planned_visits import PlannedRow, format_planned_day, present_planned_rows
from posta.care.display.companions import group_title
from posta.chart.agenda.planned_visits import DueVisit, ExpectedPerson, count_agenda, list_agenda, list_expected
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.chart.record.travel_groups import list_travel_groups
from posta.clock import to_epoch_day
from posta.web.formatting import format_long_date, masked_name
from posta.web.view_helpers import load_post_names

PAGE_SIZE = 60
MOST_AHEAD = 120  # of today and the coming days; a page of more is too slow to open
WEEK_DAYS = 7
OVERDUE_DAYS = 366  # what is older shows on the person's page only
MINE, ALL = "mine", "all"


@dataclass(frozen=True, slots=True, repr=False)
class ExpectedRow:
    """A person who is expected here: from which post, around which day; `late` if that day has passed."""

    href: str
    name: str
    veiled: str
    why: str
    when: str
    late: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ExpectedGroup:
    """A family or group that is expected here, in one row that unfolds; `href` is its page."""

    href: str
    title: str
    why: str
    when: str
    rows: tuple[ExpectedRow, ...]
    late: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class LateGroup:
    """What members of one group missed, in one row that unfolds; it says how much, never what for."""

    title: str
    why: str
    late: str
    rows: tuple[PlannedRow, ...]


@dataclass(frozen=True, slots=True, repr=False)
class AgendaPage:
    """Everything the agenda shows; `more` is where the next page of what is overdue begins, if there is one.

    `unshown` visits of the coming days have no room on the page.
    """

    day: str
    mine: bool
    today: tuple[PlannedRow, ...]
    overdue: tuple[PlannedRow | LateGroup, ...]
    week: tuple[PlannedRow, ...]
    expected: tuple[ExpectedRow | ExpectedGroup, ...]
    overdue_count: int
    more: int | None
    unshown: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class _Listed:
    """Visits as they were read, how many there are, and whether others follow."""

    visits: Sequence[DueVisit]
    count: int
    more: bool = False


def present_agenda(actor: Actor, *, mine: bool, offset: int = 0) -> AgendaPage:
    """Return the agenda of this post; the number of queries does not depend on how many visits are planned."""
    cursor, post, today = actor.node.cursor, actor.post.number, to_epoch_day(actor.today)
    read = _read_own if mine else _read_all
    late, due = read(actor, today, offset)
    rows = {row.id: row for row in present_planned_rows(actor, [*late.visits, *due.visits])}
    known = [one for one in due.visits if one.id.hex() in rows]
    return AgendaPage(
        day=format_long_date(actor.today),
        mine=mine,
        today=tuple(rows[one.id.hex()] for one in known if one.due == today),
        overdue=_late_rows(actor, [one for one in late.visits if one.id.hex() in rows], rows),
        week=tuple(rows[one.id.hex()] for one in known if one.due != today),
        expected=_expected_rows(actor, list_expected(cursor, post, today, most=PAGE_SIZE)),
        overdue_count=late.count,
        more=offset + PAGE_SIZE if late.more else None,
        unshown=max(0, due.count - MOST_AHEAD),
    )


def _read_all(actor: Actor, today: int, offset: int) -> tuple[_Listed, _Listed]:
    """Return what is overdue at this post and what is due in a week, of every trade."""
    cursor, post = actor.node.cursor, actor.post.number
    late = list_agenda(cursor, post, today - OVERDUE_DAYS, today - 1, most=PAGE_SIZE + 1, offset=offset, newest=True)
    due = list_agenda(cursor, post, today, today + WEEK_DAYS, most=MOST_AHEAD)
    return (
        _Listed(late[:PAGE_SIZE], count_agenda(cursor, post, today - OVERDUE_DAYS, today - 1), len(late) > PAGE_SIZE),
        _Listed(due, count_agenda(cursor, post, today, today + WEEK_DAYS)),
    )


def _read_own(actor: Actor, today: int, offset: int) -> tuple[_Listed, _Listed]:
    """Return what is overdue for this colleague's trade and what is due in a week."""
    late = list_own_visits(actor, today - OVERDUE_DAYS, today - 1, most=PAGE_SIZE, offset=offset)
    due = list_own_visits(actor, today, today + WEEK_DAYS, most=MOST_AHEAD, newest=False)
    late_count = count_own_visits(actor, today - OVERDUE_DAYS, today - 1) if late.more or offset else len(late.visits)
    due_count = count_own_visits(actor, today, today + WEEK_DAYS) if due.more else len(due.visits)
    return _Listed(late.visits, late_count, late.more), _Listed(due.visits, due_count)


def _late_rows(
    actor: Actor, late: Sequence[DueVisit], rows: Mapping[str, PlannedRow]
) -> tuple[PlannedRow | LateGroup, ...]:
    """Return what is overdue: a row for each, and one for a group that missed two or more."""
    today = to_epoch_day(actor.today)
    return tuple(
        rows[one.visits[0].id.hex()]
        if one.party is None
        else LateGroup(one.title, one.why, one.late_words(today), tuple(rows[visit.id.hex()] for visit in one.visits))
        for one in bundle_late(actor.node.cursor, late)
    )


def _expected_rows(actor: Actor, expected: Sequence[ExpectedPerson]) -> tuple[ExpectedRow | ExpectedGroup, ...]:
    """Return who is expected: a row for each, and one for people who come together."""
    cursor = actor.node.cursor
    people = list_people(cursor, [one.person for one in expected])
    posts = load_post_names(cursor) if expected else {}
    coming: dict[tuple, list[ExpectedPerson]] = defaultdict(list)
    for one in expected:
        if one.person in people:
            coming[(one.party, one.day) if one.party else (one.id, one.day)].append(one)
    groups = list_travel_groups(cursor, [some[0].party for some in coming.values() if some[0].party and len(some) > 1])
    shown: list[ExpectedRow | ExpectedGroup] = []
    for some in coming.values():
        rows = tuple(_expected_row(actor, one, people[one.person], posts) for one in some)
        party = some[0].party
        if party is None or len(rows) == 1:
            shown += rows
        else:
            title = group_title(groups[party].travelling, len(rows))
            first = rows[0]
            href = reverse("group", args=[party.hex()], fragment="arrive")
            shown.append(ExpectedGroup(href, title, first.why, first.when, rows, first.late))
    return tuple(shown)


def _expected_row(actor: Actor, one: ExpectedPerson, person: Person, posts: dict[int, str]) -> ExpectedRow:
    why = _("from %(post)s") % {"post": posts.get(one.origin, "")}
    days = to_epoch_day(actor.today) - one.day
    when = late_words(days) if days > 0 else (_("arrives about %(day)s") % {"day": format_planned_day(one.day, actor)})
    return ExpectedRow(reverse("person", args=[person.id.hex()]), person.name, masked_name(person), why, when, days > 0)

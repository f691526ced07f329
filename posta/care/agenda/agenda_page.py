"""The values of the agenda page: four lists, for the own trade or for all, a page at a time."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.planned_visits import PlannedRow, format_planned_day, present_planned_rows
from posta.chart.agenda.planned_visits import ExpectedPerson, count_agenda, list_agenda, list_expected
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clock import to_epoch_day
from posta.web.formatting import format_long_date, masked_name
from posta.web.view_helpers import load_post_names

PAGE_SIZE = 60
WEEK_DAYS = 7
OVERDUE_DAYS = 366  # what is older shows on the person's page only
MINE, ALL = "mine", "all"


@dataclass(frozen=True, slots=True, repr=False)
class ExpectedRow:
    """A person who is expected here: from which post, around which day."""

    href: str
    name: str
    veiled: str
    why: str
    when: str


@dataclass(frozen=True, slots=True, repr=False)
class AgendaPage:
    """Everything the agenda shows; `more` is where the next page of what is overdue begins, if there is one."""

    day: str
    mine: bool
    today: tuple[PlannedRow, ...]
    overdue: tuple[PlannedRow, ...]
    week: tuple[PlannedRow, ...]
    expected: tuple[ExpectedRow, ...]
    overdue_count: int
    more: int | None


def present_agenda(actor: Actor, *, mine: bool, offset: int = 0) -> AgendaPage:
    """Return the agenda of this post; the number of queries does not depend on how many visits are planned."""
    cursor, post, today = actor.node.cursor, actor.post.number, to_epoch_day(actor.today)
    late = list_agenda(cursor, post, today - OVERDUE_DAYS, today - 1, most=PAGE_SIZE + 1, offset=offset, newest=True)
    due = list_agenda(cursor, post, today, today + WEEK_DAYS, most=4 * PAGE_SIZE)
    shown = present_planned_rows(actor, [*late[:PAGE_SIZE], *due])
    kept = {row.id for row in shown if row.mine or not mine}
    rows = {row.id: row for row in shown}
    today_ids, late_ids = {one.id.hex() for one in due if one.due == today}, {one.id.hex() for one in late}
    order = [one.id.hex() for one in (*late[:PAGE_SIZE], *due) if one.id.hex() in kept]
    return AgendaPage(
        day=format_long_date(actor.today),
        mine=mine,
        today=tuple(rows[one] for one in order if one in today_ids),
        overdue=tuple(rows[one] for one in order if one in late_ids),
        week=tuple(rows[one] for one in order if one not in today_ids and one not in late_ids),
        expected=tuple(_expected_rows(actor, list_expected(cursor, post, today, most=PAGE_SIZE))),
        overdue_count=count_agenda(cursor, post, today - OVERDUE_DAYS, today - 1),
        more=offset + PAGE_SIZE if len(late) > PAGE_SIZE else None,
    )


def _expected_rows(actor: Actor, expected: list[ExpectedPerson]) -> list[ExpectedRow]:
    people = list_people(actor.node.cursor, [one.person for one in expected])
    posts = load_post_names(actor.node.cursor) if expected else {}
    return [_expected_row(actor, one, people[one.person], posts) for one in expected if one.person in people]


def _expected_row(actor: Actor, one: ExpectedPerson, person: Person, posts: dict[int, str]) -> ExpectedRow:
    why = _("from %(post)s") % {"post": posts.get(one.origin, "")}
    when = format_planned_day(one.day, actor)
    return ExpectedRow(reverse("person", args=[person.id.hex()]), person.name, masked_name(person), why, when)

"""The values of the cohort page, from the last control of each person; eight queries for any number.

A person belongs to the place of their last control: a later control at another place moves them to its cohort.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog.language.form import get_form
from posta.chart.agenda.planned_visits import list_agenda, list_seen_since
from posta.chart.history.timeline import list_filled
from posta.chart.record.entry_people import list_people_of
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clinical import cohort
from posta.clinical.cohort import CohortState
from posta.clock import from_epoch_day, to_epoch_day
from posta.figures.activity_entries import list_entries_of
from posta.ids import PersonId
from posta.web.formatting import format_age, format_day, masked_name, to_local_day

MOST = 400
OVERDUE_DAYS = 366


@dataclass(frozen=True, slots=True, repr=False)
class CohortRow:
    """One person of the cohort: no diagnosis, only when they are due and when they were seen."""

    href: str
    name: str
    veiled: str
    why: str
    end: str


@dataclass(frozen=True, slots=True, repr=False)
class CohortSection:
    """The people of one state."""

    code: str
    title: str
    rows: tuple[CohortRow, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CohortPage:
    """How many there are, how many of those measured are controlled, and the people by state."""

    people: int
    controlled: int
    measured: int
    sections: tuple[CohortSection, ...]


@dataclass(frozen=True, slots=True, repr=False)
class _Member:
    person: Person
    state: CohortState
    seen: date | None


def present_cohort(actor: Actor) -> CohortPage:
    """Return the cohort of this place today."""
    members = [one for one in _list_members(actor) if one.state.states or one.state.due]
    by_state = {code: [one for one in members if code in one.state.states] for code in _titles()}
    controlled, uncontrolled = (len(by_state.get(code, [])) for code in (cohort.CONTROLLED, cohort.UNCONTROLLED))
    return CohortPage(
        len(members),
        controlled,
        controlled + uncontrolled,
        tuple(
            CohortSection(code, title, tuple(_row(actor, one) for one in _ordered(by_state[code])))
            for code, title in _titles().items()
        ),
    )


def _list_members(actor: Actor) -> list[_Member]:
    cursor, today = actor.node.cursor, actor.today
    since = to_epoch_day(today - timedelta(days=cohort.looked_back_days()))
    found = list_entries_of(cursor, cohort.FORM, [actor.post.number], since, most=MOST)
    owners = list(dict.fromkeys(list_people_of(cursor, [one.row for one in found]).values()))
    controls = list_filled(cursor, owners, actor.node.keyring, get_form(cohort.FORM), most=1) if owners else {}
    latest = {person: answers for person, [(item, answers)] in controls.items() if item.post == actor.post.number}
    people, seen, due = list_people(cursor, latest), list_seen_since(cursor, list(latest)), _list_due(actor)
    return [
        _Member(people[person], cohort.judge(answers, due.get(person), last, today), last)
        for person, answers in latest.items()
        if person in people
        for last in [to_local_day(actor, seen[person]) if person in seen else None]
    ]


def _list_due(actor: Actor) -> dict[PersonId, date]:
    """Return the next planned control of each person at this place."""
    number, today = get_form(cohort.FORM).number, to_epoch_day(actor.today)
    planned = list_agenda(
        actor.node.cursor, actor.post.number, today - OVERDUE_DAYS, today + cohort.due_days(), most=MOST
    )
    return {one.person: from_epoch_day(one.due) for one in reversed(planned) if one.form in (0, number)}


def _ordered(members: list[_Member]) -> list[_Member]:
    return sorted(members, key=lambda one: (one.state.due or date.max, one.seen or date.max))


def _row(actor: Actor, one: _Member) -> CohortRow:
    seen = _("seen %(day)s") % {"day": format_day(one.seen, actor.today)} if one.seen else ""
    why = " · ".join(words for words in (format_age(one.person.answers, actor.today), seen) if words)
    due = format_day(one.state.due, actor.today) if one.state.due else ""
    return CohortRow(reverse("person", args=[one.person.id.hex()]), one.person.name, masked_name(one.person), why, due)


def _titles() -> dict[str, str]:
    return {
        cohort.OVERDUE: _("Overdue"),
        cohort.DUE: _("Due in the next seven days"),
        cohort.WITHOUT_CONTACT: _("Without contact for thirty days"),
        cohort.UNCONTROLLED: _("Not at target"),
        cohort.CONTROLLED: _("Controlled"),
    }

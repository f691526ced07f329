"""The due list, A4, for a round through communities: who is due or overdue for what, by day and place.

It goes out on paper, so it says what a planned visit is for and never an illness. A sealed visit is not on it, unless
this session opens it and the colleague confirms that; then it stands as reserved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.care.display.agenda.planned_visits import visit_label
from posta.chart.agenda.planned_visits import DueVisit, list_agenda
from posta.chart.agenda.reserved_visits import open_reserved
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clock import from_epoch_day, to_epoch_day
from posta.formkit.language import current_language
from posta.node.safe_display import with_fallback
from posta.terms.print_phrases import say_day
from posta.web.formatting import format_age
from posta.web.placeholders import line_placeholder

AHEAD = (7, 14, 30)  # days that can be chosen
OVERDUE_DAYS, MOST_ROWS = 366, 300  # as the agenda; more rows than a round can visit
LONGER = 1  # one row more than shown tells that there are more


@dataclass(frozen=True, slots=True, repr=False)
class DueRow:
    """A visit of the list: whom (name or code), what for, how late, and space to tick."""

    who: str
    about: str
    why: str
    late: str


@dataclass(frozen=True, slots=True, repr=False)
class DueDay:
    """The visits of one day."""

    day: str
    rows: tuple[DueRow, ...]


@dataclass(frozen=True, slots=True, repr=False)
class DueList:
    """Everything on a due list; `cut` says that more are due than stand on it."""

    place: str
    made: str
    days: tuple[DueDay, ...]
    count: int
    overdue: int
    cut: bool


def build_due_list(actor: Actor, ahead: int, *, with_names: bool, with_sealed: bool) -> DueList:
    """Return who is due at this post until so many days ahead; the number of queries does not grow with them."""
    cursor, today = actor.node.cursor, to_epoch_day(actor.today)
    found = list_agenda(
        cursor, actor.post.number, today - OVERDUE_DAYS, today + ahead, most=MOST_ROWS + LONGER, newest=False
    )
    visits = _printable(actor, found[:MOST_ROWS], with_sealed=with_sealed)
    people = list_people(cursor, [one.person for one in visits])
    known = [one for one in visits if one.person in people]
    days = tuple(
        DueDay(
            say_day(from_epoch_day(due), current_language()),
            tuple(_row(actor, one, people, with_names=with_names) for one in rows),
        )
        for due, rows in groupby(known, key=lambda one: one.due)
    )
    return DueList(
        place=actor.post.name,
        made=say_day(actor.today, current_language()),
        days=days,
        count=len(known),
        overdue=sum(one.due < today for one in known),
        cut=len(found) > MOST_ROWS,
    )


def _printable(actor: Actor, visits: Sequence[DueVisit], *, with_sealed: bool) -> list[DueVisit]:
    """Return the visits that may stand on paper: of the sealed ones those that open here, where that was confirmed."""
    if not with_sealed:
        return [one for one in visits if not one.reserved]
    return [one for one in open_reserved(actor.node.cursor, visits, actor.node.keyring) if not one.is_closed]


def _row(actor: Actor, visit: DueVisit, people: Mapping[bytes, Person], *, with_names: bool) -> DueRow:
    person, late = people[visit.person], visit.days_late(to_epoch_day(actor.today))
    about = with_fallback(lambda: format_age(person.answers, actor.today), line_placeholder)
    return DueRow(
        who=person.name if with_names and person.name else person.code,
        about=f"{about} · {person.code}" if with_names and person.name else about,
        why=_("Reserved appointment") if visit.reserved else visit_label(visit.schedule, visit.form),
        late=ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late} if late else "",
    )

"""Those who are expected at this post from another, on the door page: one press queues them, with nothing typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.agenda.planned_visits import format_planned_day
from posta.chart.agenda.planned_visits import ExpectedPerson, list_expectations, list_expected
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clock import to_epoch_day
from posta.ids import PersonId
from posta.web.formatting import masked_name
from posta.web.view_helpers import load_post_names

ROWS_SHOWN = 12
AHEAD = timedelta(days=2)  # some come before the day that was said


@dataclass(frozen=True, slots=True, repr=False)
class AwaitedRow:
    """A person who is expected: the code by which they are queued, their name, from where and around which day."""

    code: str
    name: str
    veiled: str
    why: str


def list_awaited(actor: Actor) -> tuple[AwaitedRow, ...]:
    """Return those who may come today, the earliest day first."""
    cursor = actor.node.cursor
    until = to_epoch_day(actor.today + AHEAD)
    found = list_expected(cursor, actor.post.number, to_epoch_day(actor.today), most=ROWS_SHOWN)
    coming = [one for one in found if one.day <= until]
    people = list_people(cursor, [one.person for one in coming])
    posts = load_post_names(cursor) if coming else {}
    return tuple(
        _row(actor, one, people[one.person], posts)
        for one in coming
        if one.person in people and people[one.person].closed is None
    )


def find_awaited(actor: Actor, codes: Collection[str]) -> frozenset[str]:
    """Return the codes of those of these people who are expected here."""
    known = list_expectations(actor.node.cursor, [PersonId(bytes.fromhex(code)) for code in codes])
    return frozenset(person.hex() for person, one in known.items() if one.post == actor.post.number)


def _row(actor: Actor, one: ExpectedPerson, person: Person, posts: dict[int, str]) -> AwaitedRow:
    origin = _("from %(post)s") % {"post": posts.get(one.origin, "")}
    day = _("arrives about %(day)s") % {"day": format_planned_day(one.day, actor)}
    return AwaitedRow(person.id.hex(), person.name, masked_name(person), f"{origin} · {day}")

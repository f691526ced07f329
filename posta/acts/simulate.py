"""Replay a simulation through the acts: invented people are registered, treated and met again at the next post.

Each event happens at its own time and at the post where it happens; events of other posts are passed over, since every
post writes its own feed. Sheets are written in commits of up to 256, as an import would.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from posta.acts.contact_sheets import prepare_contact
from posta.acts.duty import Duty
from posta.acts.registration import prepare_person
from posta.acts.tallies import list_unlinked, prepare_tallies, put_aside
from posta.catalog.answers import Context, Filled, fill
from posta.catalog.errors import InvalidAnswers
from posta.catalog.form import get_form
from posta.catalog.kinds import CONTACT
from posta.chart.people import Person
from posta.clock import FixedClock
from posta.scribe.write import Sheet, write
from posta.simulation.events import Contact, Event, GroupSession, Registration

BATCH = 256


@dataclass(slots=True)
class SimulationProgress:
    """How far a simulation was replayed at one post, and whom each registration became."""

    entries: int = 0
    left_out: int = 0
    people: dict[str, Person] = field(default_factory=dict, repr=False)
    waiting: list[Sheet] = field(default_factory=list, repr=False)


def replay_simulation(
    duty: Duty,
    events: Iterable[Event],
    played: SimulationProgress | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> SimulationProgress:
    """Play the events of this duty's post; returns what became of them. `left_out` counts what no rule allows."""
    played = played or SimulationProgress()
    clock = FixedClock(duty.now)
    duty = replace(duty, desk=replace(duty.desk, clock=clock))
    for event in events:
        if event.post != duty.post.id:
            continue
        clock.at = event.at
        played.waiting += sheets_of(duty, event, played)
        if len(played.waiting) >= BATCH:
            _write(duty, played, progress)
    _write(duty, played, progress)
    return played


def _write(duty: Duty, played: SimulationProgress, progress: Callable[[int], None]) -> None:
    if played.waiting:
        played.entries += len(write(duty.desk, [replace(sheet, held=False) for sheet in played.waiting]))
        played.waiting = []
        progress(played.entries)


def sheets_of(duty: Duty, event: Event, played: SimulationProgress) -> list[Sheet]:
    """The sheets an event becomes at the duty's hour; none for what no rule allows, which is counted."""
    try:
        if isinstance(event, Registration):
            return _registration(duty, event, played)
        if isinstance(event, Contact):
            return _contact(duty, event, played)
        assert isinstance(event, GroupSession)
        filled = fill(get_form("group"), event.answers, Context(duty.today, event.at, closing=True))
        return contact_sheets(duty, None, [filled], event.at)
    except InvalidAnswers:
        played.left_out += 1
        return []


def _registration(duty: Duty, event: Registration, played: SimulationProgress) -> list[Sheet]:
    """Somebody whom this post knows is met again and not registered anew."""
    if event.previous in played.people:
        played.people[event.number] = played.people[event.previous]
        return []
    person, sheets, filled = prepare_person(duty, event.answers)
    played.people[event.number] = Person(person, duty.network, filled.answers, {}, ())
    return sheets


def _contact(duty: Duty, event: Contact, played: SimulationProgress) -> list[Sheet]:
    person = played.people.get(event.registration)
    if person is None:
        played.left_out += 1
        return []
    context = Context(
        duty.today, event.at, person.answers, event.forms.get("visit", {}), event.forms, closing=True, zone=duty.zone
    )
    filled = [fill(get_form(name), answers, context) for name, answers in event.forms.items()]
    return contact_sheets(duty, person, filled, event.at)


def contact_sheets(duty: Duty, person: Person | None, filled: Sequence[Filled], at: datetime) -> list[Sheet]:
    """The sheets of a contact that nobody can undo, and a tally if enough unlinked facts wait."""
    put_aside(duty, list_unlinked(filled, {}), None)
    return [prepare_contact(duty, person, filled, CONTACT, None, at), *prepare_tallies(duty, coming=[])]

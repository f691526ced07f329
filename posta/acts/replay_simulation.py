"""Replay a simulation through the acts: invented people are registered, treated and met again at the next post.

Each event happens at its own time and at the post where it happens; events of other posts are passed over, since
every post writes its own feed. Drafts are written in commits of up to 256, as an import would.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from posta.acts.actor import Actor
from posta.acts.care.encounter_entry import build_encounter_entry
from posta.acts.care.registration import prepare_person
from posta.acts.care.unlinked_counts import build_count_entries, list_unlinked, queue_counts
from posta.catalog.answers import FormContext, ValidatedForm, validate
from posta.catalog.errors import InvalidAnswers
from posta.catalog.frame import VISIT_FORM
from posta.catalog.kinds import ENCOUNTER
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.clinical.computed import RULES
from posta.clock import FixedClock
from posta.scribe.write import EntryDraft, write
from posta.simulation.events import Event, GroupSession, Registration, SimulatedContact

BATCH = 256


@dataclass(slots=True)
class SimulationProgress:
    """How far a simulation was replayed at one post, and whom each registration became."""

    entries: int = 0
    rejected: int = 0
    people: dict[str, Person] = field(default_factory=dict, repr=False)
    waiting: list[EntryDraft] = field(default_factory=list, repr=False)


def replay_simulation(
    actor: Actor,
    events: Iterable[Event],
    played: SimulationProgress | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> SimulationProgress:
    """Replay the events of this actor's post and return the progress; `rejected` counts what no rule allows."""
    played = played or SimulationProgress()
    clock = FixedClock(actor.now)
    actor = replace(actor, desk=replace(actor.desk, clock=clock))
    for event in events:
        if event.post != actor.post.id:
            continue
        clock.at = event.at
        played.waiting += entries_for(actor, event, played)
        if len(played.waiting) >= BATCH:
            _write(actor, played, progress)
    _write(actor, played, progress)
    return played


def _write(actor: Actor, played: SimulationProgress, progress: Callable[[int], None]) -> None:
    if played.waiting:
        played.entries += len(write(actor.desk, [replace(draft, held=False) for draft in played.waiting]))
        played.waiting = []
        progress(played.entries)


def entries_for(actor: Actor, event: Event, played: SimulationProgress) -> list[EntryDraft]:
    """Return the drafts of an event at the duty's hour; none for what no rule allows, which is counted."""
    try:
        if isinstance(event, Registration):
            return _registration(actor, event, played)
        if isinstance(event, SimulatedContact):
            return _encounter(actor, event, played)
        assert isinstance(event, GroupSession)
        filled = validate(get_form(event.form), event.answers, FormContext(actor.today, event.at, closing=True))
        return build_encounter_entries(actor, None, [filled], event.at)
    except InvalidAnswers:
        played.rejected += 1
        return []


def _registration(actor: Actor, event: Registration, played: SimulationProgress) -> list[EntryDraft]:
    """Return the drafts of a registration; a person whom this post knows is not registered again."""
    if event.previous in played.people:
        played.people[event.number] = played.people[event.previous]
        return []
    person, drafts, filled = prepare_person(actor, event.answers)
    played.people[event.number] = Person(person, actor.network, filled.answers, {}, ())
    return drafts


def _encounter(actor: Actor, event: SimulatedContact, played: SimulationProgress) -> list[EntryDraft]:
    person = played.people.get(event.registration)
    if person is None:
        played.rejected += 1
        return []
    context = FormContext(
        actor.today,
        event.at,
        person.answers,
        event.forms.get(VISIT_FORM, {}),
        event.forms,
        closing=True,
        zone=actor.zone,
        rules=RULES,
    )
    filled = [validate(get_form(name), answers, context) for name, answers in event.forms.items()]
    return build_encounter_entries(actor, person, filled, event.at)


def build_encounter_entries(
    actor: Actor, person: Person | None, filled: Sequence[ValidatedForm], at: datetime
) -> list[EntryDraft]:
    """Return the drafts of a contact that nobody can undo, and a tally if enough unlinked facts wait."""
    queue_counts(actor, list_unlinked(filled, {}), None)
    return [build_encounter_entry(actor, person, filled, ENCOUNTER, None, at), *build_count_entries(actor, coming=[])]

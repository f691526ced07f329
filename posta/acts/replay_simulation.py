"""Replay a simulation through the acts: invented people are registered, treated and met again at the next post.

Each event happens at its own time and at the post where it happens; events of other posts are passed over, since
every post writes its own feed. A contact is drafted like any other (`draft_encounter`): by a colleague whose trade
records its forms, judged by every clinical rule against what the simulation wrote before. Drafts are written in commits
of up to 256, as an import would. Invented people enter a demonstration mission only.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice, draft_planned_visit
from posta.acts.care.registration import prepare_person
from posta.acts.care.unlinked_counts import build_count_entries, queue_counts
from posta.acts.care.visits.encounter import (
    EncounterDraft,
    EncounterWarning,
    UnconfirmedWarnings,
    can_write,
    draft_encounter,
)
from posta.acts.replay_signals import replay_signal
from posta.catalog.errors import InvalidAnswers
from posta.catalog.frame import VISIT_FORM
from posta.catalog.kinds import ENCOUNTER
from posta.catalog.language.form import SEALED, get_form, list_forms
from posta.chart.history.timeline import RevisionStatus, TimelineItem
from posta.chart.record.person import Person
from posta.clinical.findings import Finding
from posta.clock import FixedClock, to_millis
from posta.errors import NotAllowed, gettext_noop
from posta.ids import EntryId, PersonId
from posta.mission.mission_account import is_demonstration
from posta.mission.rules.permissions import can_give_care
from posta.mission.staff import Staff
from posta.scribe.context.clocks import ClockReading
from posta.scribe.write import EntryDraft, write
from posta.simulation.events import (
    Answers,
    Event,
    GroupSession,
    Registration,
    ReportedSignal,
    SignalMove,
    SimulatedContact,
)

BATCH = 256
LATE_DAYS = 10
"""For so long a sealed session that did not take place is still on the agenda."""
RecordedEvent = Registration | SimulatedContact | GroupSession


class NotADemonstration(NotAllowed):
    """Invented people were to enter the records of a mission that treats real people."""

    sentence = gettext_noop(
        "Invented people enter only a demonstration mission, and this is none. Found one with: posta init --demo"
    )


@dataclass(slots=True, repr=False)
class SimulationProgress:
    """How far a simulation was replayed at one post, and whom each registration became.

    `rejected` counts by code what a rule of a form or a clinical rule stopped, `confirmed` the clinical findings that a
    colleague confirmed; `unstaffed` is what no colleague who takes part may record.
    """

    entries: int = 0
    unstaffed: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    confirmed: Counter[str] = field(default_factory=Counter)
    people: dict[str, Person] = field(default_factory=dict, repr=False)
    written: dict[PersonId, list[TimelineItem]] = field(default_factory=lambda: defaultdict(list), repr=False)
    waiting: list[EntryDraft] = field(default_factory=list, repr=False)
    sessions: dict[PersonId, tuple[Staff, str, date]] = field(default_factory=dict, repr=False)
    signals: dict[str, EntryId] = field(default_factory=dict, repr=False)


def replay_simulation(
    actor: Actor,
    events: Iterable[Event],
    played: SimulationProgress | None = None,
    progress: Callable[[int], None] = lambda done: None,
    colleagues: Sequence[Staff] = (),
) -> SimulationProgress:
    """Replay the events of this actor's post and return the progress; `colleagues` take part beside the actor.

    Raises NotADemonstration.
    """
    if not is_demonstration(actor.node.cursor):
        raise NotADemonstration
    played, clock = played or SimulationProgress(), FixedClock(actor.now)
    actor = replace(actor, node=replace(actor.node, clock=clock))
    for event in events:
        if event.post == actor.post.id:
            clock.at = event.at
            if isinstance(event, ReportedSignal | SignalMove):
                _write(actor, played, progress)  # what came before stands first in the log
                done = replay_signal(actor, event, played.signals, colleagues)
                played.entries, played.unstaffed = played.entries + done, played.unstaffed + (not done)
            else:
                played.waiting += draft_event(actor, event, played, colleagues)
        if len(played.waiting) >= BATCH:
            _write(actor, played, progress)
    played.waiting += _draft_sessions(actor, played)
    _write(actor, played, progress)
    return played


def _draft_sessions(actor: Actor, played: SimulationProgress) -> list[EntryDraft]:
    """Return the drafts of the last session planned with each person in a sealed service, due lately or soon.

    Of such a service no visit names the day to come back in the open. Those of before were kept, or nobody waits for them.
    """
    at = to_millis(actor.now)
    actor, people = replace(actor, reading=ClockReading(at, at)), {one.id: one for one in played.people.values()}
    drafts = []
    for person, (staff, form, day) in played.sessions.items():
        if day >= actor.today - timedelta(days=LATE_DAYS):
            planned = VisitChoice(day, day, day, form)
            drafts.append(draft_planned_visit(replace(actor, staff=staff), people[person], None, planned))
    played.sessions.clear()
    return drafts


def _write(actor: Actor, played: SimulationProgress, progress: Callable[[int], None]) -> None:
    if played.waiting:
        played.entries += len(write(actor.node, [replace(draft, held=False) for draft in played.waiting]))
        played.waiting = []
        progress(played.entries)


def draft_event(
    actor: Actor, event: RecordedEvent, played: SimulationProgress, colleagues: Sequence[Staff] = ()
) -> list[EntryDraft]:
    """Return the drafts of an event at its hour; none for what nobody may record or a rule stops, which is counted."""
    at = to_millis(event.at)
    actor = replace(actor, held=played.written, reading=ClockReading(at, at))
    by_trade = sorted((actor.staff, *colleagues), key=lambda staff: staff.role != event.role)
    on_duty = (replace(actor, staff=staff) for staff in by_trade)
    colleague = next((one for one in on_duty if _may_record(one, event)), None)
    if colleague is None:
        played.unstaffed += 1
        return []
    try:
        if isinstance(event, Registration):
            return _registration(colleague, event, played)
        return _contact(colleague, event, played)
    except InvalidAnswers as error:
        played.rejected.update(f"{problem.path} {problem.rule}" for problem in error.problems)
    except UnconfirmedWarnings as error:
        played.rejected.update(f"{warning.path} {warning.rule}" for warning in error.warnings)
    return []


def _may_record(actor: Actor, event: RecordedEvent) -> bool:
    if isinstance(event, Registration):
        return can_give_care(actor.staff)
    return can_write(actor, list(_forms_of(event)))


def _forms_of(event: SimulatedContact | GroupSession) -> Mapping[str, Answers]:
    return {event.form: event.answers} if isinstance(event, GroupSession) else event.forms


def _registration(actor: Actor, event: Registration, played: SimulationProgress) -> list[EntryDraft]:
    """Return the drafts of a registration; a person whom this post knows is not registered again."""
    if event.previous in played.people:
        played.people[event.number] = played.people[event.previous]
        return []
    person, drafts, filled = prepare_person(actor, event.answers)
    played.people[event.number] = Person(person, actor.network, filled.answers, {}, ())
    return drafts


def _contact(
    actor: Actor, event: SimulatedContact | GroupSession, played: SimulationProgress
) -> list[EntryDraft]:  # fmt: skip
    """Return the drafts of a contact that nobody can undo, and a tally if enough unlinked facts wait."""
    person, forms = None, dict(_forms_of(event))
    if isinstance(event, SimulatedContact):
        person = played.people.get(event.registration)
        if person is None:
            played.rejected["person not_registered"] += 1
            return []
        forms[VISIT_FORM] = {**forms[VISIT_FORM], "staff_role": actor.staff.role}
    drafted = draft_encounter(actor, person, forms, occurred_at=event.at, accepts=confirms_once)
    played.confirmed.update(one.code for one in drafted.warnings if isinstance(one, Finding))
    if person is not None:
        played.written[person.id].insert(0, _item(actor, drafted, to_millis(event.at)))
        _remember_session(actor, person.id, forms, played)
    queue_counts(actor, drafted.unlinked, None)
    return [drafted.entry, *build_count_entries(actor, coming=[])]


def _remember_session(actor: Actor, person: PersonId, forms: Mapping[str, Answers], played: SimulationProgress) -> None:
    """Remember on which day the next session of a sealed service is, if one was planned."""
    written = [get_form(name) for name in forms if name != VISIT_FORM]
    if all(one.compartment in SEALED for one in written):
        played.sessions.pop(person, None)
        if day := forms[VISIT_FORM].get("next_appt"):
            first = written[0].name
            after = next((one.name for one in list_forms() if one.service.follows == first), first)
            played.sessions[person] = (actor.staff, after, day)


def confirms_once(warning: EncounterWarning) -> bool:
    """Confirm what a colleague may confirm with a "yes"; what needs a written reason never passes by itself."""
    return True


def _item(actor: Actor, drafted: EncounterDraft, at: int) -> TimelineItem:
    """Return a contact as the record will show it once it is written."""
    forms = {one.form.name: one.answers for one in drafted.filled}
    unwritten = EntryId(b"")
    return TimelineItem(
        unwritten, ENCOUNTER, at, at, actor.post.number, actor.staff.id, forms, None,
        reserved=False, standing=RevisionStatus.WRITTEN, first=unwritten,
    )  # fmt: skip

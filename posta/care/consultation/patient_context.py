"""What the consultation sees of a person before a word is typed: last visit, last values, recent diagnoses, allergies."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from posta.acts.actor import Actor
from posta.acts.care.history import History, read_history
from posta.care.alerts.urgency import find_triage_colour
from posta.care.alerts.vital_alerts import AlertItems, VitalAlerts, assess_vitals
from posta.catalog.language.answer_context import Age, compute_age
from posta.chart.board import QueueItem, find_arrival, with_triage
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.record.person import Person
from posta.clinical.episodes import days_of_case
from posta.clinical.medicines.drug_allergy import Allergies, read_allergies
from posta.clinical.medicines.treatment import Treatment
from posta.clinical.pregnancy import PregnancyStatus
from posta.clinical.signs.triage_priority import URGENT
from posta.node.safe_display import with_fallback
from posta.web.formatting import to_local_day

MAX_ENTRIES = 40


@dataclass(frozen=True)
class PatientContext:
    """A person as the consultation meets them; `items` are their latest entries, newest first.

    `arrival` may be closed: by another form of the same visit. `hidden`: what was done before cannot be shown here.
    """

    actor: Actor
    person: Person
    items: tuple[TimelineItem, ...]
    arrival: QueueItem | None
    hidden: bool = False

    @cached_property
    def last(self) -> TimelineItem | None:
        """The last consultation at any post."""
        return next((item for item in self.items if item.forms.get("opd")), None)

    @cached_property
    def vitals(self) -> dict[str, tuple[object, date]]:
        """The last value of each vital sign, with its day."""
        found: dict[str, tuple[object, date]] = {}
        for item in self.items:
            for name, value in item.forms.get("vitals", {}).items():
                found.setdefault(name, (value, self.day_of(item)))
        return found

    @cached_property
    def judged(self) -> VitalAlerts:
        """The vital signs of twelve hours, judged."""
        taken = ((item, item.forms["vitals"]) for item in self.items if item.forms.get("vitals"))
        return assess_vitals(self.actor, self.person, taken)

    @property
    def alarms(self) -> AlertItems:
        """The vital signs with which nobody should wait."""
        return self.judged.alarms

    @cached_property
    def colour(self) -> str:
        """The colour of their triage, as long as no consultation has answered it."""
        return self.arrival.colour if self.arrival is not None else find_triage_colour(self.actor, self.person)

    @property
    def is_urgent(self) -> bool:
        """Whether triage or vital signs say that nobody should let them wait, or go."""
        return self.colour in URGENT or self.judged.danger

    @cached_property
    def history(self) -> History:
        """What earlier entries say of pregnancy, medicines, illnesses, weight and pressure."""
        return read_history(self.actor, self.person)

    @cached_property
    def pregnancy(self) -> PregnancyStatus:
        """What is known of a pregnancy today."""
        return self.history.pregnancy_on(self.actor.today, self.person)

    @cached_property
    def treatment(self) -> Treatment:
        """What the rules on medicines know before anything is written."""
        return self.history.treatment(self.actor.today, self.person, self.age, {})

    @cached_property
    def diagnoses(self) -> dict[str, date]:
        """The last day on which each diagnosis was written."""
        found: dict[str, date] = {}
        for item in self.items:
            answers = item.forms.get("opd", {})
            others = answers.get("dx_other")
            for code in (answers.get("dx_main"), *(others if isinstance(others, tuple) else ())):
                if code:
                    found.setdefault(str(code), self.day_of(item))
        return found

    @cached_property
    def continuing(self) -> tuple[str, ...]:
        """Diagnoses that would be a follow-up today."""
        return tuple(code for code in self.diagnoses if self.diagnosis_status(code) == "follow_up")

    @property
    def allergies(self) -> Allergies:
        """What the person does not tolerate."""
        return read_allergies(self.person.answers)

    @property
    def age(self) -> Age | None:
        """The age today, if anybody knows it."""
        return compute_age(self.person.answers, self.actor.today)

    @property
    def years(self) -> int | None:
        """The age in years, if anybody knows it."""
        return self.age.years if self.age else None

    def day_of(self, item: TimelineItem) -> date:
        """Return the post's local day of an item."""
        return to_local_day(self.actor, item.occurred)

    def diagnosis_status(self, code: str) -> str:
        """Return whether this diagnosis is a new case today or the follow-up of an earlier one:
        `posta/clinical/data/episodes.toml`.
        """
        day = self.diagnoses.get(code)
        return "follow_up" if day and (self.actor.today - day).days <= days_of_case(code) else "new"


def load_patient_context(actor: Actor, person: Person) -> PatientContext:
    """Return what is known here, in one reading of the timeline."""
    cursor = actor.desk.cursor
    items = list_timeline(cursor, person.id, actor.desk.keyring, limit=MAX_ENTRIES)
    arrival = find_arrival(cursor, person.id, actor.post.number, actor.queue_start, actor.day_start)
    triaged = with_triage(cursor, [arrival] if arrival else [], actor.desk.keyring)
    sight = PatientContext(actor, person, tuple(items), triaged[0] if triaged else None)
    sight = with_fallback(lambda: _readable_context(sight), lambda: replace(sight, items=(), hidden=True))
    return replace(sight, arrival=None) if _arrival_resolved(sight) else sight


def _readable_context(sight: PatientContext) -> PatientContext:
    """Return the same, when everything that the page reads of earlier visits can be read. Whoever is here is treated
    anyway.
    """
    for read in (sight.last, sight.vitals, sight.diagnoses, sight.continuing, sight.alarms):
        del read
    return sight


def _arrival_resolved(sight: PatientContext) -> bool:
    """Return whether a consultation closed the arrival: another form of the same visit leaves its reason and triage
    of use.
    """
    arrival, last = sight.arrival, sight.last
    if arrival is None or last is None or arrival.state != "done":
        return False
    return last.occurred >= arrival.since

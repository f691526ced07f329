"""What the consultation knows of a person at its start: last visit, last values, recent diagnoses, allergies."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from posta.acts.actor import Actor
from posta.acts.care.visits.history import History, read_history
from posta.care.alerts.urgency import find_triage_colour
from posta.care.alerts.vital_alerts import AlertItems, VitalAlerts, assess_vitals
from posta.catalog.language.answer_context import Age, compute_age
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import SEALED, get_form
from posta.chart.board import QueueItem, find_arrival, with_triage
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.record.person import Person
from posta.clinical import cohort
from posta.clinical.episodes import days_of_case, is_long_illness
from posta.clinical.medicines.drug_allergy import Allergies, read_allergies
from posta.clinical.medicines.treatment import Treatment, prescribed_in, still_taken
from posta.clinical.pregnancy import PregnancyStatus
from posta.clinical.signs.triage_criteria import dangers_in_criteria
from posta.clinical.signs.triage_priority import URGENT
from posta.clinical.signs.vital_limits import DANGER_U5, VALID_MILLIS, ticked_dangers
from posta.clock import to_millis
from posta.node.safe_display import with_fallback
from posta.web.formatting import to_local_day

Row = Mapping[str, object]
MAX_ENTRIES = 40


@dataclass(frozen=True, repr=False)
class PatientContext:
    """A person at the start of the consultation; `items` are their latest entries, newest first.

    `arrival` may be closed by another form of the same visit. `hidden`: earlier entries exist that cannot be shown
    here.
    """

    actor: Actor
    person: Person
    items: tuple[TimelineItem, ...]
    arrival: QueueItem | None
    hidden: bool = False

    @cached_property
    def last(self) -> TimelineItem | None:
        """Return the last consultation at any post."""
        return next((item for item in self.items if item.forms.get("opd")), None)

    @cached_property
    def vitals(self) -> dict[str, tuple[object, date]]:
        """Return the last value of each vital sign, with its day."""
        found: dict[str, tuple[object, date]] = {}
        for item in self.items:
            for name, value in item.forms.get("vitals", {}).items():
                found.setdefault(name, (value, self.day_of(item)))
        return found

    @cached_property
    def dangers(self) -> tuple[str, ...] | None:
        """Return the danger signs under five that were ticked in the last twelve hours; a triage counts too.

        None where nobody has answered, so that the page asks.
        """
        since = to_millis(self.actor.now) - VALID_MILLIS
        for item in self.items:
            triage = item.forms.get("triage", {})
            answered = item.forms.get("vitals", {}).get(DANGER_U5)
            criteria = frozenset(
                code for name in ("red_signs", "yellow_signs") for code in as_codes(triage.get(name) or ())
            )
            found = ticked_dangers({DANGER_U5: answered}) | dangers_in_criteria(criteria)
            if item.occurred >= since and (answered or found):
                return tuple(sorted(found))
        return None

    @cached_property
    def judged(self) -> VitalAlerts:
        """Return the vital signs of the last twelve hours, judged."""
        taken = ((item, item.forms["vitals"]) for item in self.items if item.forms.get("vitals"))
        return assess_vitals(self.actor, self.person, taken)

    @property
    def alarms(self) -> AlertItems:
        """Return the vital signs with which nobody should wait."""
        return self.judged.alarms

    @cached_property
    def colour(self) -> str:
        """Return the colour of their triage, as long as no consultation has answered it."""
        return self.arrival.colour if self.arrival is not None else find_triage_colour(self.actor, self.person)

    @property
    def is_urgent(self) -> bool:
        """Return whether triage or vital signs say that the person should neither wait nor leave."""
        return self.colour in URGENT or self.judged.danger

    @cached_property
    def history(self) -> History:
        """Return what earlier entries say of pregnancy, medicines, illnesses, weight and pressure."""
        return read_history(self.actor, self.person)

    @cached_property
    def pregnancy(self) -> PregnancyStatus:
        """Return what is known of a pregnancy today."""
        return self.history.pregnancy_on(self.actor.today, self.person)

    @cached_property
    def treatment(self) -> Treatment:
        """Return what the rules on medicines know before anything is written."""
        return self.history.treatment(self.actor.today, self.person, self.age, {})

    @cached_property
    def diagnoses(self) -> dict[str, date]:
        """Return the last day on which each diagnosis was written."""
        found: dict[str, date] = {}
        for item in self.items:
            answers = item.forms.get("opd", {})
            others = answers.get("dx_other")
            for code in (answers.get("dx_main"), *(others if isinstance(others, tuple) else ())):
                if code:
                    found.setdefault(str(code), self.day_of(item))
        return found

    @cached_property
    def medicines(self) -> tuple[tuple[Row, date], ...]:
        """Return the prescriptions that are still taken today and until when: open ones, the last row of each medicine."""
        rows = [
            (self.day_of(item), one.row)
            for item in self.items
            for form, answers in open_forms(item).items()
            for one in prescribed_in(form, answers)
        ]
        last = {str(row["drug"]): row for _day, row in reversed(rows)}
        return tuple((last[one.drug], one.until) for one in still_taken(rows, self.actor.today))

    @cached_property
    def illnesses(self) -> dict[str, date]:
        """Return the long illnesses that open forms name, each with the last day on which it was written."""
        chronic = {code: self.day_of(item) for item in reversed(self.items)
                   for code in as_codes(item.forms.get(cohort.FORM, {}).get(cohort.ILLNESSES) or ())}  # fmt: skip
        return {**{code: day for code, day in self.diagnoses.items() if is_long_illness(code)}, **chronic}

    @cached_property
    def continuing(self) -> tuple[str, ...]:
        """Return the diagnoses that would be a follow-up today."""
        return tuple(code for code in self.diagnoses if self.diagnosis_status(code) == "follow_up")

    @property
    def allergies(self) -> Allergies:
        """Return what the person does not tolerate."""
        return read_allergies(self.person.answers)

    @property
    def age(self) -> Age | None:
        """Return the age today, if it is known."""
        return compute_age(self.person.answers, self.actor.today)

    @property
    def years(self) -> int | None:
        """Return the age in years, if it is known."""
        return self.age.years if self.age else None

    def day_of(self, item: TimelineItem) -> date:
        """Return the post's local day of an item."""
        return to_local_day(self.actor, item.occurred)

    def diagnosis_status(self, code: str) -> str:
        """Return whether this diagnosis is a new case today or a follow-up (`posta/clinical/data/episodes.toml`)."""
        day = self.diagnoses.get(code)
        return "follow_up" if day and (self.actor.today - day).days <= days_of_case(code) else "new"


def open_forms(item: TimelineItem) -> dict[str, Row]:
    """Return the answers of an entry that may stand on an open page: a sealed form of the same visit stays off it."""
    return {name: answers for name, answers in item.forms.items() if get_form(name).compartment not in SEALED}


def load_patient_context(actor: Actor, person: Person) -> PatientContext:
    """Return what is known here, from one reading of the timeline."""
    cursor = actor.node.cursor
    items = list_timeline(cursor, person.id, actor.node.keyring, limit=MAX_ENTRIES)
    arrival = find_arrival(cursor, person.id, actor.post.number, actor.queue_start, actor.day_start)
    triaged = with_triage(cursor, [arrival] if arrival else [], actor.node.keyring)
    sight = PatientContext(actor, person, tuple(items), triaged[0] if triaged else None)
    sight = with_fallback(lambda: _readable_context(sight), lambda: replace(sight, items=(), hidden=True))
    return replace(sight, arrival=None) if _arrival_resolved(sight) else sight


def _readable_context(sight: PatientContext) -> PatientContext:
    """Return the same context after reading all that the page needs of earlier visits.

    An unreadable entry raises here, so that the caller can treat the person without it.
    """
    for read in (sight.last, sight.vitals, sight.diagnoses, sight.continuing, sight.alarms):
        del read
    return sight


def _arrival_resolved(sight: PatientContext) -> bool:
    """Return whether a consultation closed the arrival.

    After another form of the same visit, its reason and triage still count.
    """
    arrival, last = sight.arrival, sight.last
    if arrival is None or last is None or arrival.state != "done":
        return False
    return last.occurred >= arrival.since

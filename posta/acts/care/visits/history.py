"""What is known of a person before a form is written: pregnancy, medicines still taken, illnesses, weight, pressure.

The record is read once (two queries), as far as the colleague may open it. No sealed form is a source for a
pregnancy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from posta.acts.actor import Actor
from posta.acts.care.visits.earlier_items import list_with_forms
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.answer_context import Age, compute_age
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import TimelineItem
from posta.chart.record.person import Person
from posta.clinical.dangers.fitness import FITNESS, find_fitness
from posta.clinical.episodes import days_of_case
from posta.clinical.medicines.treatment import Taken, Treatment, still_taken
from posta.clinical.pregnancy import PregnancyEvidence, PregnancyStatus, fold_pregnancy, list_evidence
from posta.clock import to_millis
from posta.ids import EntryId

Forms = Mapping[str, Mapping[str, object]]
_SINCE = timedelta(days=366)  # a long illness is one case for a year, a pregnancy lasts less
_COMMON, _RARE = ("vitals", "opd", "triage", "psych", "sv"), ("anc", "pnc", "ncd", "fp")
_NEWEST = 40
_SIGNS = ("weight_kg", "sbp", "dbp")
_PRESCRIBING = ("opd", "ncd", "psych", "sv")  # as far as they open: what is sealed counts for its own readers


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """What earlier entries say, each with its day; `signs` holds the last weight and pressures.

    `fitness` are the visits that say what somebody is fit for.
    """

    tellings: tuple[PregnancyEvidence, ...] = ()
    prescriptions: tuple[tuple[date, Mapping[str, object]], ...] = ()
    diagnoses: tuple[tuple[date, str], ...] = ()
    signs: Mapping[str, tuple[float, date]] | None = None
    fitness: tuple[tuple[date, Mapping[str, object]], ...] = ()

    def pregnancy_on(self, day: date, person: Person, forms: Forms | None = None) -> PregnancyStatus:
        """Return what is known of a pregnancy on a day, with what is being written."""
        written = (one for form, answers in (forms or {}).items() for one in list_evidence(form, answers, day))
        age = compute_age(person.answers, day)
        return fold_pregnancy((*self.tellings, *written), day, person.answers, age.years if age else None)

    def known_diagnoses(self, day: date) -> frozenset[str]:
        """Return the diagnoses whose case still lasts on a day."""
        return frozenset(code for on, code in self.diagnoses if (day - on).days <= days_of_case(code))

    def says_fitness(self, day: date) -> bool:
        """Return whether what was written of travelling on still holds on a day."""
        return find_fitness(reversed(self.fitness), day) is not None

    def taken_on(self, day: date) -> tuple[Taken, ...]:
        """Return the medicines that earlier prescriptions leave still to be taken."""
        return still_taken(self.prescriptions, day)

    def treatment(self, day: date, person: Person, age: Age | None, forms: Forms) -> Treatment:
        """Return what is being given with all that is known of the person."""
        known = self.signs or {}
        now = {name: value for name, value in forms.get("vitals", {}).items() if name in _SIGNS and value is not None}
        pressures = ("sbp", "dbp") if any(name in now for name in ("sbp", "dbp")) else ()  # one measure, one pair
        before = {name: value for name, (value, _day) in known.items() if name not in pressures}
        return Treatment(
            day, forms, person.answers, age, self.pregnancy_on(day, person, forms), {**before, **now},
            weighed=day if "weight_kg" in now else _day_of(known, "weight_kg"),
            measured=day if pressures else _day_of(known, "sbp"),
            taken=self.taken_on(day), diagnoses=self.known_diagnoses(day),
            was_pregnant=self.pregnancy_on(day, person).is_pregnant,
        )  # fmt: skip


def read_history(
    actor: Actor, person: Person, *, corrects: EntryId | None = None, at: datetime | None = None
) -> History:
    """Read what is known of a person up to a moment; the entry that is being corrected is left out."""
    common, rare = ([get_form(name) for name in names] for names in (_COMMON, _RARE))
    since = to_millis((at or actor.now) - _SINCE)
    items = list_with_forms(actor, person.id, common, since, rare=rare, most=_NEWEST)
    history = History()
    for item in reversed(items):  # oldest first: of one day the last value counts
        if item.entry != corrects:
            history = _with_item(history, item, actor.day_at(item.occurred))
    return history


def _with_item(history: History, item: TimelineItem, day: date) -> History:
    signs = dict(history.signs or {})
    for name in _SIGNS:
        value = item.forms.get("vitals", {}).get(name)
        if isinstance(value, int | float):
            signs[name] = (float(value), day)
    opd, ncd = item.forms.get("opd", {}), item.forms.get("ncd", {})
    written = (opd.get("dx_main"), opd.get("dx_other"), opd.get("dx_kind"), ncd.get("ncd_dx"))
    found = tuple((day, code) for value in written if value for code in as_codes(value))
    rows = (item.forms.get(form, {}).get("rx") for form in _PRESCRIBING)
    given = tuple((day, row) for one in rows if isinstance(one, tuple | list) for row in one)
    visit = item.forms.get(VISIT_FORM, {})
    return replace(
        history,
        tellings=(
            *history.tellings,
            *(one for form, answers in item.forms.items() for one in list_evidence(form, answers, day)),
        ),
        prescriptions=(*history.prescriptions, *given),
        diagnoses=(*history.diagnoses, *found),
        signs=signs,
        fitness=(*history.fitness, (day, visit)) if visit.get(FITNESS) else history.fitness,
    )


def _day_of(signs: Mapping[str, tuple[float, date]], name: str) -> date | None:
    return signs[name][1] if name in signs else None

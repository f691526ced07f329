"""Turns what was typed and ticked into vital signs and triage, with the colour that follows from them."""

from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.care.entry.form_context import build_context
from posta.care.entry.pressure import split_pressure
from posta.catalog.answers import FormContext
from posta.catalog.errors import Problem
from posta.catalog.frame import TRIAGE_FORM, VITALS_FORM
from posta.catalog.language.answer_context import NO_ANSWERS
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.clinical.computed import build_patient
from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import NONE, proposed_colour, triage_colour
from posta.clinical.signs.vital_limits import Signs
from posta.formkit.field_names import FormData, get_values
from posta.formkit.form_reader import read_form
from posta.mission.rules.permissions import can_record

SEEN_COLOUR, BY_HAND = "seen_colour", "colour"  # the colour that the page showed; the one chosen instead
CRITERIA = ("red_signs", "yellow_signs")


@dataclass(frozen=True, slots=True, repr=False)
class TriageInput:
    """The answers by form, what could not be read, and what the answers say.

    `computed` is the worst colour that follows, `proposed` the one that is chosen beforehand: none where a person has
    to decide. `chosen` was set by hand.
    """

    forms: dict[str, dict[str, object]]
    problems: tuple[Problem, ...]
    context: FormContext
    signs: Signs
    patient: Patient
    computed: str = ""
    proposed: str = ""
    chosen: str = ""

    @property
    def colour(self) -> str:
        """Return the colour that signing would record."""
        return self.chosen or self.proposed


def is_light(actor: Actor) -> bool:
    """Return whether this colleague triages without vital signs: their trade may not record them."""
    return not can_record(actor.staff, get_form(VITALS_FORM))


def list_forms_of(actor: Actor) -> tuple[str, ...]:
    """Return the forms that this colleague fills on the page."""
    return (TRIAGE_FORM,) if is_light(actor) else (VITALS_FORM, TRIAGE_FORM)


def parse_triage(actor: Actor, person: Person, raw: FormData) -> TriageInput:
    """Return the two forms of one triage, without vital signs if none was taken."""
    raw = split_pressure(raw)
    forms: dict[str, dict[str, object]] = {}
    problems: list[Problem] = []
    for name in list_forms_of(actor):
        forms[name], wrong = read_form(get_form(name), raw, today=actor.today)
        problems += (Problem(f"{name}.{one.path}", one.rule, one.params) for one in wrong)
    triage, unread = forms[TRIAGE_FORM], any(one.path.startswith(f"{VITALS_FORM}.") for one in problems)
    if VITALS_FORM in forms and not forms[VITALS_FORM] and not unread:
        del forms[VITALS_FORM]
    triage["tri_dt"] = actor.now
    context = build_context(actor, person, forms)
    signs, patient = context.latest.get(VITALS_FORM, NO_ANSWERS), build_patient(context)
    red, yellow = (frozenset(as_codes(triage.get(name) or ())) for name in CRITERIA)
    computed = triage_colour(red, yellow, signs, patient) or ""
    proposed = proposed_colour(red, yellow, signs, patient) or ""
    chosen = next(iter(get_values(raw, BY_HAND)), "")
    triage.pop("colour", None)
    if chosen or proposed:
        triage["colour"] = chosen or proposed
    return TriageInput(forms, tuple(problems), context, signs, patient, computed, proposed, chosen)


def needs_another_look(entered: TriageInput, raw: FormData) -> bool:
    """Return whether the colour is not the one that the page showed: without a script nobody has seen it yet."""
    return not entered.chosen and bool(entered.proposed) and get_values(raw, SEEN_COLOUR) != [entered.proposed]


def complete_criteria(raw: FormData) -> FormData:
    """Return the data with "none" of the yellow criteria where red ones were ticked: red ends the search (the tool)."""
    red, yellow = (get_values(raw, name) for name in CRITERIA)
    stops = bool(set(red) - {NONE}) and not yellow
    return {**raw, CRITERIA[1]: [NONE]} if stops else raw

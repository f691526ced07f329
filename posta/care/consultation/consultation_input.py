"""Turns what was tapped and typed into the answers of visit, vital signs and consultation."""

from dataclasses import dataclass

from posta.care.consultation.medicine_sets import OTHER_MEDICINE, parse_prescriptions
from posta.care.consultation.patient_context import PatientContext
from posta.care.consultation.since_last_post import complete_harm
from posta.care.display.arrivals import REASONS
from posta.care.entry.disposition import complete_disposition, missing_follow_up_date
from posta.care.entry.pressure import split_pressure
from posta.catalog.errors import Problem
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.formkit.field_names import FormData, get_values, list_rows
from posta.formkit.form_reader import read_form
from posta.terms.diagnoses import kinds_of

CONSULTATION_FORMS = ("visit", "vitals", "opd")


@dataclass(frozen=True, slots=True, repr=False)
class ParsedConsultation:
    """The answers by form, and what could not be read (paths begin with the form)."""

    forms: dict[str, dict[str, object]]
    problems: tuple[Problem, ...]


def parse_consultation(sight: PatientContext, raw: FormData) -> ParsedConsultation:
    """Return the forms of one consultation, without vital signs if none was measured."""
    raw = normalise_form_data(raw)
    forms: dict[str, dict[str, object]] = {}
    problems: list[Problem] = []
    for name in CONSULTATION_FORMS:
        forms[name], wrong = read_form(get_form(name), raw, today=sight.actor.today)
        problems += (Problem(f"{name}.{one.path}", one.rule, one.params) for one in wrong)
    rows, unknown = parse_prescriptions(sight, raw.get("set", ()))
    problems += _complete_answers(sight, raw, forms, rows)
    if not forms["vitals"] and not any(one.path.startswith("vitals.") for one in problems):
        del forms["vitals"]
    problems += _length_problems(raw)
    return ParsedConsultation(forms, (*problems, *unknown, *missing_follow_up_date(forms["visit"], problems)))


def normalise_form_data(raw: FormData) -> dict[str, list[str]]:
    """Return the data with both pressures from one box, and with rows of medicines only if they were asked for."""
    plain = split_pressure(raw)
    if OTHER_MEDICINE not in raw.get("set", ()) and "unscripted" not in raw:
        hidden = tuple(key + "." for key in list_rows(raw, "rx"))
        plain = {name: values for name, values in plain.items() if not name.startswith(hidden or ("\0",))}
    return plain


def _complete_answers(
    sight: PatientContext, raw: FormData, forms: dict[str, dict[str, object]], rows: list[dict[str, object]]
) -> tuple[Problem, ...]:
    """Complete what follows from other answers, and return what lacks an answer."""
    opd, visit = forms["opd"], forms["visit"]
    if complaint := chief_complaint(raw):
        opd["complaint"] = complaint
    typed = opd.get("rx")
    both = (*(typed if isinstance(typed, tuple) else ()), *rows)
    if both:
        opd["rx"] = both
    _keep_kinds(opd)
    if "dx_main" in opd:
        opd.setdefault("dx_status", sight.diagnosis_status(str(opd["dx_main"])))
    visit["visit_type"] = "fu" if opd.get("dx_status") == "follow_up" else "new"
    complete_disposition(visit, raw, sight.actor, ["opd"], urgent=sight.is_urgent)
    return complete_harm(sight, opd)


def _keep_kinds(opd: dict[str, object]) -> None:
    """Remove the details of a diagnosis that is no longer chosen, because the page no longer shows their chips."""
    fitting = kinds_of((*as_codes(opd.get("dx_main") or ()), *as_codes(opd.get("dx_other") or ())))
    kept = tuple(code for code in as_codes(opd.pop("dx_kind", ())) if code in fitting)
    if kept:
        opd["dx_kind"] = kept


def chief_complaint(raw: FormData) -> str:
    """Return the reason for the visit: the chips in words, then the typed text."""
    return ": ".join(part for part in (_chip_text(raw), " ".join(get_values(raw, "complaint"))) if part)


def _chip_text(raw: FormData) -> str:
    return ", ".join(str(REASONS[code]) for code in get_values(raw, "why") if code in REASONS)


def _length_problems(raw: FormData) -> tuple[Problem, ...]:
    """Return a problem if the typed text is too long beside the chips; it names how many letters fit."""
    longest = get_form("opd").field("complaint").max_length or 0
    if len(chief_complaint(raw)) <= longest:
        return ()
    chips = _chip_text(raw)
    return (Problem("opd.complaint", "too_long", {"limit": longest - len(f"{chips}: " if chips else "")}),)

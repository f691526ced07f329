"""The values of the consultation page: the catalogue's questions in the order of a visit, with short labels and old
values."""

import json
from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.care.alerts.concurrent_care import describe_concurrent_care
from posta.care.alerts.latest_vitals import PRESSURE_FIELDS
from posta.care.alerts.medicine_words import wants_reason
from posta.care.alerts.notes import add_notes, find_notes
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.alerts.pregnancy import pregnancy_banner
from posta.care.consultation.consultation_input import CONSULTATION_FORMS, parse_consultation
from posta.care.consultation.initial import DRESSING, can_repeat_visit
from posta.care.consultation.medicine_sets import OTHER_MEDICINE, medicine_chips
from posta.care.consultation.patient_context import PatientContext
from posta.care.consultation.side_panel import (
    follow_up_hint,
    key_facts,
    last_visit_card,
    one_line_summary,
    vitals_day_text,
)
from posta.care.consultation.since_last_post import arrange_since
from posta.care.display.arrivals import REASONS
from posta.care.display.entries.answer_text import format_value
from posta.care.display.entries.travel_fitness import fitness_text, read_fitness
from posta.care.entry.disposition import FITNESS_FIELDS, present_disposition, travels
from posta.care.entry.form_context import build_context, client_facts, compute_texts, top_diagnosis_choices
from posta.care.entry.form_page import error_anchor, present_form_page
from posta.care.entry.hand_over import present_hand_over, present_night
from posta.care.entry.next_visits import present_next_visits
from posta.care.entry.pressure import pressure_box
from posta.care.entry.repeat_visit import SAME
from posta.care.entry.submission import SubmissionResult, problems_for
from posta.care.entry.way.journey_questions import JOURNEY_FIELDS, asks_journey
from posta.care.entry.way.since_questions import PERPETRATOR, PLACE, WHAT, asks_since, list_likely_places
from posta.catalog.errors import Problem
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import get_form
from posta.clinical.medicines.treatment import OVERRIDE
from posta.clinical.signs.vital_limits import DANGER_U5
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, list_rows
from posta.formkit.language import current_language
from posta.formkit.problem_messages import error_message, is_invalid
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form
from posta.web.formatting import format_day
from posta.web.pages.drafts import LoadedDraft, page_address

Fields = dict[str, FieldView]
COMPLAINT_CHIPS = ("respiratory", "digestive", "feet", "skin", "injury", "pain", "pregnancy", "chronic", "dressing")
MIN_PREGNANCY_AGE = 10  # WHO counts births from this age on
MAIN_VITALS = ("temp_c", "bp", "hr", "spo2", "weight_kg")
CHILD_VITALS = ("height_cm",)
OPTIONAL_VITALS = ("preg_status", "muac_mm", "oedema")  # the form says for which people
MORE_VITALS = (DANGER_U5, "rr", "glucose_mgdl", "glucose_fasting", "height_cm", "pain", "avpu", "bmi")
CONDITIONAL_FIELDS = (
    "dx_text",
    "dx_kind",
    "onset_date",
    "case_class",
    "dehydration",
    "injury_cause",
    "injury_body",
    "injury_intent",
)
MORE_FIELDS = ("advice", "history", "dx_other", "dx_status", "procedures", "tests")
PROCEDURES = "procedures"  # in sight of who comes for a dressing, so that the next one is planned
CHILD_UNTIL_YEARS = 5
ALLERGY_FIELD = "allergies"  # value of the button that saves the draft and leads to this question


def present_consultation(
    sight: PatientContext, raw: FormData, tried: SubmissionResult, *, key: str, kept: LoadedDraft | None
) -> dict[str, object]:
    """Return everything that the page shows."""
    raw = _with_open_row(raw)
    forms = _present_forms(sight, raw, tried)
    fields: Fields = {name: one for form in forms.values() for name, one in form.by_name.items()}
    _apply_short_labels(sight, fields, raw, tried)
    fields |= present_hand_over(sight.actor, raw, tried.problems, sealed=False) | present_night(
        sight.actor, raw, tried.problems
    )
    dressed = DRESSING in raw.get("why", ())
    more = [name for name in MORE_FIELDS if not (dressed and name == PROCEDURES)]
    since = arrange_since(sight, fields)
    fields |= since
    small = sight.years is not None and sight.years < CHILD_UNTIL_YEARS
    asked = (DANGER_U5,) if sight.dangers is None else ()  # what the triage answered is not asked again
    signs = (*MAIN_VITALS, *(CHILD_VITALS if small else ()), *OPTIONAL_VITALS, *asked)
    here = reverse("person", args=[sight.person.id.hex()])
    more_signs = _select(fields, [name for name in MORE_VITALS if name not in signs])
    banner = pregnancy_banner(sight.pregnancy, sight.actor.today)
    return {
        "person": present_patient_banner(
            sight.person, sight.actor, back=here, alarms=sight.alarms, pregnancy=banner,
            fitness=fitness_text(read_fitness(sight.actor, sight.items)),
        ),
        "visits": present_next_visits(sight.actor, sight.person, raw, get_form("opd"), tried.proposals, tried.problems),
        "known_line": one_line_summary(sight),
        "frame": present_form_page(key, tried, kept, actor=sight.actor, raw=raw, asked=_by_name(fields)),
        "beside": describe_concurrent_care(sight.actor, sight.person, sight.arrival),
        "summary": _error_summary(fields, tried),
        "form_id": "entry",
        "same_href": f"{page_address(key)}?{SAME}=1" if can_repeat_visit(sight) else "",
        "why": _complaint_field(sight, raw),
        "field": fields,
        "signs": _select(fields, [name for name in signs if name in fields and fields[name].is_small]),
        "sign_chips": _select(fields, [name for name in signs if name in fields and not fields[name].is_small]),
        "more_signs": more_signs,
        "signs_day": vitals_day_text(sight),
        "conditional": _select(fields, CONDITIONAL_FIELDS),
        "continuing": follow_up_hint(sight),
        "procedures": fields[PROCEDURES] if dressed else None,
        "more": _select(fields, more),
        "more_open": any(fields[name].error for name in more if name in fields),
        "journey": _select(fields, JOURNEY_FIELDS) if asks_journey(sight) else [],
        "since": [fields[name] for name in (WHAT, PLACE, PERPETRATOR)] if since else [],
        "signs_open": any(one.error or one.value for one in more_signs if one.widget != "calc"),
        "options": forms["opd"],
        "last": last_visit_card(sight),
        "facts": key_facts(sight),
        "unasked": "" if sight.person.answers.get(ALLERGY_FIELD) else ALLERGY_FIELD,
    }  # fmt: skip


def _present_forms(sight: PatientContext, raw: FormData, tried: SubmissionResult) -> dict[str, FormView]:
    actor, forms = sight.actor, parse_consultation(sight, raw).forms
    context = build_context(actor, sight.person, {"vitals": forms.get("vitals", {}), "opd": forms["opd"]})
    opd = get_form("opd")
    tops = {"dx_main": top_diagnosis_choices(actor, opd.field("dx_main"))}
    if asks_since(sight):
        tops[PLACE] = list_likely_places(sight)
    notes = find_notes(sight.person, forms, actor.today)
    return {
        name: add_notes(present_form(
            get_form(name), raw, problems_for(name, tried.problems), problems_for(name, tried.warnings), current_language(),
            top_codes=tops, known=client_facts(context), today=actor.today,
            computed=compute_texts(get_form(name), forms.get(name, {}), context) if name == "vitals" else None,
        ), notes)
        for name in CONSULTATION_FORMS
    }  # fmt: skip


def _apply_short_labels(sight: PatientContext, fields: Fields, raw: FormData, tried: SubmissionResult) -> None:
    """Replace the labels of the questions by the short ones of a visit."""
    for name, words in _short_labels().items():
        if name in fields:
            fields[name] = replace(fields[name], label=words)
    fields["bp"] = _pressure_field(sight, fields, raw)
    for name, (value, _day) in sight.vitals.items():
        if name in fields and fields[name].is_small and fields[name].widget != "calc":
            before = _previous_hint(format_value(get_form("vitals").field(name), value))
            fields[name] = replace(fields[name], hint=" · ".join(filter(None, (before, fields[name].hint))))
    fields["complaint"] = replace(fields["complaint"], needed=False)  # a chip says enough
    fields["advice"] = replace(fields["advice"], widget="longtext")
    fields["violence_link"] = replace(
        fields["violence_link"],
        hint=" ".join(
            filter(None, (_("Ask everyone. The answer is kept sealed, apart from this visit."), _asked_text(sight)))
        ),
    )
    silent = any(one.path == "opd.dx_main" for one in tried.problems)  # whether a case is new is asked of a diagnosis
    fields["dx_status"] = replace(
        fields["dx_status"],
        needed=False,
        error="" if silent else fields["dx_status"].error,
        hint=_("If you choose none, the days since the same diagnosis decide."),
    )
    fields["set"] = FieldView(
        "set", "f-set", "boxes", _("Medicines"), choices=medicine_chips(sight, raw.get("set", ())), several=True
    )
    fields["rx"] = _other_medicine_field(fields["rx"], raw)
    if wants_reason("opd", tried.warnings, raw):
        fields[OVERRIDE] = replace(fields[OVERRIDE], needed=True)
    else:
        del fields[OVERRIDE]
    fields |= present_disposition(fields, raw, sight.actor, ["opd"])
    if not travels(sight.person):
        for name in FITNESS_FIELDS:
            del fields[name]


def _asked_text(sight: PatientContext) -> str:
    """Return when the person was last asked about harm, for a colleague who may read it; never what they answered."""
    last = next((item for item in sight.items if item.forms.get("opd", {}).get("violence_link") in ("y", "n")), None)
    return _("Last asked: %(day)s.") % {"day": format_day(sight.day_of(last), sight.actor.today)} if last else ""


def _pressure_field(sight: PatientContext, fields: Fields, raw: FormData) -> FieldView:
    both = {"sbp", "dbp"} <= sight.vitals.keys()
    return pressure_box(
        fields, raw, _previous_hint("/".join(str(sight.vitals[n][0]) for n in ("sbp", "dbp"))) if both else ""
    )


def _other_medicine_field(shown: FieldView, raw: FormData) -> FieldView:
    asked = OTHER_MEDICINE in raw.get("set", ())
    when = json.dumps({"field": "set", "op": "has", "value": OTHER_MEDICINE})
    return replace(shown, label=_("Another medicine"), when=when, asked=asked)


def _with_open_row(raw: FormData) -> dict[str, list[str]]:
    """Return the rows with one empty row behind the chip; typed rows tick it."""
    shown = {name: list(values) for name, values in raw.items()}
    rows = list_rows(shown, "rx")
    if rows and OTHER_MEDICINE not in shown.get("set", ()):
        shown["set"] = [*shown.get("set", ()), OTHER_MEDICINE]
    return shown if rows else shown | {"rx.0.row": ["1"]}


def _complaint_field(sight: PatientContext, raw: FormData) -> FieldView:
    codes = (code for code in COMPLAINT_CHIPS if code != "pregnancy" or _may_be_pregnant(sight))
    chosen = raw.get("why", ())
    chips = tuple(Choice(code, str(REASONS[code]), chosen=code in chosen) for code in codes)
    return FieldView("why", "f-why", "boxes", _("Reason for visit"), choices=chips, several=True)


def _may_be_pregnant(sight: PatientContext) -> bool:
    """Return whether the page asks about pregnancy: women and girls from ten years on, and women known to be pregnant.

    An unknown sex or age counts as possible. There is no upper age, because the reason for the visit may be
    gynaecological.
    """
    answers = sight.person.answers
    age = compute_age(answers, sight.actor.today)
    return sight.pregnancy.is_pregnant or (
        answers.get("sex") != "m" and (age is None or age.years >= MIN_PREGNANCY_AGE)
    )


def _short_labels() -> Mapping[str, str]:
    return {
        "temp_c": _("Temp."), "hr": _("Pulse"), "spo2": "SpO₂", "weight_kg": _("Weight"), "rr": _("Breaths"),
        "glucose_mgdl": _("Glucose"), "height_cm": _("Height"), "muac_mm": _("MUAC"),
        "complaint": _("Patient's own words"), "exam": _("Examination"), "dx_main": _("Diagnosis"),
        "violence_link": _("Has anyone hurt or threatened you?"),
    }  # fmt: skip


def _previous_hint(words: str) -> str:
    return _("last: %(value)s") % {"value": words.split(" ")[0]}


def _select(fields: Fields, names: tuple[str, ...] | list[str]) -> list[FieldView]:
    return [fields[name] for name in names if name in fields]


def _error_summary(fields: Fields, tried: SubmissionResult) -> dict[str, object]:
    listed = _listed_problems(tried)
    problems = [(*error_anchor(one, _by_name(fields)), _problem_text(fields, one)) for one in listed]
    return {"problems": problems, "wrong": any(is_invalid(one) for one in listed)}


def _by_name(fields: Fields) -> Fields:
    """Return the questions by name; each pressure has the box in which both are asked."""
    return fields | dict.fromkeys(PRESSURE_FIELDS, fields["bp"])


def _problem_text(fields: Fields, problem: Problem) -> str:
    """Return the sentence that the question itself shows."""
    shown = _by_name(fields).get(problem.path.partition(".")[2])
    return shown.error if shown and shown.error else error_message(problem)


def _listed_problems(tried: SubmissionResult) -> list[Problem]:
    """Return the problems that the summary lists; whether a case is new is asked only of a diagnosis."""
    missing = {problem.path for problem in tried.problems}
    return [p for p in tried.problems if p.path != "opd.dx_status" or "opd.dx_main" not in missing]

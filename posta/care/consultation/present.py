"""What the consultation shows: the catalogue's questions in the order of a visit, with shorter words and old values beside."""

import json
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from posta.care.arrivals import REASONS
from posta.care.attempt import Tried, of_form
from posta.care.consultation.beside import continuing, facts, known_line, last_card, signs_day
from posta.care.consultation.reading import FORMS, PRESSURE, hear
from posta.care.consultation.repeating import may_repeat
from posta.care.consultation.sets import OTHER, chips_of
from posta.care.consultation.sight import Sight
from posta.care.drafting import Kept
from posta.care.fields.choices import Choice
from posta.care.fields.names import Raw, rows_of
from posta.care.fields.present import present_form
from posta.care.fields.presented import Presented, PresentedForm
from posta.care.fields.sentences import is_wrong, sentence
from posta.care.fields.widgets import join_limits
from posta.care.header import head_of
from posta.care.known import computed_words, context_for, known_of, top_diagnoses
from posta.care.outcome import present_outcome
from posta.care.pregnancy import pregnancy_alerts
from posta.care.signed_page import frame_of, place_of
from posta.care.signs import PRESSURES
from posta.care.telling import value_words
from posta.care.together import tell_beside
from posta.care.words import language
from posta.catalog.context import age_of
from posta.catalog.errors import Problem
from posta.catalog.form import get_form

Fields = dict[str, Presented]
WHY = ("respiratory", "digestive", "feet", "skin", "injury", "pain", "pregnancy", "chronic", "dressing")
YOUNGEST_PREGNANT = 10  # WHO counts births from this age on
IN_THE_ROW = ("temp_c", "bp", "hr", "spo2", "weight_kg")
FOR_SMALL = ("height_cm",)
WHERE_ASKED = ("muac_mm", "oedema")  # of small children and in pregnancy; the form says of whom
MORE_SIGNS = ("rr", "glucose_mgdl", "glucose_fasting", "height_cm", "pain", "avpu", "bmi")
IF_IT_APPLIES = ("dx_kind", "onset_date", "case_class", "dehydration", "injury_cause", "injury_body", "injury_intent")
MORE = ("advice", "history", "dx_other", "dx_status", "procedures", "tests")
SMALL_UNTIL = 5
ALLERGIES = "allergies"  # what the button says that keeps the draft and goes to ask for them


def present_consultation(sight: Sight, raw: Raw, tried: Tried, *, key: str, kept: Kept | None) -> dict[str, object]:
    """Everything that the page shows."""
    raw = _with_open_row(raw)
    forms = _present_forms(sight, raw, tried)
    fields: Fields = {name: one for form in forms.values() for name, one in form.by_name.items()}
    _retell(sight, fields, raw, tried)
    small = sight.years is not None and sight.years < SMALL_UNTIL
    signs = (*IN_THE_ROW, *(FOR_SMALL if small else ()), *WHERE_ASKED)
    here = f"/people/{sight.person.id.hex()}/"
    more_signs = _some(fields, [name for name in MORE_SIGNS if name not in signs])
    told = pregnancy_alerts(sight.pregnancy, sight.duty.today)
    return {
        "person": head_of(sight.person, sight.duty, back=here, alarms=sight.alarms, pregnancy=told),
        "known_line": known_line(sight),
        "frame": frame_of(key, tried, kept, duty=sight.duty, raw=raw, asked=_asked(fields)),
        "beside": tell_beside(sight.duty, sight.person, sight.arrival),
        "summary": _summary(fields, tried),
        "form_id": "entry",
        "same_href": f"/{key}?same=1" if may_repeat(sight) else "",
        "why": _why(sight, raw),
        "field": fields,
        "signs": _some(fields, [name for name in signs if name in fields and fields[name].is_small]),
        "sign_chips": _some(fields, [name for name in signs if name in fields and not fields[name].is_small]),
        "more_signs": more_signs,
        "signs_day": signs_day(sight),
        "conditional": _some(fields, IF_IT_APPLIES),
        "continuing": continuing(sight),
        "more": _some(fields, MORE),
        "more_open": any(fields[name].error for name in MORE if name in fields),
        "signs_open": any(one.error or one.value for one in more_signs if one.widget != "calc"),
        "options": forms["opd"],
        "last": last_card(sight),
        "facts": facts(sight),
        "unasked": "" if sight.person.answers.get(ALLERGIES) else ALLERGIES,
    }


def _present_forms(sight: Sight, raw: Raw, tried: Tried) -> dict[str, PresentedForm]:
    duty, heard = sight.duty, hear(sight, raw).forms
    context = context_for(duty, sight.person, {"vitals": heard.get("vitals", {}), "opd": heard["opd"]})
    opd = get_form("opd")
    tops = {name: top_diagnoses(duty, opd.field(name)) for name in ("dx_main",)}
    return {
        name: present_form(
            get_form(name), raw, of_form(name, tried.problems), of_form(name, tried.warnings), language(),
            top_codes=tops, known=known_of(context), today=duty.today,
            computed=computed_words(get_form(name), heard.get(name, {}), context) if name == "vitals" else None,
        )
        for name in FORMS
    }  # fmt: skip


def _retell(sight: Sight, fields: Fields, raw: Raw, tried: Tried) -> None:
    """The same questions in the words of a visit."""
    for name, words in _short_words().items():
        if name in fields:
            fields[name] = replace(fields[name], label=words)
    fields["bp"] = _pressure(sight, fields, raw)
    for name, (value, _day) in sight.vitals.items():
        if name in fields and fields[name].is_small and fields[name].widget != "calc":
            fields[name] = replace(fields[name], hint=_before(value_words(get_form("vitals").field(name), value)))
    fields["complaint"] = replace(fields["complaint"], needed=False)  # a chip says enough
    fields["advice"] = replace(fields["advice"], widget="longtext")
    fields["violence_link"] = replace(
        fields["violence_link"], hint=_("It is asked of everybody. The answer is kept sealed, apart from this visit.")
    )
    silent = any(one.path == "opd.dx_main" for one in tried.problems)  # whether a case is new is asked of a diagnosis
    fields["dx_status"] = replace(
        fields["dx_status"],
        needed=False,
        error="" if silent else fields["dx_status"].error,
        hint=_("If you choose none, the days since the same diagnosis decide."),
    )
    fields["set"] = Presented(
        "set", "f-set", "boxes", _("Medicines"), choices=chips_of(sight, raw.get("set", ())), several=True
    )
    fields["rx"] = _other_medicine(fields["rx"], raw)
    fields |= present_outcome(fields, raw, sight.duty.today)


def _pressure(sight: Sight, fields: Fields, raw: Raw) -> Presented:
    error = fields["sbp"].error or fields["dbp"].error
    warning = fields["sbp"].warning or fields["dbp"].warning
    typed = "".join(raw.get("bp", ())[:1])
    if error and not PRESSURE.fullmatch(typed) and not typed.isdecimal():
        error = _("Enter both numbers, for example 120/80.")
    both = {"sbp", "dbp"} <= sight.vitals.keys()
    return Presented(
        "bp", "f-bp", "number", _("BP"), unit="mmHg", value=typed, mode="decimal", error=error, warning=warning,
        limits=join_limits(fields["sbp"].limits, fields["dbp"].limits),
        hint=_before("/".join(str(sight.vitals[n][0]) for n in ("sbp", "dbp"))) if both else "",
    )  # fmt: skip


def _other_medicine(shown: Presented, raw: Raw) -> Presented:
    asked = OTHER in raw.get("set", ())
    when = json.dumps({"field": "set", "op": "has", "value": OTHER})
    return replace(shown, label=_("Another medicine"), when=when, asked=asked)


def _with_open_row(raw: Raw) -> dict[str, list[str]]:
    """One empty row waits behind the chip; typed rows tick it."""
    shown = {name: list(values) for name, values in raw.items()}
    rows = rows_of(shown, "rx")
    if rows and OTHER not in shown.get("set", ()):
        shown["set"] = [*shown.get("set", ()), OTHER]
    return shown if rows else shown | {"rx.0.row": ["1"]}


def _why(sight: Sight, raw: Raw) -> Presented:
    codes = (code for code in WHY if code != "pregnancy" or _may_be_pregnant(sight))
    chosen = raw.get("why", ())
    chips = tuple(Choice(code, str(REASONS[code]), chosen=code in chosen) for code in codes)
    return Presented("why", "f-why", "boxes", _("Why does the person come?"), choices=chips, several=True)


def _may_be_pregnant(sight: Sight) -> bool:
    """A woman or girl of ten or more, also where one of the two is not known, and whoever is known to be.

    The reason is gynaecology as well, so that no age is too old for it.
    """
    answers = sight.person.answers
    age = age_of(answers, sight.duty.today)
    return sight.pregnancy is not None or (
        answers.get("sex") != "m" and (age is None or age.years >= YOUNGEST_PREGNANT)
    )


def _short_words() -> Mapping[str, str]:
    return {
        "temp_c": _("Temp."), "hr": _("Pulse"), "spo2": "SpO₂", "weight_kg": _("Weight"), "rr": _("Breaths"),
        "glucose_mgdl": _("Glucose"), "height_cm": _("Height"), "muac_mm": _("MUAC"),
        "complaint": _("In their own words"), "exam": _("What you find"), "dx_main": _("Diagnosis"),
        "violence_link": _("Did somebody hurt the person?"),
    }  # fmt: skip


def _before(words: str) -> str:
    return _("before: %(value)s") % {"value": words.split(" ")[0]}


def _some(fields: Fields, names: tuple[str, ...] | list[str]) -> list[Presented]:
    return [fields[name] for name in names if name in fields]


def _summary(fields: Fields, tried: Tried) -> dict[str, object]:
    told = _told(tried)
    problems = [(*place_of(one, _asked(fields)), _words(fields, one)) for one in told]
    return {"problems": problems, "wrong": any(is_wrong(one) for one in told)}


def _asked(fields: Fields) -> Fields:
    """The questions by name, where either pressure is asked in the box for both."""
    return fields | dict.fromkeys(PRESSURES, fields["bp"])


def _words(fields: Fields, problem: Problem) -> str:
    """The sentence that stands at the question itself."""
    shown = _asked(fields).get(problem.path.partition(".")[2])
    return shown.error if shown and shown.error else sentence(problem)


def _told(tried: Tried) -> list[Problem]:
    """The problems worth a line: whether a case is new is only asked of a diagnosis."""
    missing = {problem.path for problem in tried.problems}
    return [p for p in tried.problems if p.path != "opd.dx_status" or "opd.dx_main" not in missing]

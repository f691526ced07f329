"""Writes the sentences of clinical findings from their codes and parameters, in the language of the page."""

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _

from posta.care.alerts.medicine_words import CODES, finding_sentence
from posta.care.display.entries.answer_text import format_value, short_vitals
from posta.catalog.language.form import get_form
from posta.clinical.dangers.discharge import COLOUR, CRITERIA, HOSPITAL, PLAN, PREGNANT, SIGNS, DischargeReason
from posta.clinical.findings import Finding
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.terms.lists import get_list

ARROWS = {"high": "↑", "low": "↓"}


def finding_words(finding: Finding) -> str:
    """Return the sentence of a finding; an unknown code is shown as the code."""
    if finding.code in CODES:
        return finding_sentence(finding)
    make = SENTENCES.get(finding.code)
    return make(finding) if make else finding.code


def _discharge(finding: Finding) -> str:
    """Return the reasons against a discharge, as a question.

    They are danger signs, illnesses treated in a hospital, and missing plans.
    """
    reasons = [one for one in _sequence(finding.params["reasons"]) if isinstance(one, DischargeReason)]
    hospital = " · ".join(_answer_words(one) for one in reasons if one.kind == HOSPITAL)
    plan = " · ".join(_answer_words(one) for one in reasons if one.kind == PLAN)
    grave = (one for one in reasons if one.kind not in (HOSPITAL, PLAN))
    signs = " · ".join(words for one in grave for words in _danger_words(one, finding.params))
    parts = (
        _("Danger signs: %(signs)s.") % {"signs": signs} if signs else "",
        _("Usually treated in hospital: %(what)s.") % {"what": hospital} if hospital else "",
        _("Needs treatment or a plan first: %(what)s.") % {"what": plan} if plan else "",
        _("Only an appointment here?") if finding.code == "follow_up_only" else _("Discharge anyway?"),
    )
    return " ".join(filter(None, parts))


def _fitness(finding: Finding) -> str:
    """Return what somebody who travels on may need first, with what speaks for it, as a question."""
    reasons = [one for one in _sequence(finding.params["reasons"]) if isinstance(one, DischargeReason)]
    labels = get_list("travel_fitness")
    advice = ", ".join(
        labels.label(str(code), current_language()).lower() for code in _sequence(finding.params["advice"])
    )
    return _("%(reasons)s: %(advice)s? Write whether they may travel on, or sign anyway.") % {
        "reasons": " · ".join(_("Pregnant") if one.kind == PREGNANT else _answer_words(one) for one in reasons),
        "advice": advice,
    }


def _danger_words(reason: DischargeReason, params: Mapping[str, object]) -> Iterator[str]:
    if reason.kind == COLOUR:
        yield _("Triage: %(colour)s") % {"colour": _codes_words(reason)}
    elif reason.kind == SIGNS:
        yield from _signs_words(params)
    elif reason.kind == PREGNANT:
        yield _("Pregnant")
    elif reason.kind == CRITERIA:
        yield _codes_words(reason)
    else:
        yield _answer_words(reason)


def _signs_words(params: Mapping[str, object]) -> Iterator[str]:
    signs, marks = params["signs"], params["marks"]
    assert isinstance(signs, Mapping)
    assert isinstance(marks, Mapping)
    for name, words in short_vitals(signs):
        side = (marks.get("sbp") or marks.get("dbp")) if name == "bp" else marks.get(name)
        yield f"{words} {ARROWS.get(str(side), '')}".strip()


def _answer_words(reason: DischargeReason) -> str:
    """Return a diagnosis or a danger sign by itself, other answers with their question."""
    form, field = get_form(reason.form), get_form(reason.form).field(reason.field)
    words, group = _codes_words(reason), reason.field.rpartition(".")[0]
    if group:  # a newborn: the danger by itself, other answers with their question
        answer = "" if field.kind == "bool" else f"{field.label(current_language())} {words}"
        return ": ".join(filter(None, (form.field(group).label(current_language()), answer)))
    if field.kind == "bool":
        return field.label(current_language())
    return words if field.type == "code" or reason.field == "danger" else f"{field.label(current_language())} {words}"


def _codes_words(reason: DischargeReason) -> str:
    field = get_form(reason.form).field(reason.field)
    if field.kind in ("int", "decimal"):
        return " ".join((*(format_number(float(code)) for code in reason.codes), field.unit)).strip()
    return format_value(field, reason.codes)


def _missing(finding: Finding) -> str:
    needed = {
        "safety_plan": _("a safety plan"),
        "means": _("dangerous means removed"),
        "company": _("somebody who stays with the person"),
        "contact": _("contact within 24 hours"),
        "referral": _("a referral to mental health"),
    }
    missing = ", ".join(needed[str(code)] for code in _sequence(finding.params["missing"]))
    return _("High suicide risk. Still missing: %(what)s. Sign without it?") % {"what": missing}


def _sequence(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()


def _filled(make: Callable[[], str]) -> Callable[[Finding], str]:
    """Return a function that fills the blanks of a sentence with the finding's own parameters."""

    def words(finding: Finding) -> str:
        shown = {name: format_number(value) if isinstance(value, int | float) else str(value)
                 for name, value in finding.params.items()}  # fmt: skip
        return make() % shown

    return words


SENTENCES: Mapping[str, Callable[[Finding], str]] = {
    "discharge": _discharge,
    "follow_up_only": _discharge,
    "fitness_to_travel": _fitness,
    "suicide_plan": _missing,
    "preeclampsia": _filled(
        lambda: _("Blood pressure %(sbp)s/%(dbp)s with protein or symptoms: pre-eclampsia. Refer today. Sign anyway?")
    ),
    "pregnancy_pressure": _filled(
        lambda: _("Blood pressure %(sbp)s/%(dbp)s: measure again after 15 minutes and test the urine. Sign anyway?")
    ),
    "anaemia_severe": _filled(lambda: _("Haemoglobin %(value)s: severe anaemia. Refer today. Sign anyway?")),
    "anaemia": _filled(lambda: _("Haemoglobin %(value)s: anaemia. Treat and measure again in 4 weeks.")),
    "fetal_heart": _filled(lambda: _("Fetal heart rate %(value)s: listen again, and refer. Sign anyway?")),
    "post_term": _filled(lambda: _("%(weeks)s weeks completed: past term. Refer. Sign anyway?")),
    "obstetric_history": _filled(
        lambda: _(
            "%(gravida)s pregnancies, %(parity)s births and %(losses)s losses: with this pregnancy they do not add up."
            " Is this right?"
        )
    ),
    "more_caesareans": _filled(lambda: _("%(caesareans)s caesareans among %(parity)s births. Is this right?")),
    "phq2_positive": _filled(lambda: _("PHQ-2 of %(value)s: assess for depression or refer. Sign anyway?")),
    "green_unmeasured": _filled(lambda: _("No vital signs were taken. Green without them?")),
    "fast_breathing": _filled(lambda: _("Breathes fast for the age: look for pneumonia.")),
    "z_implausible": _filled(lambda: _("Weight for height %(value)s: hardly possible. Measure again, or confirm.")),
    "ec_weaker_late": _filled(
        lambda: _("Levonorgestrel is weaker after %(hours)s hours; ulipristal or a copper IUD is not. Sign anyway?")
    ),
    "ec_weaker_bmi": _filled(
        lambda: _("Levonorgestrel is weaker from a body mass index of %(bmi)s. Sign anyway?")
    ),
    "phq_item9": _filled(lambda: _("Item 9 of the PHQ-9 is %(value)s, and the suicide risk says none. Is this right?")),
    "scores_disagree": _filled(lambda: _("The risk or the PHQ-9 is high, and CGI-S says not ill. Is this right?")),
    "score_range": _filled(lambda: _("The scale goes from %(low)s to %(high)s at this age. Is this right?")),
}  # fmt: skip

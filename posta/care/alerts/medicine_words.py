"""Writes what the rules on medicines, methods and vaccines find: the subject and the reason, in the reader's language.

Rules with words of their own (`clinical/data/drug_safety.toml`) bring them in three languages; this module words the
others.
"""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from posta.catalog.errors import Problem
from posta.clinical.findings import Finding, Severity
from posta.clinical.medicines.drug_safety import words_of_rule
from posta.clinical.medicines.treatment import OVERRIDE
from posta.formkit.field_names import FormData
from posta.formkit.language import current_language
from posta.terms.data_files import choose_label
from posta.terms.lists import get_list
from posta.terms.medicines import medicine_label

NEEDS_REASON = "needs_reason"
Reason = Callable[[Mapping[str, object]], str]


def reason_params(finding: Finding) -> dict[str, object]:
    """Return the parameters with which a page asks for a written reason beside this warning."""
    return {NEEDS_REASON: "yes"} if finding.severity is Severity.ASK_REASON else {}


def wants_reason(form: str, warnings: Iterable[Problem], raw: FormData) -> bool:
    """Return whether a form shows the question for a reason: a warning asks for one, or one is written."""
    asked = any(one.params.get(NEEDS_REASON) and one.path.startswith(f"{form}.") for one in warnings)
    return asked or any(value.strip() for value in raw.get(OVERRIDE, ()))


def finding_sentence(finding: Finding) -> str:
    """Return a finding as the question asked before signing; the sentence says so if a reason must be written."""
    what, reason = subject_of(finding.params), finding_reason(finding)
    words = f"{what}: {reason}" if what else reason
    if finding.severity is not Severity.ASK_REASON:
        return words
    return _("%(words)s. To give it all the same, write why.") % {"words": words.rstrip(".")}


def finding_reason(finding: Finding) -> str:
    """Return the reason alone, as the chip of the medicine shows it."""
    words = REASONS.get(finding.code)
    return words(finding.params) if words else _rule(finding.params)


def subject_of(params: Mapping[str, object]) -> str:
    """Return the name of the medicine, vaccine or method that a finding is about."""
    if params.get("drug"):
        return medicine_label(str(params["drug"]), current_language())
    if params.get("vaccine"):
        return get_list("vaccine").label(str(params["vaccine"]), current_language())
    return get_list("fp_method").label(str(params["method"]), current_language()) if params.get("method") else ""


def _rule(params: Mapping[str, object]) -> str:
    return choose_label(dict(words_of_rule(str(params.get("rule", "")))), current_language(), "")


def _allergy(params: Mapping[str, object]) -> str:
    substance, allergen = str(params.get("substance") or ""), str(params.get("allergen") or "")
    named = {"allergen": substance or get_list("allergen").label(allergen, current_language()).lower()}
    if params.get("kind") == "same":
        return _("Allergy: %(allergen)s") % named
    return _("Allergy to %(allergen)s: cross reaction possible") % named


def _pair(params: Mapping[str, object]) -> str:
    other = medicine_label(str(params.get("other", "")), current_language())
    return f"{_rule(params)} ({other})"


def _dose(params: Mapping[str, object]) -> str:
    return _("%(mg)s mg a day; at most %(most)s mg") % {"mg": params["mg"], "most": params["most"]}


def _pieces(params: Mapping[str, object]) -> str:
    return _("%(pieces)s a day: is this right?") % {"pieces": _whole(params["pieces"])}


def _days(params: Mapping[str, object]) -> str:
    return _("%(days)s days; at most %(most)s") % {"days": params["days"], "most": _whole(params["most"])}


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _weight(params: Mapping[str, object]) -> str:
    return _("A child's dose goes by weight, and nobody has weighed this child in 30 days. Sign without a weight?")


def _unknown(params: Mapping[str, object]) -> str:
    return _("Not in pregnancy. Is she pregnant? Nobody has written it down.")


def _mec(params: Mapping[str, object]) -> str:
    named = {
        "condition": get_list("mec_flag").label(str(params["flag"]), current_language()),
        "category": params["category"],
    }
    if params["category"] == 4:
        return _("not to be used with: %(condition)s (WHO, category %(category)s)") % named
    return _("usually not advised with: %(condition)s (WHO, category %(category)s)") % named


def _pregnant(params: Mapping[str, object]) -> str:
    return _("She is pregnant")


def _not_excluded(params: Mapping[str, object]) -> str:
    return _("A pregnancy was not excluded")


def _vaccine_age(params: Mapping[str, object]) -> str:
    low, high, unit = params.get("from"), params.get("below"), params.get("unit")
    if low is not None:
        words = _("from %(age)s years on") if unit == "years" else _("from %(age)s months on")
        return words % {"age": low}
    words = _("before %(age)s years") if unit == "years" else _("before %(age)s months")
    return words % {"age": high}


def _conflict(params: Mapping[str, object]) -> str:
    return _(
        "The record says that she is pregnant. Did the pregnancy end? Write how in antenatal care, or as a diagnosis."
    )


REASONS: Mapping[str, Reason] = {
    "allergy": _allergy,
    "drug_pair": _pair,
    "drug_dose": _dose,
    "drug_pieces": _pieces,
    "drug_days": _days,
    "weight_missing": _weight,
    "pregnancy_unknown": _unknown,
    "mec": _mec,
    "method_pregnant": _pregnant,
    "method_not_excluded": _not_excluded,
    "vaccine_age": _vaccine_age,
    "pregnancy_conflict": _conflict,
}
RULED = ("drug_pregnancy", "drug_fertile", "drug_breastfeeding", "drug_age", "drug_condition")
CODES = frozenset((*REASONS, *RULED))

"""What a triage says of itself while it is filled: which criteria count already, and which signs are of high risk.

Nobody should have to guess why a colour came out, nor tick what the scales, the thermometer or the age have decided.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from posta.care.fields.presented import Presented, PresentedForm
from posta.care.summaries import named_signs
from posta.care.words import language
from posta.catalog.alarms import Signs, judge_high_risk
from posta.catalog.context import NOTHING, Age, Context
from posta.catalog.criteria import red_by_measure, yellow_by_measure
from posta.terms.lists import get_list


def tell_measured(shown: PresentedForm, context: Context) -> PresentedForm:
    """A triage whose questions say what of them is decided; every other form as it is."""
    if shown.name != "triage":
        return shown
    signs, age = context.latest.get("vitals", NOTHING), context.age
    said = {
        "red_signs": _counting("iitt_red", red_by_measure(signs, age, pregnant=context.pregnant is True)),
        "yellow_signs": _counting("iitt_yellow", yellow_by_measure(signs, age)),
        "hr_vitals": _of_high_risk(signs, age),
    }
    return replace(shown, fields=tuple(_told(one, said.get(one.name, "")) for one in shown.fields))


def _told(question: Presented, words: str) -> Presented:
    hint = " · ".join(part for part in (question.hint, words) if part)
    return replace(question, hint=hint)


def _counting(name: str, codes: Iterable[str]) -> str:
    criteria = get_list(name)
    met = "; ".join(sorted(criteria.label(code, language()) for code in codes))
    return _("Counts already, as measured or by age: %(criteria)s.") % {"criteria": met} if met else ""


def _of_high_risk(signs: Signs, age: Age | None) -> str:
    judged = judge_high_risk(signs, age)
    if not judged:
        return _("No vital signs were taken at this visit.")
    named = named_signs(signs, age)
    return " · ".join(f"{named[name].words} {named[name].sign}".strip() for name in named if judged.get(name))

"""Pregnancy as whoever treats must know it: in words, how far, and the medicines that speak against it.

Non-steroidal anti-inflammatories: avoided from 20 weeks (FDA, Drug Safety Communication of 15 October 2020).
Tetracyclines, and what acts on the renin-angiotensin system: contraindicated (FDA labels; NICE NG133 for the latter).

>>> bool(reason_in_pregnancy("M01AE01")), reason_in_pregnancy("N02BE01")
(True, '')
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from posta.acts.surroundings import TERM, Pregnancy
from posta.care.allergies import drugs_in
from posta.care.words import language
from posta.catalog.errors import Problem
from posta.catalog.form import Form
from posta.terms.medicines import label_of_medicine

AGAINST = ("M01A", "J01AA", "C09")  # ATC groups


def pregnancy_words(pregnancy: Pregnancy | None, today: date) -> str:
    """That she is pregnant, and how many weeks where the day of birth is expected; nothing of anybody else."""
    if pregnancy is None:
        return ""
    if pregnancy.due is None:
        return _("yes")
    return _("%(weeks)s weeks") % {"weeks": (today - (pregnancy.due - TERM)).days // 7}


def reason_in_pregnancy(drug: str) -> str:
    """Why a medicine (ATC) is not given to a pregnant woman, as it stands on the chip; nothing where it may be."""
    return _("Not in pregnancy") if drug.startswith(AGAINST) else ""


def doubts_in_pregnancy(form: Form, answers: Mapping[str, object]) -> tuple[Problem, ...]:
    """A question for each medicine of a form that speaks against pregnancy; the rule is the sentence itself."""
    return tuple(
        Problem(f"{form.name}.{path}", f"{label_of_medicine(drug, language())}: {reason}".replace("%", "%%"))
        for path, drug in drugs_in(form, answers)
        if (reason := reason_in_pregnancy(drug))
    )

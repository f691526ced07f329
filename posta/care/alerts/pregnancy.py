"""Pregnancy as whoever treats must know it: in words, how far, and the medicines that speak against it.

>>> from datetime import date
>>> bool(reason_in_pregnancy("C09AA02", Pregnancy(None), date(2018, 11, 25)))
True
"""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posta.acts.care.clinical_context import Pregnancy
from posta.care.alerts.allergies import prescribed_drugs
from posta.catalog.errors import Problem
from posta.catalog.language.form import Form
from posta.formkit.language import current_language
from posta.terms.medicines import medicine_label

CONTRAINDICATED = gettext_lazy("Not in pregnancy")
# By ATC group the week from which it holds, and the words. Only what a named source is certain of:
CONTRAINDICATED_ATC: dict[str, tuple[int, Promise]] = {
    # Anti-inflammatories: FDA, Drug Safety Communication of 15 October 2020. Aspirin (B01AC06) is exempt there.
    "M01A": (20, gettext_lazy("Not from week 20 of pregnancy on")),
    "J01AA": (0, CONTRAINDICATED),  # tetracyclines: FDA label of doxycycline, warnings
    "C09": (0, CONTRAINDICATED),  # angiotensin: FDA boxed warning; NICE NG133 (2019), 1.3
    "N03AG01": (0, CONTRAINDICATED),  # valproate: EMA/145600/2018; WHO, mhGAP guideline (2023)
    "P01BA03": (0, CONTRAINDICATED),  # primaquine: WHO guidelines for malaria, contraindications
    "J07BD52": (0, CONTRAINDICATED),  # MMR vaccine: WHO position paper on rubella vaccines (2020)
    # Fluconazole: FDA, Drug Safety Communication of 3 August 2011.
    "J02AC01": (0, gettext_lazy("Not at 400 mg a day or more in pregnancy")),
}


def pregnancy_text(pregnancy: Pregnancy | None, today: date) -> str:
    """That she is pregnant, and how many weeks where the day of birth is expected; nothing of anybody else."""
    if pregnancy is None:
        return ""
    weeks = pregnancy.weeks(today)
    return _("yes") if weeks is None else _("%(weeks)s weeks") % {"weeks": weeks}


def pregnancy_banner(pregnancy: Pregnancy | None, today: date) -> list[str]:
    """The same as it stands at the head of her pages."""
    if pregnancy is None:
        return []
    weeks = pregnancy.weeks(today)
    return [_("Pregnancy") if weeks is None else _("Pregnancy, %(weeks)s wk") % {"weeks": weeks}]


def pregnancy_contraindication(drug: str, pregnancy: Pregnancy | None, today: date) -> str:
    """Why a medicine (ATC) is not given to a pregnant woman, as it stands on the chip; nothing where it may be.

    Where nobody knows the weeks, they may be as many as the rule says.
    """
    rule = next((rule for group, rule in CONTRAINDICATED_ATC.items() if drug.startswith(group)), None)
    if pregnancy is None or rule is None:
        return ""
    weeks, (since, words) = pregnancy.weeks(today), rule
    return str(words) if weeks is None or weeks >= since else ""


def pregnancy_warnings(
    form: Form, answers: Mapping[str, object], pregnancy: Pregnancy | None, today: date
) -> tuple[Problem, ...]:
    """A question for each medicine of a form that speaks against pregnancy; the rule is the sentence itself."""
    return tuple(
        Problem(f"{form.name}.{path}", f"{medicine_label(drug, current_language())}: {reason}".replace("%", "%%"))
        for path, drug in prescribed_drugs(form, answers)
        if (reason := pregnancy_contraindication(drug, pregnancy, today))
    )

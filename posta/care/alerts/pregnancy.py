"""Pregnancy as a clinician must know it: in words, how far; and the weeks after birth that count with it.

>>> from datetime import date
>>> pregnancy_text(PregnancyStatus(), date(2018, 11, 25))
''
"""

from datetime import date

from django.utils.translation import gettext as _

from posta.clinical.pregnancy import PregnancyStatus


def pregnancy_text(status: PregnancyStatus, today: date) -> str:
    """Return that she is pregnant, and how many weeks where the day of birth is expected; nothing of anybody else."""
    if not status.is_pregnant:
        return ""
    weeks = status.weeks(today)
    return _("yes") if weeks is None else _("%(weeks)s weeks") % {"weeks": weeks}


def pregnancy_banner(status: PregnancyStatus, today: date) -> list[str]:
    """Return what stands at the head of her pages: the pregnancy, the days after a birth, breastfeeding."""
    if status.is_pregnant:
        weeks = status.weeks(today)
        return [_("Pregnancy") if weeks is None else _("Pregnancy, %(weeks)s wk") % {"weeks": weeks}]
    after = status.is_after_birth(today) and status.is_birth  # a loss is not named at the head of every page
    told = [_("After birth, %(days)s d") % {"days": status.days_after_end(today)}] if after else []
    return [*told, *([_("Breastfeeding")] if status.breastfeeding else [])]

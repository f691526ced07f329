"""Words for pregnancy: that a woman is pregnant and in which week, and the weeks after a birth.

>>> from datetime import date
>>> pregnancy_text(PregnancyStatus(), date(2018, 11, 25))
''
"""

from datetime import date

from django.utils.translation import gettext as _

from posta.clinical.pregnancy import PregnancyStatus


def pregnancy_text(status: PregnancyStatus, today: date) -> str:
    """Return that she is pregnant, with the weeks if the day of birth is expected; empty if she is not."""
    if not status.is_pregnant:
        return ""
    weeks = status.weeks(today)
    return _("yes") if weeks is None else _("%(weeks)s weeks") % {"weeks": weeks}


def pregnancy_banner(status: PregnancyStatus, today: date) -> list[str]:
    """Return the lines for the header of her pages: the pregnancy, the days after a birth, breastfeeding."""
    if status.is_pregnant:
        weeks = status.weeks(today)
        return [_("Pregnancy") if weeks is None else _("Pregnancy, %(weeks)s wk") % {"weeks": weeks}]
    after = status.is_after_birth(today) and status.is_birth  # a loss is not named at the head of every page
    lines = [_("After birth, %(days)s d") % {"days": status.days_after_end(today)}] if after else []
    return [*lines, *([_("Breastfeeding")] if status.breastfeeding else [])]

"""Both blood pressures in one box, as a page asks them: typed with a slash, kept as two numbers."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from posta.formkit.field_names import FormData, get_values
from posta.formkit.render.field_views import FieldView
from posta.formkit.render.limits import join_limits

PRESSURE_PATTERN = re.compile(r"(\d{2,3})\s*[/.,\- ]\s*(\d{2,3})")
PRESSURE_BOX = "bp"


def split_pressure(raw: FormData) -> dict[str, list[str]]:
    """Return the data with both pressures from one box.

    >>> split_pressure({"bp": ["120/80"]})["dbp"]
    ['80']
    """
    plain = {name: list(values) for name, values in raw.items()}
    for text in get_values(raw, PRESSURE_BOX):
        both = PRESSURE_PATTERN.fullmatch(text)
        plain |= {"sbp": [both[1]], "dbp": [both[2]]} if both else {"sbp": [text]}
    return plain


def pressure_box(fields: Mapping[str, FieldView], raw: FormData, hint: str = "") -> FieldView:
    """Return the box in which both pressures are asked, with what is wrong with either."""
    error = fields["sbp"].error or fields["dbp"].error
    warning = fields["sbp"].warning or fields["dbp"].warning
    typed = "".join(raw.get(PRESSURE_BOX, ())[:1])
    if error and not PRESSURE_PATTERN.fullmatch(typed) and not typed.isdecimal():
        error = _("Enter both numbers, for example 120/80.")
    return FieldView(
        PRESSURE_BOX, f"f-{PRESSURE_BOX}", "number", _("BP"), unit="mmHg", value=typed, mode="decimal", error=error,
        warning=warning, limits=join_limits(fields["sbp"].limits, fields["dbp"].limits), hint=hint,
    )  # fmt: skip

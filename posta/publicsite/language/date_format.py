"""Formats dates, as precise as they are known, in the active language."""

from django.template.defaultfilters import date as format_date
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, gettext


def format_partial_date(date: str) -> str:
    """Return `2018`, `2018-09` or `2018-09-30` in words."""
    if len(date) == 4:
        return date
    day = parse_date(date if len(date) == 10 else f"{date}-01")
    # Translators: month and year, or day, month and year, in the format letters of Django's date filter.
    words = format_date(day, gettext("F Y") if len(date) == 7 else gettext("j F Y"))
    # Spanish writes months small; Django's Spanish does not.
    return words.lower() if (get_language() or "").startswith("es") else words

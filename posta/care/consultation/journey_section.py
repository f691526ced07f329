"""The journey on the page of the consultation: asked once for each journey, afterwards shown and not asked."""

from collections.abc import Mapping
from datetime import date

from posta.care.consultation.patient_context import PatientContext
from posta.care.display.entries.answer_text import format_value
from posta.catalog.language.form import get_form
from posta.clinical.journey import is_asked_of, is_over
from posta.web.formatting import format_day

JOURNEY_FIELDS = ("direction", "transport", "days_travel", "last_place")


def find_journey(sight: PatientContext) -> tuple[Mapping[str, object], date] | None:
    """Return what was told last of this journey, at whichever post, and on which day."""
    for item in sight.items:
        known = {name: value for name, value in item.forms.get("visit", {}).items() if name in JOURNEY_FIELDS}
        if known:
            day = sight.day_of(item)
            return None if is_over(day, sight.actor.today) else (known, day)
    return None


def asks_journey(sight: PatientContext) -> bool:
    """Return whether the page asks about the journey."""
    return is_asked_of(str(sight.person.answers.get("pop_group") or "")) and find_journey(sight) is None


def journey_text(sight: PatientContext) -> str:
    """Return the journey in one line, with the day on which it was told."""
    found = find_journey(sight)
    if found is None:
        return ""
    known, day = found
    form = get_form("visit")
    words = (format_value(form.field(name), known[name]) for name in JOURNEY_FIELDS if name in known)
    return " · ".join([*words, format_day(day, sight.actor.today)])

"""Decides when a visit may begin as a copy of the last one: never for an urgent person, never for another reason.

Without this rule a person with triage red after a fall from the train was signed in one tap with the cough of the day
before.
"""

from django.utils.translation import override

from posta.care.consultation.patient_context import PatientContext
from posta.care.display.arrivals import REASONS
from posta.formkit.choices import LANGUAGES, fold_accents

REPEATABLE_REASONS = frozenset({"chronic", "medicine", "dressing"})  # reasons to come back


def can_repeat_visit(sight: PatientContext) -> bool:
    """Return whether "same as last time" is offered."""
    if sight.last is None or sight.is_urgent:
        return False
    arrival = sight.arrival
    if arrival is None or not arrival.reason:
        return arrival is None or not arrival.reserved
    code, _colon, own = arrival.reason.partition(": ")
    if code not in REASONS:
        return _mentions(arrival.reason, sight)
    return (code in REPEATABLE_REASONS or _is_reason(code, sight)) and (not own or _mentions(own, sight))


def _is_reason(code: str, sight: PatientContext) -> bool:
    """Return whether the last visit was for this reason, in whichever language its chip was signed."""
    return any(_mentions(words, sight) for words in _labels_in_all_languages(code))


def _labels_in_all_languages(code: str) -> list[str]:
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(REASONS[code]))
    return found


def _mentions(words: str, sight: PatientContext) -> bool:
    assert sight.last is not None
    return fold_accents(words) in fold_accents(str(sight.last.forms["opd"].get("complaint") or ""))

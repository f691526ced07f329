"""Decides when a visit may begin as a copy of the last one: never for an urgent person, never for another reason.

Without this rule a person with triage red after a fall from the train was signed in one tap with the cough of the day
before.
"""

from django.utils.translation import override

from posta.care.display.arrivals import REASONS
from posta.chart.board import QueueItem
from posta.formkit.choices import LANGUAGES, fold_accents

REPEATABLE_REASONS = frozenset({"chronic", "medicine", "dressing"})  # reasons to come back
SAME = "same"  # of the address of a page: it begins with a copy of the last visit


def can_repeat(complaint: str, arrival: QueueItem | None, *, urgent: bool) -> bool:
    """Return whether "repeat last visit" is offered to who comes with this arrival, and came last with this complaint."""
    if urgent:
        return False
    if arrival is None or not arrival.reason:
        return arrival is None or not arrival.reserved
    code, _colon, own = arrival.reason.partition(": ")
    if code not in REASONS:
        return _mentions(arrival.reason, complaint)
    return (code in REPEATABLE_REASONS or _is_reason(code, complaint)) and (not own or _mentions(own, complaint))


def _is_reason(code: str, complaint: str) -> bool:
    """Return whether the last visit was for this reason, in whichever language its chip was signed."""
    return any(_mentions(words, complaint) for words in _labels_in_all_languages(code))


def _labels_in_all_languages(code: str) -> list[str]:
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(REASONS[code]))
    return found


def _mentions(words: str, complaint: str) -> bool:
    return fold_accents(words) in fold_accents(complaint)

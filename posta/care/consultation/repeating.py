"""When a visit may begin as the last one did: nobody urgent, and nobody who came for something else.

Somebody red, who fell from the train, was signed in one tap with the cough of the day before.
"""

from django.utils.translation import override

from posta.care.arrivals import REASONS
from posta.care.consultation.sight import Sight
from posta.care.fields.choices import LANGUAGES, plain

CONTINUES = frozenset({"chronic", "medicine", "dressing"})  # reasons for which one comes back for the same


def may_repeat(sight: Sight) -> bool:
    """Whether "same as last time" is offered."""
    if sight.last is None or sight.is_urgent:
        return False
    arrival = sight.arrival
    if arrival is None or not arrival.reason:
        return arrival is None or not arrival.reserved
    code, _colon, own = arrival.reason.partition(": ")
    if code not in REASONS:
        return _is_told(arrival.reason, sight)
    return (code in CONTINUES or _is_reason(code, sight)) and (not own or _is_told(own, sight))


def _is_reason(code: str, sight: Sight) -> bool:
    """Whether the last visit was for this reason, in whichever language its chip was signed."""
    return any(_is_told(words, sight) for words in _in_every_language(code))


def _in_every_language(code: str) -> list[str]:
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(REASONS[code]))
    return found


def _is_told(words: str, sight: Sight) -> bool:
    assert sight.last is not None
    return plain(words) in plain(str(sight.last.forms["opd"].get("complaint") or ""))

"""The reasons for a visit and the triage colours, as the board and the arrival form word them.

A reason is stored as its code, or as `code: own words`. What indicates violence or mental health is no reason here:
such a visit is "reserved", and the board says nothing else of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from posta.catalog.language.form import get_form
from posta.chart.board import QueueItem
from posta.clinical.signs.door_signs import sign_label
from posta.formkit.language import current_language
from posta.formkit.short_text import parse_short_text
from posta.web.formatting import trade_label

TRIAGE_LEVELS = {"red": 1, "yellow": 2, "green": 3}

REASONS = {
    "respiratory": gettext_lazy("Cough or fever"),
    "feet": gettext_lazy("Feet"),
    "skin": gettext_lazy("Skin"),
    "digestive": gettext_lazy("Stomach"),
    "injury": gettext_lazy("Injury or fall"),
    "pain": gettext_lazy("Pain"),
    "pregnancy": gettext_lazy("Pregnancy or gynaecology"),
    "chronic": gettext_lazy("Chronic illness"),
    "dressing": gettext_lazy("Wound dressing"),
    "medicine": gettext_lazy("Medicine"),
    "vaccine": gettext_lazy("Vaccine"),
}
_COLOURS = {"red": gettext_lazy("red"), "yellow": gettext_lazy("yellow"), "green": gettext_lazy("green")}
RESERVED_WORDS_ERROR = gettext_noop(
    "Of a reserved appointment nothing else is kept, and these words would be lost. Erase them, or choose another reason."
)
UNQUEUED_WORDS_ERROR = gettext_noop(
    "A person who is only registered is not added to the waiting list, and these words would be lost. Erase them, or add"
    " the person to it."
)


@dataclass(frozen=True, slots=True, repr=False)
class ArrivalInput:
    """What was chosen on the arrival form."""

    reason: str = ""
    colour: str = ""
    reserved: bool = False
    error: str = ""


def reason_label(reason: str) -> str:
    """Return the words for a reason."""
    code, _, own = reason.partition(": ")
    if code not in REASONS:
        return reason
    return f"{REASONS[code]}: {own}" if own else str(REASONS[code])


def form_resolves_reason(reason: str, form: str) -> bool:
    """Return whether a form answers the reason for the visit.

    >>> form_resolves_reason("pregnancy: sangra", "anc"), form_resolves_reason("pain", "anc")
    (True, False)
    >>> form_resolves_reason("me caí", "opd")
    True
    """
    return get_form(form).service.answers(reason.partition(": ")[0])


def visit_label(reason: str, *, reserved: bool, signs: Sequence[str] = ()) -> str:
    """Return why a person waits, the signs seen at the door first; for a reserved visit only that it is reserved."""
    if reserved:
        return gettext("Reserved appointment")
    seen = (sign_label(code, current_language()) for code in signs)
    return " · ".join(words for words in (*seen, reason_label(reason)) if words)


def colour_label(colour: str) -> str:
    """Return the word for a triage colour; empty for none."""
    return str(_COLOURS.get(colour, ""))


def waits_for_label(one: QueueItem, role: str) -> str:
    """Return for whom a person waits; of a reserved visit it is said to that trade alone."""
    if not one.trade or (one.reserved and one.trade != role):
        return ""
    return gettext("for %(trade)s") % {"trade": trade_label(one.trade)}


def parse_arrival(posted: dict[str, str], *, only_registers: bool = False) -> ArrivalInput:
    """Return what was posted of the arrival form; unknown codes are left out.

    Free text that would not be stored is refused: beside a reserved appointment, and from a colleague who
    `only_registers` and so puts nobody on the board.
    """
    code, own = posted.get("reason", ""), parse_short_text(posted.get("reason_text", ""))
    colour = posted.get("colour", "")
    if code == "reserved":
        error = own.error or _reject(own.words, gettext(RESERVED_WORDS_ERROR))
        return ArrivalInput(colour=colour if colour in TRIAGE_LEVELS else "", reserved=True, error=error)
    known = code if code in REASONS else ""
    reason = ": ".join(part for part in (known, own.words) if part)
    error = own.error or _reject(own.words if only_registers else "", gettext(UNQUEUED_WORDS_ERROR))
    return ArrivalInput(reason, colour if colour in TRIAGE_LEVELS else "", error=error)


def _reject(words: str, why: str) -> str:
    return why if words else ""

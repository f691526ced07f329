"""The arrival form as a template shows it: the reason for the visit and the triage colour."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.care.display.arrivals import REASONS, TRIAGE_LEVELS
from posta.formkit.choices import Choice


@dataclass(frozen=True, slots=True, repr=False)
class ArrivalForm:
    """Chips for the reason and the colour, and the box for free text."""

    reasons: tuple[Choice, ...]
    colours: tuple[tuple[Choice, int | None], ...]
    text: str
    error: str = ""


def present_arrival_form(raw: Mapping[str, list[str]], error: str = "") -> ArrivalForm:
    """Return the arrival form with what was posted, and what is wrong with its text."""
    reason, colour = _first(raw, "reason"), _first(raw, "colour")
    codes = {**{code: str(words) for code, words in REASONS.items()}, "reserved": _("Reserved appointment")}
    return ArrivalForm(
        tuple(Choice(code, words, chosen=code == reason) for code, words in codes.items()),
        tuple(
            (Choice(code, words, chosen=code == colour), TRIAGE_LEVELS.get(code))
            for code, words in _colour_labels().items()
        ),
        _first(raw, "reason_text"),
        error,
    )


def _colour_labels() -> dict[str, str]:
    return {"red": _("At once"), "yellow": _("Soon"), "green": _("Can wait"), "": _("Not triaged")}


def _first(raw: Mapping[str, list[str]], name: str) -> str:
    return next(iter(raw.get(name, [])), "")

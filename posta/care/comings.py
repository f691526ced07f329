"""The arrival form as a template shows it: why somebody comes, and how soon they must be seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.care.arrivals import COLOURS, REASONS
from posta.care.fields.choices import Choice


@dataclass(frozen=True, slots=True)
class Coming:
    """Chips for the reason and the colour, and the box for own words."""

    reasons: tuple[Choice, ...]
    colours: tuple[tuple[Choice, int | None], ...]
    text: str
    error: str = ""


def present_coming(raw: Mapping[str, list[str]], error: str = "") -> Coming:
    """The arrival form with what was posted, and what is wrong with the words."""
    reason, colour = _said(raw, "reason"), _said(raw, "colour")
    codes = {**{code: str(words) for code, words in REASONS.items()}, "reserved": _("Reserved appointment")}
    return Coming(
        tuple(Choice(code, words, chosen=code == reason) for code, words in codes.items()),
        tuple((Choice(code, words, chosen=code == colour), COLOURS.get(code)) for code, words in _colours().items()),
        _said(raw, "reason_text"),
        error,
    )


def _colours() -> dict[str, str]:
    return {"red": _("At once"), "yellow": _("Soon"), "green": _("Can wait"), "": _("Not triaged")}


def _said(raw: Mapping[str, list[str]], name: str) -> str:
    return next(iter(raw.get(name, [])), "")

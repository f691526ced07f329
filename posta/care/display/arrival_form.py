"""The arrival form as a template shows it: the reason for the visit and the triage colour."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.arrivals import REASONS, TRIAGE_LEVELS
from posta.formkit.choices import Choice
from posta.mission.places.offered_forms import list_offered_reasons


@dataclass(frozen=True, slots=True, repr=False)
class ArrivalForm:
    """Chips for the reason and the colour, and the box for free text."""

    reasons: tuple[Choice, ...]
    colours: tuple[tuple[Choice, int | None], ...]
    text: str
    error: str = ""


def present_arrival_form(actor: Actor, raw: Mapping[str, list[str]], error: str = "") -> ArrivalForm:
    """Return the arrival form with what was posted, and what is wrong with its text.

    It asks for the reasons that the services of the place answer today.
    """
    reason, colour = _first(raw, "reason"), _first(raw, "colour")
    offered = list_offered_reasons(actor.offered, actor.post.kind, REASONS)
    codes = {**{code: str(REASONS[code]) for code in offered}, "reserved": _("Reserved appointment")}
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

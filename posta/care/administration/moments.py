"""A day and hour typed by an administrator: "it was ours until then"."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.clock import millis_of, moment_at


@dataclass(frozen=True, slots=True)
class Moment:
    """What was typed, the moment it names (ms; None for none), and what is wrong with it."""

    typed: str
    millis: int | None = None
    error: str = ""


def read_moment(duty: Duty, typed: str) -> Moment:
    """Return the moment that was typed, by the clock of this place; it must have come."""
    if not typed.strip():
        return Moment("")
    try:
        local = datetime.fromisoformat(typed.strip())
    except ValueError:
        return Moment(typed, None, _("Write a day and an hour."))
    moment = moment_at(local.date(), local.time(), duty.zone)
    if moment > duty.now:
        return Moment(typed, None, _("This moment has not come yet."))
    return Moment(typed, millis_of(moment))

"""A day and hour typed by an administrator: "it was ours until then"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.fields.names import TIME
from posta.clock import millis_of, moment_at


@dataclass(frozen=True, slots=True)
class Moment:
    """The day and hour that were typed, the moment they name (ms; None for none), and what is wrong with them."""

    day: str = ""
    time: str = ""
    millis: int | None = None
    error: str = ""


def read_moment(duty: Duty, typed: Mapping[str, str], name: str) -> Moment:
    """Return the moment that was typed, by the clock of this place; it must have come. Without an hour a day begins."""
    day, time = (" ".join(typed.get(key, "").split()) for key in (name, name + TIME))
    if not day and not time:
        return Moment()
    try:
        local = datetime.strptime(f"{day} {time or '00:00'}", "%d/%m/%Y %H:%M")  # noqa: DTZ007  the zone is the place's
    except ValueError:
        return Moment(day, time, None, _("Write a day and an hour."))
    moment = moment_at(local.date(), local.time(), duty.zone)
    if moment > duty.now:
        return Moment(day, time, None, _("This moment has not come yet."))
    return Moment(day, time, millis_of(moment))

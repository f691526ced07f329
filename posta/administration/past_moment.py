"""A day and hour typed by an administrator: until when a lost computer was still in the mission's hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.clock import moment_at, to_millis
from posta.formkit.field_names import TIME


@dataclass(frozen=True, slots=True, repr=False)
class PastMoment:
    """The typed day and hour, their moment (ms; None for none), and what is wrong with them."""

    day: str = ""
    time: str = ""
    millis: int | None = None
    error: str = ""


def parse_moment(actor: Actor, typed: Mapping[str, str], name: str) -> PastMoment:
    """Return the typed moment in local time; a future one is refused. Without an hour it is the beginning of the day."""
    day, time = (" ".join(typed.get(key, "").split()) for key in (name, name + TIME))
    if not day and not time:
        return PastMoment()
    try:
        local = datetime.strptime(f"{day} {time or '00:00'}", "%d/%m/%Y %H:%M")  # noqa: DTZ007  the zone is the place's
    except ValueError:
        return PastMoment(day, time, None, _("Write a day and an hour."))
    moment = moment_at(local.date(), local.time(), actor.zone)
    if moment > actor.now:
        return PastMoment(day, time, None, _("This moment has not come yet."))
    return PastMoment(day, time, to_millis(moment))

"""How many signals were verified and assessed in time, in the words of the list of signals: eight weeks, and each."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.clock import first_day_of_week, to_millis
from posta.operations.signals.signal_course import ASSESS, VERIFY
from posta.operations.signals.signal_timeliness import InTime, add_in_time, due_hours, list_signal_weeks
from posta.web.formatting import format_date

WEEKS = 8


@dataclass(frozen=True, slots=True, repr=False)
class TimelinessLine:
    """One week, or all together: how many signals, how many verified and assessed in time."""

    name: str
    recorded: int
    verified: str
    assessed: str


@dataclass(frozen=True, slots=True, repr=False)
class Timeliness:
    """All weeks together, and each week that had a signal."""

    total: TimelinessLine
    weeks: tuple[TimelinessLine, ...]


def present_timeliness(actor: Actor) -> Timeliness | None:
    """Return how the signals of the last weeks were followed up, or None without any."""
    since = first_day_of_week(actor.today) - timedelta(weeks=WEEKS - 1)
    weeks = list_signal_weeks(actor.node.cursor, since, to_millis(actor.now))
    if not weeks:
        return None
    lines = tuple(
        TimelinessLine(format_date(one.week, "j M"), one.recorded, _verified(one.verified), _assessed(one.assessed))
        for one in weeks
    )
    verified = add_in_time(one.verified for one in weeks)
    assessed = add_in_time(one.assessed for one in weeks)
    total = TimelinessLine("", sum(one.recorded for one in weeks), _verified(verified), _assessed(assessed))
    return Timeliness(total, lines)


def _verified(one: InTime) -> str:
    shown = {"n": one.done, "of": one.of, "hours": due_hours(VERIFY)}
    return _("verified within %(hours)s h: %(n)s of %(of)s") % shown if one.of else ""


def _assessed(one: InTime) -> str:
    shown = {"n": one.done, "of": one.of, "hours": due_hours(ASSESS)}
    return _("assessed within %(hours)s h: %(n)s of %(of)s") % shown if one.of else ""

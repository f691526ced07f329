"""Watching over the mission from coordination: who looks, and with what. It reaches counts and contacts, never a chart.

This module imports nothing that knows a record, so that the screens of coordination cannot come near one by way of it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from posta.clock import MEXICO_CITY, day_number, day_of
from posta.ids import StaffId
from posta.ledger.rows import Cursor
from posta.mission.errors import Refused
from posta.mission.permissions import check_can_count
from posta.mission.staff import Staff, find_staff
from posta.scribe import here


@dataclass(frozen=True, slots=True)
class Watch:
    """A colleague who may see the mission's figures, and where they are read."""

    cursor: Cursor = field(repr=False)
    staff: Staff
    now: datetime

    @property
    def today(self) -> date:
        """The mission's day."""
        return day_of(self.now, MEXICO_CITY)


def begin_watch(staff: StaffId) -> Watch:
    """Let a colleague look. Raises Refused to roles that do not count, and when the appointment has ended."""
    cursor, now = here.open_cursor(), here.CLOCK[0].now()
    colleague = find_staff(cursor, staff)
    if colleague is None or not colleague.works_on(day_number(day_of(now, MEXICO_CITY))):
        raise Refused("This appointment has ended; ask an administrator to renew it.")
    check_can_count(colleague)
    return Watch(cursor, colleague, now)

"""Watching over the mission from coordination: who looks, and with what. It reads counts and contacts, never a chart.

This module imports nothing that reads a record, so that the screens of coordination cannot reach one through it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from posta.clock import DEFAULT_TIME_ZONE, local_day, to_epoch_day
from posta.ids import StaffId
from posta.ledger.row_types import Cursor
from posta.mission.errors import Refused
from posta.mission.rules.permissions import check_can_count
from posta.mission.staff import Staff, find_staff
from posta.node.process_state import PROCESS
from posta.scribe.context import local_node


@dataclass(frozen=True, slots=True, repr=False)
class CoordinationContext:
    """A colleague who may see the mission's figures, and where they are read."""

    cursor: Cursor = field(repr=False)
    staff: Staff
    now: datetime

    @property
    def today(self) -> date:
        """Return the mission's day."""
        return local_day(self.now, DEFAULT_TIME_ZONE)


def open_coordination_context(staff: StaffId) -> CoordinationContext:
    """Open the figures for a colleague.

    Raises Refused for roles that do not count, and when the appointment has ended.
    """
    cursor, now = local_node.open_cursor(), PROCESS.clock.now()
    colleague = find_staff(cursor, staff)
    if colleague is None or not colleague.is_active_on(to_epoch_day(local_day(now, DEFAULT_TIME_ZONE))):
        raise Refused("appointment_ended")
    check_can_count(colleague)
    return CoordinationContext(cursor, colleague, now)

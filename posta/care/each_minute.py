"""What is done at the first request of each minute, not at every page, and never by a board that refreshes itself.

Who opened whose chart is written, also what a worker that was killed had noted. What is counted of nobody forgets whose
it was, once that can no longer be undone.
"""

import contextlib

from django.db import DatabaseError

from posta.acts.duty import Duty
from posta.acts.reading import MINUTE, record_readings
from posta.clock import millis_of
from posta.errors import PostaError
from posta.figures.pending import list_over, unlink_pending
from posta.node.readings import is_reading_owed, note_unnoted, take_readings

_done = [0]


def once_a_minute(duty: Duty) -> None:
    """Do it if this minute is new; what cannot be done stays for the next one: who asks for a page has not asked for this."""
    now = millis_of(duty.now)
    if now // MINUTE == _done[0]:
        return
    _done[0] = now // MINUTE
    with contextlib.suppress(PostaError, DatabaseError):
        _unlink_counts(duty, now)
        _flush_readings(duty, now // MINUTE)


def _unlink_counts(duty: Duty, now: int) -> None:
    if list_over(duty.desk.cursor, now):
        with duty.desk.transaction():
            unlink_pending(duty.desk.cursor, now)


def _flush_readings(duty: Duty, minute: int) -> None:
    """Those of earlier minutes; what cannot be written stays noted."""
    note_unnoted()
    if is_reading_owed(minute):
        with duty.desk.transaction():
            record_readings(duty, take_readings(minute))

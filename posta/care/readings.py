"""Who opened whose chart, written in batches: at the first request of a later minute, not at every page.

What a worker that was killed had noted is written by the next one, at its first request.
"""

import contextlib

from django.db import DatabaseError

from posta.acts.duty import Duty
from posta.acts.reading import MINUTE, record_readings
from posta.clock import millis_of
from posta.errors import PostaError
from posta.node.readings import is_reading_owed, note_unnoted, take_readings

_flushed = [0]


def flush_readings(duty: Duty) -> None:
    """Write what was noted in earlier minutes, once a minute; what cannot be written stays noted for the next time."""
    minute = millis_of(duty.now) // MINUTE
    if minute == _flushed[0]:
        return
    _flushed[0] = minute
    with contextlib.suppress(PostaError, DatabaseError):  # whoever asks for a page has not asked for this
        _write(duty, minute)


def _write(duty: Duty, minute: int) -> None:
    note_unnoted()
    if is_reading_owed(minute):
        with duty.desk.transaction():
            record_readings(duty, take_readings(minute))

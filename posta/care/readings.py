"""Who opened whose chart, written in batches: at the first request of a later minute, not at every page."""

from posta.acts.duty import Duty
from posta.acts.reading import MINUTE, record_readings
from posta.care.duty import put_back_readings, take_readings
from posta.clock import millis_of
from posta.errors import PostaError

_flushed = [0]


def flush_readings(duty: Duty) -> None:
    """Write what was noted until now, once a minute; what cannot be written is noted again for the next time."""
    minute = millis_of(duty.now) // MINUTE
    if minute == _flushed[0]:
        return
    _flushed[0] = minute
    rows = take_readings()
    try:
        record_readings(duty, rows)
    except PostaError:
        put_back_readings(rows)

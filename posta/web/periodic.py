"""What is done at the first request of each minute, not at every page, and never by a board that refreshes itself.

Who opened whose chart is written, also what a worker that was killed had noted. What is counted of nobody forgets whose
it was, once that can no longer be undone.
"""

import contextlib

from django.db import DatabaseError

from posta.acts.actor import Actor
from posta.acts.care.access_log import MINUTE, record_chart_accesses
from posta.clock import to_millis
from posta.errors import PostaError
from posta.figures.unlinked_queue import list_committed, unlink_pending
from posta.node.access_log_buffer import flush_memory, has_due_accesses, pop_accesses
from posta.node.process_state import PROCESS


def run_due_tasks(actor: Actor) -> None:
    """Do it if this minute is new; what cannot be done stays for the next one: who asks for a page has not asked for this."""
    now = to_millis(actor.now)
    if now // MINUTE == PROCESS.last_minute:
        return
    PROCESS.last_minute = now // MINUTE
    with contextlib.suppress(PostaError, DatabaseError):
        _unlink_counts(actor, now)
        _flush_access_log(actor, now // MINUTE)


def _unlink_counts(actor: Actor, now: int) -> None:
    if list_committed(actor.desk.cursor, now):
        with actor.desk.transaction():
            unlink_pending(actor.desk.cursor, now)


def _flush_access_log(actor: Actor, minute: int) -> None:
    """Write accesses of earlier minutes; what cannot be written stays noted."""
    flush_memory()
    if has_due_accesses(minute):
        with actor.desk.transaction():
            record_chart_accesses(actor, pop_accesses(minute))

"""Tasks at the first request of each minute, not at every page, and never for a board that refreshes itself.

They record who opened which chart, also what a killed worker had noted. They remove the author of counts about no
person, once these can no longer be undone. They count the days that are over.
"""

import contextlib

from django.db import DatabaseError

from posta.acts.actor import Actor
from posta.acts.care.access_log import MINUTE, record_chart_accesses
from posta.clock import to_millis
from posta.errors import PostaError
from posta.figures.counted_days import count_days_before, has_uncounted_days
from posta.figures.unlinked_queue import list_committed, unlink_pending
from posta.node.access_log_buffer import flush_memory, has_due_accesses, pop_accesses, pop_prints
from posta.node.process_state import PROCESS


def run_due_tasks(actor: Actor) -> None:
    """Run the tasks once a minute; a task that fails waits for the next one.

    The colleague asked for a page and not for this, so a failure does not stop the page.
    """
    now = to_millis(actor.now)
    if now // MINUTE == PROCESS.last_minute:
        return
    PROCESS.last_minute = now // MINUTE
    with contextlib.suppress(PostaError, DatabaseError):
        if list_committed(actor.node.cursor, now):
            with actor.node.transaction():
                unlink_pending(actor.node.cursor, now)
        if has_uncounted_days(actor.node.cursor, actor.today):
            with actor.node.transaction():
                count_days_before(actor.node.cursor, actor.today)
        _flush_access_log(actor, now // MINUTE)


def _flush_access_log(actor: Actor, minute: int) -> None:
    """Record accesses of earlier minutes; those that cannot be recorded stay noted."""
    flush_memory()
    if has_due_accesses(minute):
        with actor.node.transaction():
            record_chart_accesses(actor, pop_accesses(minute), pop_prints(minute))

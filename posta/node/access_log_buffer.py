"""Notes on the disk who opens a chart or prints, before it is shown and until the log has it.

Leaving, locking, a crash and a power cut all end the worker at once, and what is only in its memory is lost. One row
for each colleague, chart and minute. Plain SQL: every chart that is opened asks.

    buffer_access((staff, person, minute))
    with transaction.atomic():
        rows, prints = pop_accesses(this_minute), pop_prints(this_minute)
        record_chart_accesses(actor, rows, prints)   # into the log, and from here: both, or neither
"""

from django.db import DatabaseError, connection, transaction

from posta.ids import PersonId, StaffId
from posta.node.process_state import PROCESS

Reading = tuple[StaffId, PersonId, int]
Sheet = tuple[StaffId, str, PersonId | None, int]

AT_ONCE = 1_000  # rows of one entry: it must never be too long to be sent
PATIENCE = 1_000  # ms; a chart does not wait longer than this for an exchange that is being written
_IS_NOTED = "SELECT 1 FROM node_reading WHERE staff = %s AND person = %s AND minute = %s"
_NOTE = "INSERT OR IGNORE INTO node_reading (staff, person, minute) VALUES (%s, %s, %s)"
_OWED = "SELECT id FROM node_reading WHERE minute <> %s ORDER BY id LIMIT %s"
_TAKE = f"DELETE FROM node_reading WHERE id IN ({_OWED}) RETURNING staff, person, minute"  # noqa: S608 (own query)
_NOTE_PRINT = "INSERT OR IGNORE INTO node_print (staff, what, person, minute) VALUES (%s, %s, %s, %s)"
_OWED_PRINTS = "SELECT id FROM node_print WHERE minute <> %s ORDER BY id LIMIT %s"
_TAKE_PRINTS = f"DELETE FROM node_print WHERE id IN ({_OWED_PRINTS}) RETURNING staff, what, person, minute"  # noqa: S608


def buffer_access(reading: Reading) -> None:
    """Note that a chart is opened; on the disk on return, unless the disk takes nothing.

    Then it stays in memory and is noted with the next one, because treatment cannot wait for a disk.
    """
    if not _is_noted(reading):
        PROCESS.unwritten_accesses.add(reading)
        flush_memory()


def buffer_print(printed: Sheet) -> None:
    """Note that a sheet is made ready to print; on the disk on return, unless the disk takes nothing."""
    PROCESS.unwritten_prints.add(printed)
    flush_memory()


def flush_memory() -> None:
    """Note what the disk did not take before."""
    rows: list[Reading] = list(PROCESS.unwritten_accesses)
    prints: list[Sheet] = list(PROCESS.unwritten_prints)
    if not rows and not prints:
        return
    try:
        _keep(rows, prints)
    except DatabaseError:
        return
    PROCESS.unwritten_accesses.difference_update(rows)
    PROCESS.unwritten_prints.difference_update(prints)


def has_due_accesses(minute: int) -> bool:
    """Return whether something noted in another minute than this one is not in the log yet."""
    with connection.cursor() as cursor:
        return any(cursor.execute(sql, [minute, 1]).fetchone() is not None for sql in (_OWED, _OWED_PRINTS))


def pop_accesses(minute: int) -> list[Reading]:
    """Return what was noted in other minutes than this one, the oldest thousand, removed from here in the caller's
    transaction.
    """
    with connection.cursor() as cursor:
        found = cursor.execute(_TAKE, [minute, AT_ONCE]).fetchall()
    return [(StaffId(staff), PersonId(person), at) for staff, person, at in found]


def pop_prints(minute: int) -> list[Sheet]:
    """Return the sheets noted in other minutes than this one, the oldest thousand, removed in the same way."""
    with connection.cursor() as cursor:
        found = cursor.execute(_TAKE_PRINTS, [minute, AT_ONCE]).fetchall()
    return [(StaffId(staff), what, PersonId(person) if person else None, at) for staff, what, person, at in found]


def _is_noted(reading: Reading) -> bool:
    with connection.cursor() as cursor:
        return cursor.execute(_IS_NOTED, reading).fetchone() is not None


def _keep(rows: list[Reading], prints: list[Sheet]) -> None:
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            with transaction.atomic():
                cursor.executemany(_NOTE, rows)
                cursor.executemany(
                    _NOTE_PRINT, [(staff, what, person or b"", at) for staff, what, person, at in prints]
                )
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")

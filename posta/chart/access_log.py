"""Reads who opened which chart and printed which sheet, as far as this computer holds it, the newest first."""

from dataclasses import dataclass

from posta.ids import PersonId, StaffId
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class LoggedAccess:
    """That a colleague opened a chart, or made a sheet (`what`) ready to print, at a minute since 1970."""

    staff: StaffId
    person: PersonId | None
    minute: int
    what: str = ""


def list_accesses(cursor: Cursor, *, most: int) -> list[LoggedAccess]:
    """Return the newest charts opened; along the key, so that the log may be as long as it likes."""
    found = cursor.execute("SELECT staff, person, minute FROM chart_reading ORDER BY rowid DESC LIMIT ?", (most,))
    return [LoggedAccess(StaffId(staff), PersonId(person), minute) for staff, person, minute in found.fetchall()]


def list_prints(cursor: Cursor, post: int, *, most: int) -> list[LoggedAccess]:
    """Return the newest sheets of a post (index `chart_print_post`)."""
    found = cursor.execute(
        "SELECT staff, person, minute, what FROM chart_print WHERE post = ? ORDER BY minute DESC LIMIT ?", (post, most)
    )
    return [
        LoggedAccess(StaffId(staff), PersonId(person) if person else None, minute, what)
        for staff, person, minute, what in found.fetchall()
    ]

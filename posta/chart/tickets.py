"""The numbers by which people are called: one a day for each arrival at a post, with the letters of the computer.

`A12` is the twelfth that computer `A` gave here today. Two computers without a network count apart, so they never give
the same number.
"""

from posta.ids import PersonId
from posta.ledger.row_types import Cursor

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which read as digits


def letters_of(rank: int) -> str:
    """Return the letters of the computer that joined the mission after so many others.

    >>> [letters_of(rank) for rank in (0, 1, 23, 24)]
    ['A', 'B', 'Z', 'AA']
    """
    size, found, rest = len(LETTERS), "", rank + 1
    while rest > 0:
        rest, place = divmod(rest - 1, size)
        found = LETTERS[place] + found
    return found


def next_ticket(cursor: Cursor, post: int, day_start: int, letters: str) -> str:
    """Return the number after the last one with these letters at a post since a moment (ms)."""
    row = cursor.execute(
        "SELECT MAX(CAST(substr(ticket, :size) AS INTEGER)) FROM chart_arrival"
        " WHERE post = :post AND at >= :since AND ticket GLOB :form",
        {"post": post, "since": day_start, "size": len(letters) + 1, "form": f"{letters}[0-9]*"},
    ).fetchone()
    last = row[0] if row else None
    return f"{letters}{(last or 0) + 1}"


def list_latest_people(cursor: Cursor, post: int, since: int, *, most: int) -> list[PersonId]:
    """Return the people who came to a post since a moment (ms), the latest first; an index of the board serves it."""
    found = cursor.execute(
        "SELECT person FROM chart_arrival WHERE post = ? AND at >= ? ORDER BY at DESC LIMIT ?", (post, since, most)
    )
    return list(dict.fromkeys(PersonId(row[0]) for row in found.fetchall()))

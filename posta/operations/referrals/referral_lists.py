"""The lists of referrals: what arrives at a post, what it sent, what waits too long, what a person has; by index.

A sealed referral stands here without its destination and reason; who holds its key reads it with
`acts.operations.sealed_referrals`. Of such a one `state` is what its open part says: that it was sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from posta.catalog.compartments import Compartment
from posta.ids import EntryId, PersonId
from posta.ledger.row_types import Cursor
from posta.operations.referrals.opening import OpeningAnswers
from posta.operations.referrals.referral_course import Opening, Step
from posta.operations.sql_batches import select_in

MOST = 200
SEALED_DAYS_KEPT = 180  # longer than any clock of the table runs
_COLUMNS = (
    "id, entry, person, post, author, network, sent, to_type, to_code, to_post, reason, urgency, sealed, state, since, due,"
    " open"
)
_SELECT = f"SELECT {_COLUMNS} FROM operations_referral"


@dataclass(frozen=True, slots=True, repr=False)
class Referral:
    """A referral as it stands: from which post and colleague, where to, why, its state since when and until when (ms).

    `compartment` is where its content and the acts on it stand; of a `sealed` one that nobody opened, destination and
    reason are empty.
    """

    id: EntryId
    entry: int
    person: PersonId | None
    post: int
    author: bytes | None
    network: str
    sent: int
    to_type: str
    to_code: str
    to_post: int | None
    reason: str
    urgency: str
    sealed: bool
    state: str
    since: int
    due: int | None
    is_open: bool
    compartment: Compartment = Compartment.CARE

    def is_late(self, now: int) -> bool:
        """Return whether its state lasts longer than it may at a moment (ms)."""
        return self.is_open and self.due is not None and now > self.due


def list_inbox(cursor: Cursor, post: int, *, limit: int = MOST, offset: int = 0) -> list[Referral]:
    """Return the open referrals to a post, oldest first; sealed ones are listed apart."""
    return _list(cursor, "WHERE open AND to_post = ? ORDER BY sent, id LIMIT ? OFFSET ?", (post, limit, offset))


def list_outbox(cursor: Cursor, post: int, *, limit: int = MOST, offset: int = 0) -> list[Referral]:
    """Return the open referrals that a post sent, oldest first; without sealed ones."""
    where = "WHERE open AND post = ? AND NOT sealed ORDER BY sent, id LIMIT ? OFFSET ?"
    return _list(cursor, where, (post, limit, offset))


def list_written_by(cursor: Cursor, staff: bytes, *, limit: int = MOST, offset: int = 0) -> list[Referral]:
    """Return the open referrals that a colleague wrote at any post, oldest first; without sealed ones."""
    where = "WHERE open AND author = ? AND NOT sealed ORDER BY sent, id LIMIT ? OFFSET ?"
    return _list(cursor, where, (staff, limit, offset))


def list_open(cursor: Cursor, *, limit: int = MOST, offset: int = 0) -> list[Referral]:
    """Return the open referrals of every post, those due first; without sealed ones."""
    return _list(cursor, "WHERE open AND NOT sealed AND due > 0 ORDER BY due LIMIT ? OFFSET ?", (limit, offset))


def list_sealed(cursor: Cursor, since: int, *, limit: int = 500) -> list[Referral]:
    """Return the sealed referrals that were sent since a moment (ms), newest first, closed or not."""
    return _list(cursor, "WHERE sealed AND sent >= ? ORDER BY sent DESC LIMIT ?", (since, limit))


def list_of_person(cursor: Cursor, person: PersonId) -> list[Referral]:
    """Return every referral of a person, newest first."""
    return _list(cursor, "WHERE person = ? ORDER BY sent DESC, id", (person,))


def list_referred_people(cursor: Cursor, people: Sequence[PersonId], since: int) -> set[PersonId]:
    """Return which of these people (one page) have a referral since a moment (ms), sent and not declined."""
    marks = ",".join("?" * len(people))
    sql = (
        f"SELECT DISTINCT person FROM operations_referral WHERE person IN ({marks}) AND sent >= ?"
        " AND state NOT IN ('draft', 'declined')"
    )
    return {PersonId(row[0]) for row in cursor.execute(sql, (*people, since)).fetchall()} if people else set()


def find_referral(cursor: Cursor, id_: EntryId) -> Referral | None:
    """Return the referral that an entry opened."""
    return next(iter(_list(cursor, "WHERE id = ?", (id_,))), None)


def list_by_code(cursor: Cursor, code: bytes) -> list[Referral]:
    """Return the referrals whose short code stands for these five bytes: nearly always one."""
    return _list(cursor, "WHERE code = ? ORDER BY sent DESC", (int.from_bytes(code, "big"),))


def count_inbox(cursor: Cursor, post: int) -> int:
    """Return how many referrals to a post wait for its answer; without sealed ones."""
    sql = "SELECT COUNT(*) FROM operations_referral WHERE open AND to_post = ? AND state = 'sent'"
    found = cursor.execute(sql, (post,)).fetchone()
    return found[0] if found else 0


def count_waiting(cursor: Cursor, post: int, now: int) -> tuple[int, int]:
    """Return how many referrals wait for a post's answer, and how many of its own last longer than they may; one query.

    Sealed ones are in neither.
    """
    found = cursor.execute(
        "SELECT (SELECT COUNT(*) FROM operations_referral WHERE open AND to_post = ? AND state = 'sent'),"
        " (SELECT COUNT(*) FROM operations_referral WHERE open AND post = ? AND due < ? AND NOT sealed)",
        (post, post, now),
    ).fetchone()
    return (found[0], found[1]) if found else (0, 0)


def list_usual_destinations(cursor: Cursor, post: int, since: int, limit: int = 8) -> list[str]:
    """Return the codes of the destinations most used by a post since a moment (ms)."""
    sql = (
        "SELECT to_code FROM operations_referral INDEXED BY operations_referral_sent WHERE post = ? AND sent >= ?"
        " AND to_code <> '' GROUP BY to_code ORDER BY COUNT(*) DESC, to_code LIMIT ?"
    )
    return [row[0] for row in cursor.execute(sql, (post, since, limit)).fetchall()]


def list_steps(cursor: Cursor, ids: Iterable[bytes]) -> list[Step]:
    """Return the acts on these referrals that nobody took back, oldest first."""
    sql = (
        "SELECT entry, id, referral, act, reason, note, post, author, feed, hlc, occurred FROM operations_step"
        " WHERE NOT gone AND referral IN ({marks})"
    )
    return sorted((Step(*row) for row in select_in(cursor, sql, set(ids))), key=lambda one: (one.hlc, one.id))


def list_openings(cursor: Cursor, rows: Sequence[int]) -> dict[int, Opening]:
    """Return the entries that open or correct referrals, by row."""
    sql = (
        "SELECT entry, id, refers, kind, person, post, author, feed, hlc, occurred, network, forms, filled, to_type, to_code,"
        " reason, urgency, status FROM operations_opening WHERE entry IN ({marks})"
    )
    found = select_in(cursor, sql, set(rows))
    return {row[0]: Opening._make((*row[:12], bool(row[12]), OpeningAnswers._make(row[13:]))) for row in found}


def find_referral_of_step(cursor: Cursor, step: EntryId) -> Referral | None:
    """Return the referral that an act moved."""
    row = cursor.execute("SELECT referral FROM operations_step WHERE id = ?", (step,)).fetchone()
    return find_referral(cursor, EntryId(row[0])) if row else None


def _list(cursor: Cursor, where: str, asked: Sequence[object]) -> list[Referral]:
    return [_referral(row) for row in cursor.execute(f"{_SELECT} {where}", asked).fetchall()]


def _referral(row: tuple) -> Referral:
    person = PersonId(row[2]) if row[2] is not None else None
    values: list[Any] = [EntryId(row[0]), row[1], person, *row[3:12], bool(row[12]), *row[13:16], bool(row[16])]
    return Referral(*values)

"""Reads what is to be dropped for good: orders to forget, the entries they name, and which computers confirmed them.

An order counts here once its signature was checked (`scribe.erasure`); until then it waits.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from posta.ids import EntryId, FeedId
from posta.ledger.queries import NAMES_HASH
from posta.ledger.row_types import Cursor

_BATCH = 500


@dataclass(frozen=True, slots=True, repr=False)
class ErasureOrder:
    """An order to forget that counts: its entry, when (hybrid clock), and the computers that confirmed it."""

    id: EntryId
    hlc: int
    confirmed: frozenset[FeedId]


def has_erasures(cursor: Cursor) -> bool:
    """Return whether any order counts here."""
    return cursor.execute("SELECT 1 FROM ledger_erasure WHERE valid LIMIT 1").fetchone() is not None


def list_waiting(cursor: Cursor) -> list[int]:
    """Return the rows of orders whose signature could not be checked yet."""
    return [row[0] for row in cursor.execute("SELECT entry FROM ledger_erasure WHERE NOT valid ORDER BY entry")]


def list_order_rows(cursor: Cursor) -> set[int]:
    """Return the rows of all orders."""
    return {row[0] for row in cursor.execute("SELECT entry FROM ledger_erasure").fetchall()}


def list_subjects(cursor: Cursor) -> dict[bytes, int]:
    """Return who is forgotten (by hash), each with the clock of the last order that counts."""
    return dict(cursor.execute("SELECT subject, MAX(hlc) FROM ledger_erasure WHERE valid GROUP BY subject").fetchall())


def list_named(cursor: Cursor, entries: Sequence[bytes]) -> set[bytes]:
    """Return those of these entries that an order names."""
    found: set[bytes] = set()
    for start in range(0, len(entries), _BATCH):
        some = tuple(entries[start : start + _BATCH])
        marks = ",".join("?" * len(some))
        found |= {row[0] for row in cursor.execute(f"SELECT entry FROM ledger_erased WHERE entry IN ({marks})", some)}
    return found


def list_named_rows(cursor: Cursor, entries: Iterable[bytes]) -> set[int]:
    """Return the rows of these entries, as far as they are held."""
    named, found = list(entries), set()
    for start in range(0, len(named), _BATCH):
        some = tuple(named[start : start + _BATCH])
        values = ",".join("(?)" for _ in some)
        rows = cursor.execute(
            f"WITH named (id) AS (VALUES {values}) SELECT e.id FROM named n JOIN ledger_entry e ON"
            f" {NAMES_HASH.format(id='n.id')}",
            some,
        )
        found |= {row[0] for row in rows.fetchall()}
    return found


def list_unconfirmed(cursor: Cursor, feed: FeedId) -> list[EntryId]:
    """Return the orders that count, come from another computer, and were not confirmed by this one."""
    rows = cursor.execute(
        "SELECT o.id FROM ledger_erasure o JOIN ledger_origin e ON e.id = o.entry WHERE o.valid AND e.device <> ?"
        " AND NOT EXISTS (SELECT 1 FROM ledger_receipt r WHERE r.erasure = o.id AND r.device = ?) ORDER BY o.entry",
        (feed, feed),
    )
    return [EntryId(row[0]) for row in rows.fetchall()]


def list_valid_orders(cursor: Cursor) -> dict[EntryId, int]:
    """Return the rows of all orders that count, by their entry, oldest first."""
    rows = cursor.execute("SELECT id, entry FROM ledger_erasure WHERE valid ORDER BY hlc, entry")
    return {EntryId(id_): row for id_, row in rows.fetchall()}


def list_relayed(cursor: Cursor, devices: Collection[FeedId]) -> dict[EntryId, int]:
    """Return the orders that the relay obeyed, with the clock of the first receipt that one of these computers wrote."""
    marks = ",".join("?" * len(devices))
    rows = cursor.execute(
        f"SELECT erasure, MIN(hlc) FROM ledger_relay_receipt WHERE device IN ({marks}) GROUP BY erasure", tuple(devices)
    )
    return {EntryId(id_): hlc for id_, hlc in rows.fetchall()}


def list_headers(cursor: Cursor, entries: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the headers of these entries by id, as far as they are held; those of dropped entries stay."""
    found: dict[bytes, bytes] = {}
    for start in range(0, len(entries), _BATCH):
        some = tuple(entries[start : start + _BATCH])
        values = ",".join("(?)" for _ in some)
        rows = cursor.execute(
            f"WITH named (id) AS (VALUES {values}) SELECT n.id, e.header FROM named n JOIN ledger_entry e ON"
            f" {NAMES_HASH.format(id='n.id')}",
            some,
        )
        found.update(rows.fetchall())
    return found


def list_orders(cursor: Cursor, most: int = 50) -> list[ErasureOrder]:
    """Return the orders that count, newest first; the computer that wrote one dropped it first."""
    rows = cursor.execute(
        "SELECT o.id, o.hlc, e.device FROM ledger_erasure o JOIN ledger_origin e ON e.id = o.entry WHERE o.valid"
        " ORDER BY o.hlc DESC LIMIT ?",
        (most,),
    ).fetchall()
    marks = ",".join("?" * len(rows))
    confirmed: dict[bytes, set[FeedId]] = {row[0]: {FeedId(row[2])} for row in rows}
    for order, device in cursor.execute(
        f"SELECT erasure, device FROM ledger_receipt WHERE erasure IN ({marks})", [row[0] for row in rows]
    ).fetchall():
        confirmed[order].add(FeedId(device))
    return [ErasureOrder(EntryId(id_), hlc, frozenset(confirmed[id_])) for id_, hlc, _ in rows]

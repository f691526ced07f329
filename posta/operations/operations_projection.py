"""From entries to what is under way: referrals, signals and the directory, each in its folder; no clock, no network.

Every row depends on its own entry, and what is folded on everything that is held: the order of arrival does not matter.
"""

from collections.abc import Iterator, Sequence

from posta.ledger.row_types import Cursor, DecodedEntry, Rejection
from posta.operations.directory.directory_projection import list_claimed, project_directory, rebuild_directory
from posta.operations.referrals.referral_projection import (
    list_named_by,
    list_referral_ids,
    project_referrals,
    rebuild_referrals,
)
from posta.operations.schema import NAMES, OF_ENTRIES
from posta.operations.signals.signal_projection import (
    list_named_by_rows,
    list_report_ids,
    project_signals,
    rebuild_signals,
)
from posta.operations.sql_batches import select_in

_SHARED = {
    "operations_opening": "id, refers, kind, person, post, author, feed, hlc, occurred, network, forms, filled, sealed,"
    " to_type, to_code, reason, urgency, status",
    "operations_step": "id, referral, act, reason, note, post, author, feed, hlc, occurred",
    "operations_withdrawal": "id, target, kind, author, feed, hlc",
    "operations_referral": "id, person, post, author, network, sent, to_type, to_code, to_post, reason, urgency, sealed,"
    " state, since, due, open",
    "operations_claim": "id, code, hlc, author, feed, body",
    "operations_partner": "code, name, closed, body",
    "operations_report": "id, refers, post, day, author, feed, hlc, note, what, dx, place, source, affected, under5,"
    " happened",
    "operations_signal_step": "id, signal, act, risk, response, reason, note, author, feed, hlc, counts",
    "operations_signal_void": "id, target, kind, feed",
    "operations_signal": "id, latest, post, day, author, recorded, note, what, dx, place, source, affected, under5,"
    " happened, state, since, due, open, risk",
}


def project(cursor: Cursor, batch: Sequence[DecodedEntry]) -> list[Rejection]:
    """Apply the parts of a batch that tell of referrals, signals and the directory, and what its orders change."""
    project_referrals(cursor, batch)
    project_signals(cursor, batch)
    project_directory(cursor, batch)
    return []


def reproject_judgements(cursor: Cursor) -> None:
    """Judge everything again, after the mission was folded again."""
    rebuild_referrals(cursor, list_referral_ids(cursor))
    rebuild_signals(cursor, list_report_ids(cursor))
    rebuild_directory(cursor, list_claimed(cursor))


def forget(cursor: Cursor, rows: Sequence[int]) -> None:
    """Drop what entries gave that were undone or set aside, and fold again what they were part of."""
    named, claimed = list_named_by(cursor, rows), list_claimed(cursor, rows) if rows else set()
    watched = list_named_by_rows(cursor, rows)
    sql = "SELECT id FROM operations_referral WHERE id IN ({marks})"
    standing = {row[0] for row in select_in(cursor, sql, named)}
    for table in OF_ENTRIES:
        cursor.executemany(f"DELETE FROM {table} WHERE entry = ?", [(row,) for row in rows])
    cursor.executemany("DELETE FROM operations_referral WHERE id = ?", [(one,) for one in sorted(standing)])
    cursor.executemany("DELETE FROM operations_signal WHERE id = ?", [(one,) for one in sorted(watched)])
    rebuild_referrals(cursor, named)
    rebuild_signals(cursor, watched)
    rebuild_directory(cursor, claimed)


def reset(cursor: Cursor) -> None:
    """Empty the tables before a replay."""
    for table in NAMES:
        cursor.execute(f"DELETE FROM {table}")


def dump(cursor: Cursor) -> Iterator[tuple]:
    """Yield every row without local numbers, for comparing two nodes or a replay."""
    for table in NAMES:
        rows = cursor.execute(f"SELECT {_SHARED[table]} FROM {table}").fetchall()
        yield from sorted(((table, *row) for row in rows), key=repr)

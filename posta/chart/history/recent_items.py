"""The people of some entries, and the visits of a pregnancy of the last days: what alerts about single people begin with."""

from collections.abc import Sequence
from typing import NamedTuple

from posta.chart.schema import PREGNANCY_ENTRY
from posta.ids import PersonId
from posta.ledger.row_types import Cursor


class RecentItem(NamedTuple):
    """An entry by its local row: its person, and when it was (ms)."""

    entry: int
    person: PersonId
    occurred: int

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


def list_items_of_entries(cursor: Cursor, entries: Sequence[int]) -> list[RecentItem]:
    """Return whose entries these are (a page of them), the oldest first."""
    marks = ",".join("?" * len(entries))
    sql = f"SELECT entry, person, occurred FROM chart_item WHERE entry IN ({marks}) AND person IS NOT NULL AND holds"
    return sorted(_list(cursor, sql, entries), key=lambda one: one.occurred)


def list_pregnancy_items(cursor: Cursor, post: int, since: int) -> list[RecentItem]:
    """Return the visits of a pregnancy at a post since a moment (ms), the oldest first."""
    sql = (
        "SELECT entry, person, occurred FROM chart_item INDEXED BY chart_item_pregnancy"
        f" WHERE post = ? AND occurred >= ? AND {PREGNANCY_ENTRY} AND person IS NOT NULL AND holds ORDER BY occurred"
    )
    return _list(cursor, sql, (post, since))


def _list(cursor: Cursor, sql: str, asked: Sequence[object]) -> list[RecentItem]:
    found = cursor.execute(sql, tuple(asked)).fetchall()
    return [RecentItem(entry, PersonId(person), occurred) for entry, person, occurred in found]

"""Entries of one form at some places, found by their facts: counted buses, stops, the chronic cohort."""

from collections.abc import Sequence
from typing import NamedTuple

from posta.figures.facts.columns import PREFIX, list_tables
from posta.ids import EntryId
from posta.ledger.row_types import Cursor


class ActivityRow(NamedTuple):
    """An entry found by its facts: its row in the log, its id, and the number of its place."""

    row: int
    id: EntryId
    post: int


def list_entries_of(
    cursor: Cursor, form: str, posts: Sequence[int], since: int, *, most: int = 100
) -> list[ActivityRow]:
    """Return the live entries of a form at these places since a day, the latest first.

    The table of the form's facts holds nothing but such entries, and is read from its newest row backwards.
    """
    table = next(one for one in list_tables() if one.name == f"{PREFIX}{form}")
    marks = ",".join("?" * len(posts))
    found = cursor.execute(
        f"SELECT r.entry, r.id, r.post FROM {table.name} f JOIN figures_row r ON r.entry = f.entry"
        f" WHERE r.post IN ({marks}) AND r.day >= ? AND r.live ORDER BY f.entry DESC LIMIT ?",
        (*posts, since, most),
    )
    return [ActivityRow(row, EntryId(entry), post) for row, entry, post in found.fetchall()]

"""How many forms of a kind a post has written: the source of the running number of an outbreak case."""

from posta.catalog import kinds
from posta.chart.sql_placeholders import OF_ID, id_bounds
from posta.ids import EntryId
from posta.ledger.row_types import Cursor


def count_earlier(cursor: Cursor, form: int, post: int, since: int, before: EntryId | None = None) -> int:
    """Count the contacts of a post since a moment (ms) that hold a form.

    In a correction only those before the corrected entry count. Entries marked as errors count: a number that was
    given is not given again.
    """
    first = _first_of(cursor, before) if before else None
    limit = f" AND hlc < (SELECT hlc FROM chart_item WHERE {OF_ID})" if first else ""
    row = cursor.execute(
        f"SELECT COUNT(*) FROM chart_item WHERE post = ? AND occurred >= ? AND kind = {kinds.ENCOUNTER}"
        f" AND forms >> ? & 1{limit}",
        (post, since, form, *(id_bounds(first) if first else ())),
    ).fetchone()
    return int(row[0]) if row else 0


def _first_of(cursor: Cursor, entry: EntryId) -> EntryId:
    """Return the contact at the beginning of a chain of corrections."""
    sql = f"SELECT kind, refers FROM chart_item WHERE {OF_ID}"
    while (row := cursor.execute(sql, id_bounds(entry)).fetchone()) and row[0] == kinds.CORRECTION and row[1]:
        entry = EntryId(row[1])
    return entry

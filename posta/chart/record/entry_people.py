"""Whose entries these are: from rows in the log to people, for lists that begin with the facts of a form."""

from collections.abc import Sequence

from posta.chart.sql_placeholders import placeholders
from posta.ids import PersonId
from posta.ledger.row_types import Cursor


def list_people_of(cursor: Cursor, rows: Sequence[int]) -> dict[int, PersonId]:
    """Return the person of each entry by its row in the log; the table's own key serves it."""
    if not rows:
        return {}
    sql = f"SELECT entry, person FROM chart_item WHERE person IS NOT NULL AND entry IN ({placeholders(rows)})"
    return {row: PersonId(person) for row, person in cursor.execute(sql, tuple(rows)).fetchall()}

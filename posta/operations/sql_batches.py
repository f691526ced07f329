"""Reading rows by many ids: some hundreds a question, however many ids there are."""

from collections.abc import Collection, Iterator

from posta.ledger.row_types import Cursor

MOST = 400


def select_in(cursor: Cursor, sql: str, values: Collection[object]) -> Iterator[tuple]:
    """Yield the rows of a question whose `{marks}` stands for the values, some hundreds of them at a time."""
    wanted = sorted(values)  # type: ignore[type-var]
    for start in range(0, len(wanted), MOST):
        some = wanted[start : start + MOST]
        yield from cursor.execute(sql.format(marks=",".join("?" * len(some))), some).fetchall()

"""The interface to the facts: typed values by month and post, and how often each was answered.

What does not count (withdrawn, corrected, refused) is left out.

    list_facts(cursor, "opd", ("rx.drug", "rx.days"), months=(201811, 201812), post=3)
    count_facts(cursor, "opd", "dx_main")   → {(201811, 3, "awd"): 12, ...}

Indicators join the same tables in their own SQL: `figures_row` gives month, post and pseudonym of an entry and
whether it is live, `figures_facts_<form>` its facts (docs/reference/facts.md).
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from posta.catalog.errors import UnknownForm
from posta.clock import EPOCH, from_epoch_day
from posta.figures.facts.columns import DAY, DECIMAL, MOMENT, YES_NO, FactColumn, Table, find_table
from posta.ledger.row_types import Cursor

Months = tuple[int, int]
FactValue = str | int | float | bool | date | datetime | None


class FactRow(NamedTuple):
    """The facts of an entry, or of one row of a group in it; `person` is a pseudonym."""

    month: int
    post: int
    day: date
    person: bytes | None
    sex: str
    band: str
    values: tuple[FactValue, ...]


class UnlinkedCount(NamedTuple):
    """A number of rows without person or visit: their post, week or month, and common columns."""

    post: int
    period: str
    columns: dict[str, str]
    number: int


def list_facts(
    cursor: Cursor, form: str, questions: Sequence[str], *, months: Months | None = None, post: int | None = None
) -> list[FactRow]:
    """List what live entries say to questions of one table, by month, post and entry.

    `months` are the first and the last, as 201811.
    Raises UnknownForm where a question gives no fact, or is not in the table of the first.
    """
    found = [_find(form, question) for question in questions]
    table = found[0][0]
    for question, (other, _) in zip(questions, found, strict=True):
        if other is not table:
            raise UnknownForm(f"{form}.{question} beside {questions[0]}")
    where, params = _where(months, post)
    names = ", ".join(f'f."{column.name}"' for _, column in found)
    order = ", ".join(("r.month", "r.post", "r.entry", *(f"f.{key}" for key in table.unique[1:])))
    rows = cursor.execute(
        f"SELECT r.month, r.post, r.day, r.person, r.sex, r.band, {names} FROM figures_row r"
        f" JOIN {table.name} f ON f.entry = r.entry WHERE {where} ORDER BY {order}",
        params,
    )
    reads = [_READ.get(column.type, _as_it_is) for _, column in found]
    return [
        FactRow(
            month, at, from_epoch_day(day), person, sex, band, tuple(r(v) for r, v in zip(reads, values, strict=True))
        )
        for month, at, day, person, sex, band, *values in rows.fetchall()
    ]


def count_facts(
    cursor: Cursor, form: str, question: str, *, months: Months | None = None, post: int | None = None
) -> dict[tuple[int, int, FactValue], int]:
    """Count live entries, or rows of a group, by month, post and answer.

    Where nothing was answered nothing is counted.
    Raises UnknownForm where the question gives no fact.
    """
    table, column = _find(form, question)
    where, params = _where(months, post)
    rows = cursor.execute(
        f'SELECT r.month, r.post, f."{column.name}", COUNT(*) FROM figures_row r JOIN {table.name} f ON f.entry = r.entry'
        f' WHERE {where} AND f."{column.name}" IS NOT NULL GROUP BY 1, 2, 3',
        params,
    )
    read = _READ.get(column.type, _as_it_is)
    return {(month, at, read(value)): count for month, at, value, count in rows.fetchall()}


def list_codes_of(cursor: Cursor, form: str, question: str, entries: Sequence[int]) -> dict[int, str]:
    """Return what live entries (their rows in the log) answer to a question of one code, by row; by the table's own key.

    Raises UnknownForm where the question gives no fact.
    """
    table, column = _find(form, question)
    if not entries:
        return {}
    marks = ",".join("?" * len(entries))
    rows = cursor.execute(
        f'SELECT f.entry, f."{column.name}" FROM {table.name} f JOIN figures_row r ON r.entry = f.entry'
        f' WHERE f.entry IN ({marks}) AND r.live AND f."{column.name}" IS NOT NULL',
        tuple(entries),
    )
    return {entry: str(code) for entry, code in rows.fetchall()}


def list_unlinked(cursor: Cursor, row: str) -> list[UnlinkedCount]:
    """List the unlinked counts of one name (`posta/terms/minimal_rows.toml`), by post and period."""
    found = cursor.execute(
        "SELECT post, period, columns, SUM(count) FROM figures_tally WHERE row = ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        (row,),
    )
    return [
        UnlinkedCount(post, period, json.loads(columns), count) for post, period, columns, count in found.fetchall()
    ]


def _find(form: str, question: str) -> tuple[Table, FactColumn]:
    found = find_table(form, question)
    if found is None:
        raise UnknownForm(f"{form}.{question}")
    return found


def _where(months: Months | None, post: int | None) -> tuple[str, tuple[int, ...]]:
    conditions = ["r.live"]
    params: list[int] = []
    if months is not None:
        conditions.append("r.month BETWEEN ? AND ?")
        params += months
    if post is not None:
        conditions.append("r.post = ?")
        params.append(post)
    return " AND ".join(conditions), tuple(params)


def _as_it_is(value: FactValue) -> FactValue:
    return value


def _as_moment(value: FactValue) -> FactValue:
    return EPOCH + timedelta(milliseconds=value) if isinstance(value, int) else None


def _as_day(value: FactValue) -> FactValue:
    return from_epoch_day(value) if isinstance(value, int) else None


_READ: dict[str, Callable[[FactValue], FactValue]] = {
    DAY: _as_day,
    MOMENT: _as_moment,
    YES_NO: lambda value: None if value is None else bool(value),
    DECIMAL: lambda value: None if value is None else float(value),  # type: ignore[arg-type]
}

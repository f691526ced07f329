"""From the facts parts of entries to rows that can be counted.

The only module of counting that reads an opened part.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from sqlcipher3 import dbapi2

from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.encoding.codec import FactsPayload, read_act, read_forms
from posta.catalog.language.form import COUNTED, get_form_by_number, list_forms
from posta.clock import from_epoch_day
from posta.figures.counted_days import forget_counted_days
from posta.figures.facts import fact_tables
from posta.figures.facts.rows import Rows, add_rows
from posta.figures.voids import are_targets, judge_all_voids, judge_voids
from posta.ids import EntryId
from posta.ledger.row_types import Cursor, DecodedEntry, Rejection

_VOIDS = frozenset({kinds.CORRECTION, kinds.WITHDRAWAL, kinds.REINSTATEMENT})
_BATCH = 500
_MAX_HEADS = 10_000  # more than any square holds: one wrong entry spoils no sum
_TABLES = ("figures_row", "figures_void", "figures_tally")
_INSERT_ROW = (
    "INSERT INTO figures_row (entry, id, kind, post, day, month, person, sex, band, country, grp, dx, counts, heads, live)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def project(cursor: Cursor, batch: Sequence[DecodedEntry]) -> list[Rejection]:
    """Apply the facts parts of a batch."""
    rows: list[tuple] = []
    facts: Rows = {}
    voids: list[tuple] = []
    tallies: list[tuple] = []
    for fresh in batch:
        counted = fresh.facts
        if counted is None:
            continue
        if counted.kind in _VOIDS and counted.refers is not None:
            voids.append((fresh.row, counted.refers, fresh.id, counted.kind, counted.kind == kinds.CORRECTION))
        if counted.kind == kinds.UNLINKED_COUNTS:
            tallies.extend(_tally_rows(fresh, counted))
        elif counted.kind in kinds.WITH_FORMS:
            forms = read_forms(counted)
            rows.append(_row(fresh, counted, forms))
            add_rows(facts, fresh.row, forms)
    cursor.executemany(_INSERT_ROW, rows)
    _insert_facts(cursor, facts)
    if voids:
        cursor.executemany("INSERT INTO figures_void VALUES (?, ?, ?, ?, ?)", voids)
    if tallies:
        cursor.executemany("INSERT INTO figures_tally VALUES (?, ?, ?, ?, ?, ?)", tallies)
    _judge_voids(cursor, batch)
    return []


def _insert_facts(cursor: Cursor, facts: Rows) -> None:
    """Insert the rows of all tables; if a full disk stopped an update from making the tables, make them now.

    They are filled when the log is folded, at the next opening with room.
    """
    try:
        for insertion, rows in facts.items():
            cursor.executemany(insertion, rows)
    except dbapi2.OperationalError:
        if fact_tables.are_as_declared(cursor):
            raise
        fact_tables.make_tables(cursor)
        _insert_facts(cursor, facts)


def _judge_voids(cursor: Cursor, batch: Sequence[DecodedEntry]) -> None:
    """Judge again what was received: it may void, be voided, or say which places a computer serves."""
    if any(fresh.admin is not None and fresh.admin.kind in kinds.SERVED_BY for fresh in batch):
        judge_all_voids(cursor)
        return
    ids = [fresh.id for fresh in batch if fresh.facts is not None]
    if any(fresh.facts is not None and fresh.facts.kind in _VOIDS for fresh in batch) or are_targets(cursor, ids):
        judge_voids(cursor, ids)


def forget(cursor: Cursor, rows: Sequence[int]) -> None:
    """Drop what withdrawn entries gave."""
    marks = ",".join("?" * len(rows))
    named = cursor.execute(
        f"SELECT target FROM figures_void WHERE entry IN ({marks}) UNION"
        f" SELECT id FROM figures_row WHERE entry IN ({marks})",
        (*rows, *rows),
    ).fetchall()
    fact_tables.forget_rows(cursor, rows)
    cursor.execute(f"UPDATE figures_row SET live = 0 WHERE entry IN ({marks})", rows)  # it leaves the counts of its day
    for table in _TABLES:
        cursor.execute(f"DELETE FROM {table} WHERE entry IN ({marks})", rows)
    judge_voids(cursor, [row[0] for row in named])


def reset(cursor: Cursor) -> None:
    """Empty the tables before a replay, and make those of facts as they are declared today."""
    fact_tables.empty_tables(cursor)
    forget_counted_days(cursor)
    for table in _TABLES:
        cursor.execute(f"DELETE FROM {table}")


def list_withdrawals(cursor: Cursor, ids: Sequence[EntryId]) -> dict[EntryId, int]:
    """Return which of these entries a withdrawal names, whether it holds or not, and its row."""
    found: dict[EntryId, int] = {}
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        found |= cursor.execute(
            f"SELECT target, entry FROM figures_void WHERE kind = {kinds.WITHDRAWAL}"
            f" AND target IN ({','.join('?' * len(some))})",
            some,
        ).fetchall()
    return found


def dump(cursor: Cursor) -> Iterator[tuple]:
    """Yield every row without local numbers, for comparing two nodes or a replay."""
    yield from cursor.execute(
        "SELECT 'row', id, kind, post, day, month, person, sex, band, country, grp, dx, counts, heads, live"
        " FROM figures_row ORDER BY id"
    )
    yield from fact_tables.dump_tables(cursor)
    yield from cursor.execute("SELECT 'void', id, target, kind, holds FROM figures_void ORDER BY id")
    yield from cursor.execute(
        "SELECT 'tally', row, post, period, columns, count FROM figures_tally ORDER BY 2, 3, 4, 5, 6"
    )


def _row(fresh: DecodedEntry, counted: FactsPayload, forms: Mapping[int, Mapping[int, object]]) -> tuple:
    dx: object = ""
    counts = heads = 0
    if counted.kind != kinds.PERSON:
        dx = next((one for form, fields in forms.items() if (one := fields.get(_diagnosis_fields().get(form, -1)))), "")
        counts, heads = _counts(forms), _heads(forms)
    return (
        fresh.row,
        fresh.id,
        counted.kind,
        counted.post,
        counted.day,
        _month(counted.day),
        counted.person,
        counted.sex,
        counted.band,
        counted.country,
        counted.group,
        dx,
        counts,
        heads,
        int(counted.kind != kinds.CORRECTION or counted.refers is not None),
    )


def _tally_rows(fresh: DecodedEntry, counted: FactsPayload) -> Iterator[tuple]:
    act = read_act(counted)
    assert isinstance(act, s.UnlinkedCounts)
    for name, period, columns, count in act.rows:
        yield fresh.row, name, counted.post, period, json.dumps(columns, sort_keys=True), count


def _counts(forms: Mapping[int, object]) -> int:
    """Return one bit for each thing that the forms of an entry count as."""
    bits, known = 0, _bits()
    for number in forms:
        bits |= known.get(number, 0)
    return bits


def _heads(forms: Mapping[int, Mapping[int, object]]) -> int:
    """Return how many took part where nobody is named."""
    heads, headed = 0, _head_fields()
    for number in forms:
        for field in headed.get(number, ()):
            answer = forms[number].get(field)
            heads += min(max(answer, 0), _MAX_HEADS) if isinstance(answer, int) else 0
    return heads


@cache
def _month(day: int) -> int:
    """Return the month of a day as a number that is read as it is written: 201811.

    >>> _month(17835)
    201810
    """
    return int(f"{from_epoch_day(day):%Y%m}")


@cache
def _bits() -> dict[int, int]:
    return {form.number: 1 << COUNTED.index(form.counts_as) for form in list_forms() if form.counts_as}


@cache
def _head_fields() -> dict[int, tuple[int, ...]]:
    return {form.number: tuple(form.field(name).number for name in form.heads) for form in list_forms() if form.heads}


@cache
def _diagnosis_fields() -> dict[int, int]:
    """Return for each form that names an illness the number of the question for it."""
    named = {form.number: form.service.diagnosis for form in list_forms() if form.service.diagnosis}
    return {number: get_form_by_number(number).field(name).number for number, name in named.items()}

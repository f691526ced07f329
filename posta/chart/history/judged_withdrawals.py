"""Withdrawals judged: which of them hold, and what they withdraw.

A withdrawal holds when the entry that it names is known here, is about the same person, and was the writer's to
withdraw (`mission.rules.withdrawal_rule`), and when no reinstatement that holds names it. A reinstatement holds if
its writer could withdraw the entry. All of it follows from what is held and from nothing else, so the order of
arrival does not matter: when a target, a withdrawal, an appointment or a computer's post arrives, the people
concerned are judged again.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posta.catalog import kinds
from posta.chart.sql_placeholders import placeholders
from posta.ids import EntryId, PersonId
from posta.ledger.queries import NAMES_HASH
from posta.ledger.row_types import Cursor
from posta.mission.places.place_tables import list_all_served
from posta.mission.posts import Homes, list_devices
from posta.mission.roles import role_at
from posta.mission.rules.withdrawal_rule import EntryAuthorship, find_withdrawal_refusal, list_roles

_WITHDRAWAL_COLUMNS = f"kind IN ({kinds.WITHDRAWAL}, {kinds.REINSTATEMENT})"
JUDGED = f"kind IN ({kinds.WITHDRAWAL}, {kinds.REINSTATEMENT}, {kinds.CORRECTION})"  # as in the index chart_item_judged
_BATCH = 500


class _WithdrawalRow(NamedTuple):
    """A withdrawal or reinstatement as it stands in the chart."""

    row: int
    id: bytes
    person: bytes
    kind: int
    hlc: int
    refers: bytes
    author: bytes | None
    holds: int
    feed: bytes

    def __repr__(self) -> str:
        return object.__repr__(self)


class _WithdrawnTarget(NamedTuple):
    """What a withdrawal names."""

    person: bytes
    feed: bytes
    written: EntryAuthorship

    def __repr__(self) -> str:
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawnEntry:
    """An entry (its row and kind) that no longer holds, and the withdrawal that ended it: by whom, where, when (ms)."""

    withdrawal: EntryId
    target: EntryId
    person: PersonId
    author: bytes | None
    post: int
    at: int
    row: int
    target_row: int
    kind: int


def judge_withdrawals(cursor: Cursor, people: Iterable[bytes]) -> None:
    """Judge all withdrawals and reinstatements of these people again."""
    wanted = sorted(people)
    for start in range(0, len(wanted), _BATCH):
        _judge_batch(cursor, wanted[start : start + _BATCH])


def list_concerned(cursor: Cursor, people: Collection[bytes], staff: Collection[bytes] = ()) -> set[bytes]:
    """Return those of these people who have withdrawals or corrections, and all to whom these colleagues wrote one."""
    some = tuple(people)
    found = cursor.execute(
        f"SELECT person FROM chart_item WHERE {JUDGED} AND person IN ({placeholders(some)})", some
    ).fetchall()
    if staff:
        authors = tuple(staff)
        sql = f"SELECT DISTINCT person FROM chart_item WHERE {JUDGED} AND author IN ({placeholders(authors)})"
        found += cursor.execute(sql, authors).fetchall()
    return {row[0] for row in found if row[0] is not None}


def list_all_concerned(cursor: Cursor) -> set[bytes]:
    """Return everybody who has a withdrawal or correction."""
    found = cursor.execute(f"SELECT DISTINCT person FROM chart_item WHERE {JUDGED} AND person IS NOT NULL")
    return {row[0] for row in found.fetchall()}


def find_withdrawn(cursor: Cursor, target: EntryId) -> WithdrawnEntry | None:
    """Return the first withdrawal that holds of an entry."""
    row = cursor.execute(f"{_WITHDRAWN} AND w.refers = ? ORDER BY w.hlc, w.id LIMIT 1", (target,)).fetchone()
    return _withdrawn(row) if row else None


def find_withdrawal(cursor: Cursor, withdrawal: EntryId) -> WithdrawnEntry | None:
    """Return what a withdrawal that holds withdrew."""
    row = cursor.execute(
        f"{_WITHDRAWN} AND w.entry = (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)",
        (withdrawal, withdrawal + b"\xff" * 16),
    ).fetchone()
    return _withdrawn(row) if row else None


def list_withdrawals(cursor: Cursor, target: EntryId) -> list[EntryId]:
    """Return the withdrawals that hold of an entry, oldest first."""
    sql = f"SELECT id FROM chart_item WHERE refers = ? AND kind = {kinds.WITHDRAWAL} AND holds ORDER BY hlc, id"
    return [EntryId(row[0]) for row in cursor.execute(sql, (target,)).fetchall()]


def list_withdrawn_at(cursor: Cursor, post: int, since: int, limit: int = 200) -> list[WithdrawnEntry]:
    """Return what was withdrawn of the entries of a post since a moment (ms), newest first."""
    params = (since << 16, post, limit)
    found = cursor.execute(f"{_WITHDRAWN} AND w.hlc >= ? AND t.post = ? ORDER BY w.hlc DESC, w.id LIMIT ?", params)
    return [_withdrawn(row) for row in found.fetchall()]


def list_withdrawn_of(cursor: Cursor, person: PersonId, limit: int = 200) -> list[WithdrawnEntry]:
    """Return what was withdrawn of a person, at every post and time, newest first."""
    found = cursor.execute(f"{_WITHDRAWN} AND w.person = ? ORDER BY w.hlc DESC, w.id LIMIT ?", (person, limit))
    return [_withdrawn(row) for row in found.fetchall()]


_WITHDRAWN = (
    "SELECT w.id, t.id, w.person, w.author, w.post, w.hlc, w.entry, t.entry, t.kind FROM chart_item w JOIN ledger_origin e"
    f" ON {NAMES_HASH.format(id='w.refers')} JOIN chart_item t ON t.entry = e.id WHERE w.kind = {kinds.WITHDRAWAL} AND w.holds"
)


def _withdrawn(row: tuple) -> WithdrawnEntry:
    return WithdrawnEntry(EntryId(row[0]), EntryId(row[1]), PersonId(row[2]), row[3], row[4], row[5] >> 16, *row[6:])


def _judge_batch(cursor: Cursor, people: list[bytes]) -> None:
    taken = _list_withdrawal_rows(cursor, people)
    if not taken:
        return
    targets = _list_targets(cursor, people, taken)
    posts = Homes({device.feed: device.post for device in list_devices(cursor)}, list_all_served(cursor))
    roles = list_roles(cursor, {one.author for one in taken if one.author is not None})
    withdrawals = {one.id: one for one in taken if one.kind == kinds.WITHDRAWAL}
    allowed = {one.row for one in taken if _is_allowed(one, withdrawals, targets, posts, roles)}
    lifted = {one.refers for one in taken if one.kind == kinds.REINSTATEMENT and one.row in allowed}
    holding = {one.row for one in taken if one.row in allowed and one.id not in lifted}
    changed = [(one.row in holding, one.row) for one in taken if (one.row in holding) != one.holds]
    cursor.executemany("UPDATE chart_item SET holds = ? WHERE entry = ?", changed)


def _is_allowed(
    one: _WithdrawalRow,
    withdrawals: dict[bytes, _WithdrawalRow],
    targets: dict[bytes, _WithdrawnTarget],
    posts: Homes,
    roles: dict[bytes, list[tuple[int, str]]],
) -> bool:
    """Return whether the target is known and its writer may withdraw it, or reinstate what was withdrawn of it."""
    named: bytes | None = one.refers
    if one.kind == kinds.REINSTATEMENT:
        withdrawal = withdrawals.get(one.refers)
        named = withdrawal.refers if withdrawal and withdrawal.person == one.person else None
    target = targets.get(named) if named is not None else None
    if target is None or target.person != one.person:
        return False
    post = target.written.post if one.feed == target.feed else posts.at(one.feed, target.written.post)
    role = role_at(roles.get(one.author or b"", []), one.hlc)
    return not find_withdrawal_refusal(target.written, one.author, role, post)


def _list_withdrawal_rows(cursor: Cursor, people: Sequence[bytes]) -> list[_WithdrawalRow]:
    found = cursor.execute(
        "SELECT i.entry, i.id, i.person, i.kind, i.hlc, i.refers, i.author, i.holds, e.device FROM chart_item i"
        " JOIN ledger_origin e ON e.id = i.entry"
        f" WHERE {_WITHDRAWAL_COLUMNS} AND i.person IN ({placeholders(people)})",
        people,
    ).fetchall()
    return [_WithdrawalRow(*row) for row in found]


def _list_targets(
    cursor: Cursor, people: Sequence[bytes], taken: Iterable[_WithdrawalRow]
) -> dict[bytes, _WithdrawnTarget]:
    named = {one.refers for one in taken}
    found = cursor.execute(
        "SELECT i.id, i.person, e.device, i.kind, i.forms, i.author, i.post FROM chart_item i"
        " JOIN ledger_origin e ON e.id = i.entry"
        f" WHERE NOT ({_WITHDRAWAL_COLUMNS}) AND i.person IN ({placeholders(people)})",
        people,
    )
    return {
        row[0]: _WithdrawnTarget(row[1], row[2], EntryAuthorship(*row[3:]))
        for row in found.fetchall()
        if row[0] in named
    }

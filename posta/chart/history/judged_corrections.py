"""Corrections judged: which of them stand in the place of what they name.

A correction stands when what it corrects is known here, is a visit of the same person or a correction of one that
stands, and was the writer's to correct (`mission.rules.correction_rule`). A correction that does not stand changes
nothing that is shown: the entry stays as it was, and the correction is listed as refused, with the reason. As with
withdrawals it follows from what is held and from nothing else: the order of arrival does not matter.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posta.catalog import kinds
from posta.chart.sql_placeholders import OF_ID, id_bounds, placeholders
from posta.ids import EntryId, FeedId, PersonId
from posta.ledger.queries import NAMES_HASH
from posta.ledger.row_types import Cursor
from posta.mission.places.place_tables import list_all_served
from posta.mission.posts import Homes, list_devices
from posta.mission.roles import role_at
from posta.mission.rules.correction_rule import NOT_A_VISIT, find_correction_refusal
from posta.mission.rules.withdrawal_rule import EntryAuthorship, list_roles

_BATCH = 500
_ITEMS = (
    "SELECT i.entry, i.id, i.person, i.kind, i.forms, i.hlc, i.post, i.refers, i.author, i.holds, e.device"
    " FROM chart_item i JOIN ledger_origin e ON e.id = i.entry"
)
_CARE = f"i.kind IN ({kinds.ENCOUNTER}, {kinds.CORRECTION}, {kinds.ARRIVAL})"


class _JudgedItem(NamedTuple):
    """A visit, correction or arrival as it stands in the chart."""

    row: int
    id: bytes
    person: bytes
    kind: int
    forms: int
    hlc: int
    post: int
    refers: bytes | None
    author: bytes | None
    holds: int
    feed: bytes

    def __repr__(self) -> str:
        return object.__repr__(self)


class ProposedCorrection(NamedTuple):
    """A correction that may be written: its forms (None: those of what it corrects), author, role and computer."""

    forms: int | None
    author: bytes | None
    role: str
    feed: FeedId
    post: int

    def __repr__(self) -> str:
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class RefusedCorrection:
    """A correction (its row) that has no effect on an entry (its row): by whom, at which post, when (ms), and why."""

    correction: EntryId
    target: EntryId
    person: PersonId
    author: bytes | None
    post: int
    at: int
    row: int
    target_row: int
    why: str


def judge_corrections(cursor: Cursor, people: Iterable[bytes]) -> None:
    """Judge all corrections of these people again."""
    wanted = sorted(people)
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        if not _has_corrections(cursor, some):
            continue
        records = _list_records(cursor, some)
        refusals = _find_refusals(cursor, records)
        corrections = (one for items in records.values() for one in items if one.kind == kinds.CORRECTION)
        changed = [
            (one.row not in refusals, one.row) for one in corrections if (one.row in refusals) == bool(one.holds)
        ]
        cursor.executemany("UPDATE chart_item SET holds = ? WHERE entry = ?", changed)


def find_refusal_of_proposed(cursor: Cursor, person: PersonId, target: EntryId, proposed: ProposedCorrection) -> str:
    """Return why a correction that is about to be written would not stand; empty if it would."""
    records = _list_records(cursor, [person])
    record = _build_history(records.get(person, []), _list_posts(cursor, proposed))
    named = record.by_id.get(target)
    if named is None or named.row in _find_refusals(cursor, records):
        return NOT_A_VISIT
    forms, author, role, feed, post = proposed
    latest = max(one.hlc for one in record.by_id.values()) + 1
    forms = named.forms if forms is None else forms
    one = _JudgedItem(0, b"", person, kinds.CORRECTION, forms, latest, post, target, author, 0, feed)
    return _find_refusal(record, one, role)


def find_first_post(cursor: Cursor, entry: EntryId) -> int | None:
    """Return the post that wrote the visit at the beginning of a chain of corrections."""
    sql, row = f"SELECT kind, refers, post FROM chart_item WHERE {OF_ID}", None
    found = cursor.execute(sql, id_bounds(entry)).fetchone()
    while found is not None:
        row = found
        found = cursor.execute(sql, id_bounds(row[1])).fetchone() if row[0] == kinds.CORRECTION and row[1] else None
    return row[2] if row is not None else None


def list_refused_at(cursor: Cursor, post: int, since: int, limit: int = 200) -> list[RefusedCorrection]:
    """Return the corrections since a moment (ms) that have no effect on entries of a post, newest first."""
    return _list_refused(cursor, "i.hlc >= ? AND t.post = ?", (since << 16, post), limit)


def list_refused_of(cursor: Cursor, person: PersonId, limit: int = 200) -> list[RefusedCorrection]:
    """Return the corrections that have no effect on entries of a person, at every post and time, newest first."""
    return _list_refused(cursor, "i.person = ?", (person,), limit)


def find_refused(cursor: Cursor, correction: EntryId) -> RefusedCorrection | None:
    """Return why a correction has no effect, if it has none and what it names is known here."""
    named = "i.entry = (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)"
    return next(iter(_list_refused(cursor, named, (correction, correction + b"\xff" * 16), 1)), None)


def _list_refused(cursor: Cursor, where: str, params: Sequence[object], limit: int) -> list[RefusedCorrection]:
    found = cursor.execute(
        "SELECT i.id, t.id, i.person, i.author, i.post, i.hlc, i.entry, t.entry FROM chart_item i JOIN ledger_origin e"
        f" ON {NAMES_HASH.format(id='i.refers')} JOIN chart_item t ON t.entry = e.id AND t.person = i.person"
        f" WHERE i.kind = {kinds.CORRECTION} AND NOT i.holds AND {where} AND NOT EXISTS (SELECT 1 FROM chart_item w"
        f" WHERE w.refers = i.id AND w.kind = {kinds.WITHDRAWAL} AND w.holds) ORDER BY i.hlc DESC, i.id LIMIT ?",
        (*params, limit),
    ).fetchall()
    refusals = _find_refusals(cursor, _list_records(cursor, sorted({row[2] for row in found}))) if found else {}
    return [
        RefusedCorrection(
            EntryId(id_), EntryId(target), PersonId(person), author, post, hlc >> 16, row, target_row, refusals[row]
        )
        for id_, target, person, author, post, hlc, row, target_row in found
        if row in refusals
    ]


def _has_corrections(cursor: Cursor, people: Sequence[bytes]) -> bool:
    sql = f"SELECT 1 FROM chart_item WHERE kind = {kinds.CORRECTION} AND person IN ({placeholders(people)}) LIMIT 1"
    return cursor.execute(sql, people).fetchone() is not None


def _list_records(cursor: Cursor, people: Sequence[bytes]) -> dict[bytes, list[_JudgedItem]]:
    records: dict[bytes, list[_JudgedItem]] = {}
    sql = f"{_ITEMS} WHERE {_CARE} AND i.person IN ({placeholders(people)})"
    for row in cursor.execute(sql, people).fetchall():
        records.setdefault(row[2], []).append(_JudgedItem(*row))
    return records


class _PersonHistory(NamedTuple):
    """What is known of one person: items by id, the post of each computer, the first clock of care by computer and post.

    `roots` are the visits at the beginning of corrections, as far as they were looked for.
    """

    by_id: dict[bytes, _JudgedItem]
    posts: Homes
    since: Mapping[bytes | int, int]
    roots: dict[bytes, _JudgedItem | None]

    def __repr__(self) -> str:
        return object.__repr__(self)


def _build_history(items: Iterable[_JudgedItem], posts: Homes) -> _PersonHistory:
    by_id = {one.id: one for one in items}
    since: dict[bytes | int, int] = {}
    for one in by_id.values():
        if one.kind != kinds.CORRECTION:
            for place in (one.feed, posts.homes.get(one.feed)):
                if place is not None:
                    since[place] = min(since.get(place, one.hlc), one.hlc)
    return _PersonHistory(by_id, posts, since, {})


def _list_posts(cursor: Cursor, proposed: ProposedCorrection | None = None) -> Homes:
    homes: dict[bytes, int | None] = {device.feed: device.post for device in list_devices(cursor)}
    own = {proposed.feed: proposed.post} if proposed else {}
    return Homes(homes | own, list_all_served(cursor))


def _find_refusals(cursor: Cursor, records: Mapping[bytes, Collection[_JudgedItem]]) -> dict[int, str]:
    """Return the rows of corrections that do not stand, with the reason.

    One query reads the roles of all their authors.
    """
    corrections = {person: [one for one in items if one.kind == kinds.CORRECTION] for person, items in records.items()}
    staff = {one.author for some in corrections.values() for one in some if one.author is not None}
    roles, posts = list_roles(cursor, staff), _list_posts(cursor)
    refusals: dict[int, str] = {}
    for person, some in corrections.items():
        record = _build_history(records[person], posts)
        for one in some:
            why = _find_refusal(record, one, role_at(roles.get(one.author or b"", []), one.hlc))
            if why:
                refusals[one.row] = why
        refusals |= {row: refusals.get(row, NOT_A_VISIT) for row in _list_descendants(record, some, refusals)}
    return refusals


def _find_refusal(record: _PersonHistory, one: _JudgedItem, role: str | None) -> str:
    target = record.by_id.get(one.refers or b"")
    root = _find_root(record, target)
    if target is None or root is None:
        return NOT_A_VISIT
    post = root.post if one.feed == root.feed else record.posts.at(one.feed, root.post)
    since = [record.since.get(place, one.hlc) for place in (one.feed, post) if place is not None]
    received = min(since) < one.hlc
    author = one.author if one.author in (target.author, root.author) else target.author
    written = EntryAuthorship(target.kind, target.forms, author, root.post)
    return find_correction_refusal(written, one.forms, one.author, role, post, received=received)


def _find_root(record: _PersonHistory, one: _JudgedItem | None) -> _JudgedItem | None:
    """Return the visit at the beginning of a chain of corrections."""
    way: list[bytes] = []
    while one is not None and one.kind == kinds.CORRECTION and one.id not in record.roots:
        way.append(one.id)
        one = record.by_id.get(one.refers or b"")
    root = record.roots.get(one.id, one) if one is not None else None
    root = root if root is not None and root.kind == kinds.ENCOUNTER else None
    record.roots.update(dict.fromkeys(way, root))
    return root


def _list_descendants(
    record: _PersonHistory, corrections: Iterable[_JudgedItem], refused: Collection[int]
) -> list[int]:
    """Return the rows of corrections that correct one which does not stand, or correct no visit."""
    stands: dict[bytes, bool] = {}
    for one in corrections:
        way: list[_JudgedItem] = []
        last: _JudgedItem | None = one
        while last is not None and last.kind == kinds.CORRECTION and last.id not in stands and last.row not in refused:
            way.append(last)
            last = record.by_id.get(last.refers or b"")
        if last is None:
            whole = False
        else:
            whole = stands.get(last.id, last.kind == kinds.ENCOUNTER and last.row not in refused)
        stands |= {each.id: whole for each in way}
    return [one.row for one in corrections if not stands.get(one.id, False)]

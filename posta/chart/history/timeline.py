"""The timeline: everything that was done for a person at every post, newest first, as far as the reader may see it.

A contact whose content is sealed to the reader is one row that says "reserved" and nothing else: no programme, no
trade, no author. A correction takes the place of what it corrects; what was withdrawn is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from posta.catalog import kinds
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.language.form import Form
from posta.catalog.structural_acts import Act
from posta.chart.history.entry_content import BrokenReason, EntryContent, decrypt_entries, fold_corrections
from posta.chart.sql_placeholders import placeholders
from posta.ids import EntryId, PersonId
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring

_COLUMNS = "entry, id, kind, forms, occurred, hlc, post, refers"
_SHOWN = (kinds.PERSON, kinds.ENCOUNTER, kinds.CORRECTION, kinds.ARRIVAL)


class RevisionStatus(Enum):
    """Whether an item is as first written, replaces an earlier one, or competes with another that replaces it."""

    WRITTEN = "written"
    CORRECTED = "corrected"
    DISPUTED = "disputed"


_REVISION_STATUS = {kinds.CORRECTION: RevisionStatus.CORRECTED}


@dataclass(frozen=True, slots=True, repr=False)
class TimelineItem:
    """One row of the timeline. `reserved`: the reader may know that it was, not what; `removed` rows of a person by
    question.

    `broken`: why it, or a part of it, cannot be shown even to a reader who holds its key.
    """

    entry: EntryId
    kind: int
    occurred: int
    recorded: int
    post: int
    author: bytes | None
    forms: Mapping[str, Mapping[str, object]]
    act: Act | None
    reserved: bool
    standing: RevisionStatus
    first: EntryId
    removed: Mapping[str, object] = field(default_factory=dict)
    broken: BrokenReason | None = None


def list_timeline(
    cursor: Cursor, person: PersonId, keyring: Keyring, *, limit: int = 50, offset: int = 0
) -> list[TimelineItem]:
    """Return a person's items, newest first; two queries however long the record."""
    rows = _current_rows(cursor, person)
    chosen = sorted(rows, key=lambda row: (row[4], row[5]), reverse=True)[offset : offset + limit]
    contents = _open_chains(cursor, [row[9] for row in chosen], keyring)
    return [_item(row, contents.get(row[0])) for row in chosen]


def list_latest(
    cursor: Cursor, person: PersonId, keyring: Keyring, forms: Sequence[int]
) -> dict[str, tuple[TimelineItem, Mapping[str, object]]]:
    """Return the latest filled form of each of these numbers, with the item that holds it."""
    rows = sorted(_current_rows(cursor, person), key=lambda row: (row[4], row[5]), reverse=True)
    wanted: dict[int, tuple] = {}
    for number in forms:
        found = next((row for row in rows if row[3] >> number & 1), None)
        if found:
            wanted[number] = found
    contents = _open_chains(cursor, sorted({row[9] for row in wanted.values()}), keyring)
    latest: dict[str, tuple[TimelineItem, Mapping[str, object]]] = {}
    for row in wanted.values():
        content = contents.get(row[0])
        for name, answers in (content.forms if content else {}).items():
            latest.setdefault(name, (_item(row, content), answers))
    return latest


FilledItem = tuple[TimelineItem, Mapping[str, object]]


def list_latest_of(
    cursor: Cursor, people: Sequence[PersonId], keyring: Keyring, form: Form, since: int
) -> dict[PersonId, FilledItem]:
    """Return for each of these people the latest filled form of one kind; two queries.

    The form is about a moment (ms) or later.
    """
    return {person: filled[0] for person, filled in list_filled(cursor, people, keyring, form, since, most=1).items()}


def list_filled_forms(
    cursor: Cursor,
    people: Sequence[PersonId],
    keyring: Keyring,
    forms: Sequence[Form],
    since: int = 0,
    *,
    most: int = 20,
) -> dict[PersonId, list[tuple[TimelineItem, dict[str, Mapping[str, object]]]]]:
    """Return each person's latest items with any of these forms since a moment (ms), newest first; two queries."""
    wanted, names = sum({1 << form.number for form in forms}), {form.name for form in forms}
    newest: dict[bytes, list[tuple]] = defaultdict(list)
    rows = [row for row in _current_rows(cursor, *people, since=since) if row[3] & wanted]
    for row in sorted(rows, key=lambda row: (row[4], row[5]), reverse=True):
        newest[row[11]] += [row] if len(newest[row[11]]) < most else []
    contents = _open_chains(cursor, [row[9] for rows in newest.values() for row in rows], keyring)
    found: dict[PersonId, list[tuple[TimelineItem, dict[str, Mapping[str, object]]]]] = {}
    for person, theirs in newest.items():
        opened = ((row, contents.get(row[0])) for row in theirs)
        filled = [
            (_item(row, one), {name: one.forms[name] for name in names & set(one.forms)}) for row, one in opened if one
        ]
        if kept := [(item, forms) for item, forms in filled if forms]:
            found[PersonId(person)] = kept
    return found


def list_case_items(
    cursor: Cursor, people: Sequence[PersonId], keyring: Keyring, form: Form, since: int, *, sealed: int
) -> dict[PersonId, list[FilledItem]]:
    """Return what these people have of a form since a moment (ms), oldest first, sealed to others or not; two queries.

    `sealed` has the bits of the forms that the open part of a sealed entry may show.
    """
    wanted = 1 << form.number
    rows = [
        row
        for row in _current_rows(cursor, *people, since=since)
        if row[2] in (kinds.ENCOUNTER, kinds.CORRECTION) and (row[3] & wanted or not row[3] & ~sealed)
    ]
    contents = _open_chains(cursor, [row[9] for row in rows], keyring)
    found: dict[PersonId, list[FilledItem]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row[4], row[5])):
        content = contents.get(row[0])
        if content is not None and form.name in content.forms:
            found[PersonId(row[11])].append((_item(row, content), content.forms[form.name]))
    return found


def list_filled(
    cursor: Cursor, people: Sequence[PersonId], keyring: Keyring, form: Form, since: int = 0, *, most: int = 20
) -> dict[PersonId, list[FilledItem]]:
    """Return each person's latest filled forms of one kind since a moment (ms), newest first; two queries."""
    found = list_filled_forms(cursor, people, keyring, [form], since, most=most)
    return {person: [(item, forms[form.name]) for item, forms in filled] for person, filled in found.items()}


def list_contacts(
    cursor: Cursor, people: Sequence[PersonId], keyring: Keyring, since: int
) -> dict[PersonId, list[TimelineItem]]:
    """Return each person's contacts since a moment (ms) that stand, with what this keyring opens; two queries."""
    rows = [row for row in _current_rows(cursor, *people, since=since) if row[2] in (kinds.ENCOUNTER, kinds.CORRECTION)]
    contents = _open_chains(cursor, [row[9] for row in rows], keyring)
    found: dict[PersonId, list[TimelineItem]] = defaultdict(list)
    for row in rows:
        found[PersonId(row[11])].append(_item(row, contents.get(row[0])))
    return found


class StandingContact(NamedTuple):
    """A contact that stands: the row of its last correction or its own, whose, when (ms), and its forms, a bit each."""

    row: int
    person: PersonId
    at: int
    forms: int

    def __repr__(self) -> str:
        return object.__repr__(self)


def list_standing_contacts(cursor: Cursor, people: Sequence[PersonId], since: int) -> list[StandingContact]:
    """Return these people's contacts since a moment (ms) that stand, the oldest first, without opening any; one query."""
    rows = _current_rows(cursor, *people, since=since) if people else []
    ordered = sorted(rows, key=lambda row: (row[4], row[5], row[1]))
    return [
        StandingContact(row[0], PersonId(row[11]), row[4], row[3])
        for row in ordered
        if row[2] in (kinds.ENCOUNTER, kinds.CORRECTION)
    ]


def list_standing(cursor: Cursor, rows: Sequence[int], keyring: Keyring) -> dict[EntryId, list[TimelineItem]]:
    """Return contacts by the entry with which each began (their rows), as they stand now; three queries.

    What was corrected is as the correction says it, twice where two corrected it apart; what was withdrawn is left out.
    """
    marks = placeholders(rows)
    sql = f"SELECT DISTINCT person FROM chart_item WHERE entry IN ({marks}) AND person IS NOT NULL"
    people = [PersonId(person) for (person,) in cursor.execute(sql, tuple(rows)).fetchall()] if rows else []
    wanted = set(rows)
    current = [row for row in _current_rows(cursor, *people) if row[9][0] in wanted] if people else []
    contents = _open_chains(cursor, [row[9] for row in current], keyring)
    found: dict[EntryId, list[TimelineItem]] = defaultdict(list)
    for row in current:
        found[EntryId(row[8])].append(_item(row, contents.get(row[0])))
    return found


def list_with_forms(
    cursor: Cursor,
    person: PersonId,
    keyring: Keyring,
    forms: Sequence[Form],
    since: int,
    *,
    rare: Sequence[Form],
    most: int,
) -> list[TimelineItem]:
    """Return a person's newest items since a moment (ms) that hold any of these forms, newest first; two queries.

    Of `rare` forms every item counts, however many of the others came after it.
    """
    common, seldom = (sum({1 << form.number for form in some}) for some in (forms, rare))
    rows = sorted(_current_rows(cursor, person, since=since), key=lambda row: (row[4], row[5]), reverse=True)
    newest = {row[0] for row in [row for row in rows if row[3] & common][:most]}
    chosen = [row for row in rows if row[0] in newest or row[3] & seldom]
    contents = _open_chains(cursor, [row[9] for row in chosen], keyring)
    return [_item(row, contents.get(row[0])) for row in chosen]


def find_item(cursor: Cursor, entry: EntryId, keyring: Keyring) -> tuple[PersonId | None, TimelineItem] | None:
    """Return one item by the id of its entry, with the person it is about."""
    row = _find_row(cursor, entry)
    if row is None:
        return None
    content = _open_chains(cursor, [_chain_to(cursor, row)], keyring).get(row[0])
    return (PersonId(row[8]) if row[8] else None), _item((*row[:8], None), content)


def list_corrections(cursor: Cursor, entry: EntryId, keyring: Keyring) -> list[TimelineItem]:
    """Return the corrections of exactly this entry that stand, oldest first; corrections of a correction are left out."""
    rows = cursor.execute(
        f"SELECT {_COLUMNS} FROM chart_item c WHERE refers = ? AND kind = {kinds.CORRECTION} AND holds AND NOT EXISTS"
        f" (SELECT 1 FROM chart_item w WHERE w.refers = c.id AND w.kind = {kinds.WITHDRAWAL} AND w.holds) ORDER BY hlc, id",
        (entry,),
    ).fetchall()
    contents = decrypt_entries(cursor, sorted(row[0] for row in rows), keyring)
    return [_item((*row, entry), contents.get(row[0])) for row in rows]


def open_items(cursor: Cursor, rows: Sequence[int], keyring: Keyring) -> dict[int, tuple[TimelineItem, bool]]:
    """Return entries by row, each as it was first written, and whether a part stays closed here; two queries."""
    marks = ", ".join("?" * len(rows))
    found = cursor.execute(f"SELECT {_COLUMNS}, person FROM chart_item WHERE entry IN ({marks})", rows).fetchall()
    contents = decrypt_entries(cursor, rows, keyring)
    return {
        row[0]: (_item((*row[:8], None), content), content is not None and content.closed)
        for row in found
        for content in (contents.get(row[0]),)
    }


@dataclass(frozen=True, slots=True)
class SealedParts:
    """What of an entry is sealed: the person-held compartments that open here, and whether others stay closed."""

    opened: frozenset[Compartment]
    closed: bool


def find_sealed_parts(cursor: Cursor, entry: EntryId, keyring: Keyring) -> SealedParts:
    """Return the seals of an entry and of what it corrects, as this keyring opens them."""
    row = _find_row(cursor, entry)
    if row is None:
        return SealedParts(frozenset(), closed=False)
    content = _open_chains(cursor, [_chain_to(cursor, row)], keyring).get(row[0])
    return (
        SealedParts(PERSON_HELD & content.compartments, content.closed)
        if content
        else SealedParts(frozenset(), closed=False)
    )


def _open_chains(cursor: Cursor, chains: Sequence[tuple[int, ...]], keyring: Keyring) -> dict[int, EntryContent]:
    """Return the contents of entries, with what they correct folded in, by the last row.

    One query reads them all.
    """
    opened = decrypt_entries(cursor, sorted({row for chain in chains for row in chain}), keyring)
    found = {chain[-1]: [opened[row] for row in chain if row in opened] for chain in chains}
    return {row: fold_corrections(contents) for row, contents in found.items() if contents}


def _find_row(cursor: Cursor, entry: bytes) -> tuple | None:
    found: tuple | None = cursor.execute(
        f"SELECT {_COLUMNS}, person, holds FROM chart_item WHERE entry ="
        " (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)",
        (entry, entry + b"\xff" * 16),
    ).fetchone()
    return found


def _chain_to(cursor: Cursor, row: tuple) -> tuple[int, ...]:
    """Return the rows of an entry and of all that it corrects, oldest first.

    A correction that was refused is a chain of its own.
    """
    chain, last = [row[0]], row
    while last[2] == kinds.CORRECTION and last[9]:
        before = _find_row(cursor, last[7])
        if before is None or before[0] in chain:
            break
        chain.append(before[0])
        last = before
    return tuple(reversed(chain))


def _current_rows(cursor: Cursor, *people: PersonId, since: int = 0) -> list[tuple]:
    """Return the rows that stand: of a chain of corrections the last, of withdrawn entries none.

    Where two corrected one entry apart, both stand until one is withdrawn. When and where it was is as first written, also after
    a correction elsewhere. Adds the first id, the rows of the chain, whether another end of the chain stands too,
    and the person.
    """
    marks = ", ".join("?" * len(people))
    rows = cursor.execute(
        f"SELECT {_COLUMNS}, person, holds FROM chart_item WHERE person IN ({marks}) AND occurred >= ?",
        (*people, since),
    ).fetchall()
    withdrawn = {row[7] for row in rows if row[2] == kinds.WITHDRAWAL and row[9]}
    corrections: dict[bytes, list[tuple]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r[5]):
        if row[2] == kinds.CORRECTION and row[9] and row[1] not in withdrawn:
            corrections[row[7]].append(row)
    live = []
    for row in rows:
        if row[2] in _SHOWN and row[2] != kinds.CORRECTION and row[1] not in withdrawn:
            ends = list(_leaf_corrections(row, corrections))
            live += [
                (
                    *end[-1][:4],
                    row[4],
                    end[-1][5],
                    row[6],
                    end[-1][7],
                    row[1],
                    tuple(one[0] for one in end),
                    len(ends) > 1,
                    row[8],
                )
                for end in ends
            ]
    return live


def _leaf_corrections(row: tuple, corrections: Mapping[bytes, Sequence[tuple]]) -> Iterator[list[tuple]]:
    """Yield each way from an entry to a correction that nothing corrects."""
    ways = [[row]]
    while ways:
        way = ways.pop()
        later = corrections.get(way[-1][1], ())
        ways += [[*way, one] for one in later]
        if not later:
            yield way


def _item(row: tuple, content: EntryContent | None) -> TimelineItem:
    entry, kind = EntryId(row[1]), row[2]
    forms = content.forms if content else {}
    is_visit = kind in kinds.WITH_FORMS and kind != kinds.PERSON  # data are no appointment
    broken = content.why_not_shown(has_forms=is_visit) if content else None
    removed = content.removed if content and kind == kinds.PERSON else {}
    reserved = is_visit and not any(forms.values()) and broken is None
    author = content.clinical.author if content and content.clinical and not reserved else None
    disputed = len(row) > 10 and row[10]
    standing = RevisionStatus.DISPUTED if disputed else _REVISION_STATUS.get(kind, RevisionStatus.WRITTEN)
    standing = RevisionStatus.WRITTEN if reserved else standing  # of a reserved item nothing else is said
    act = content.act if content else None
    first = EntryId(row[8]) if row[8] else entry
    return TimelineItem(
        entry, kind, row[4], row[5] >> 16, row[6], author, forms, act, reserved, standing, first, removed, broken
    )

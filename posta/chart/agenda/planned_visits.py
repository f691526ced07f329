"""Reads the agenda: who is due or overdue at a post, what is planned of a person, who is expected from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from posta.catalog import kinds
from posta.catalog.bounds import LAST_DAY
from posta.catalog.compartments import Compartment
from posta.chart.agenda.judged_visits import OPEN
from posta.chart.agenda.planned_rows import ANY_FORM
from posta.chart.sql_placeholders import placeholders
from posta.ids import EntryId, PersonId
from posta.ledger.row_types import Cursor

_COLUMNS = (
    "entry, id, person, post, day, first, last, due, form, schedule, reason, reserved, author, at, state, note, noted"
)
_ORDERS = {True: "due DESC, entry DESC", False: "due, entry"}

SEEN = f"{kinds.ENCOUNTER}, {kinds.ARRIVAL}, {kinds.CORRECTION}"


@dataclass(frozen=True, slots=True, repr=False)
class DueVisit:
    """A planned visit: the row and id of its entry, whom and which post it is about, its days (since 1970), and why.

    `day`, `first` and `last` are as planned, `due` as it stands now. Of a `reserved` one `form`, `schedule` and
    `reason` are sealed and empty, until they were opened from the compartment `home`. `note` is what was last said of
    a miss (`called`, `found`), at `noted` (ms).
    """

    entry: int
    id: EntryId
    person: PersonId
    post: int
    day: int
    first: int
    last: int
    due: int
    form: int
    schedule: str
    reason: str
    reserved: bool
    author: bytes | None
    at: int
    state: str
    note: str
    noted: int
    home: Compartment | None = None

    @property
    def is_closed(self) -> bool:
        """Return whether this reader may know that it is, and not what for."""
        return self.reserved and self.home is None

    @property
    def last_due(self) -> int:
        """Return the last day of the window as it stands now."""
        return self.due + self.last - self.day

    def days_late(self, today: int) -> int:
        """Return by how many days it is overdue today; 0 on its day and before."""
        return max(0, today - self.due)


@dataclass(frozen=True, slots=True, repr=False)
class VisitsOfTrade:
    """By what a planned visit is of a colleague's trade: forms, as numbers and as bits of a contact; who they are.

    `any_care`: a visit for which no form was named may be theirs. `sealed`: they look into reserved ones too; whether one
    is theirs is known when it is opened.
    """

    forms: tuple[int, ...]
    contacts: int
    author: bytes
    any_care: bool
    sealed: bool


@dataclass(frozen=True, slots=True, repr=False)
class ExpectedPerson:
    """A person who is expected at a post around a day, said at another post (`origin`) at a moment (ms)."""

    id: EntryId
    person: PersonId
    party: bytes | None
    post: int
    day: int
    last: int
    origin: int
    at: int


@dataclass(frozen=True, slots=True)
class LastSeen:
    """When (ms) and at which post somebody was last seen."""

    at: int
    post: int


def list_due(cursor: Cursor, post: int, day: int) -> list[DueVisit]:
    """Return the visits due at a post on a day that were not kept, in the order of their planning."""
    return _list(cursor, "post = ? AND due = ?", (post, day), "entry")


def list_agenda(
    cursor: Cursor, post: int, since: int, until: int, *, most: int, offset: int = 0, newest: bool = False
) -> list[DueVisit]:
    """Return the open visits of a post due from one day to another, earliest first, or the `newest` first."""
    order, limit = _ORDERS[newest], f" LIMIT {most:d} OFFSET {offset:d}"
    return _list(cursor, "post = ? AND due BETWEEN ? AND ?", (post, since, until), order, limit)


def count_agenda(cursor: Cursor, post: int, since: int, until: int) -> int:
    """Return how many open visits of a post are due from one day to another."""
    sql = f"SELECT COUNT(*) FROM chart_planned WHERE state = '{OPEN}' AND post = ? AND due BETWEEN ? AND ?"
    row = cursor.execute(sql, (post, since, until)).fetchone()
    return row[0] if row else 0


def count_ahead(cursor: Cursor, post: int, since: int) -> tuple[int, int]:
    """Count the open visits of a post from a day on, and the people who are expected there."""
    sql = f"SELECT COUNT(*) FROM chart_expected WHERE state = '{OPEN}' AND post = ? AND last >= ?"
    row = cursor.execute(sql, (post, since)).fetchone()
    return count_agenda(cursor, post, since, LAST_DAY), row[0] if row else 0


def list_agenda_of_trade(
    cursor: Cursor,
    post: int,
    since: int,
    until: int,
    own: VisitsOfTrade,
    *,
    most: int,
    offset: int = 0,
    newest: bool = False,
) -> list[DueVisit]:
    """Return the open visits of a post from one day to another that are or may be of a trade."""
    where, values = _of_trade(own)
    order, limit = _ORDERS[newest], f" LIMIT {most:d} OFFSET {offset:d}"
    return _list(
        cursor, f"post = ? AND due BETWEEN ? AND ? AND ({where})", (post, since, until, *values), order, limit
    )  # fmt: skip


def count_agenda_of_trade(cursor: Cursor, post: int, since: int, until: int, own: VisitsOfTrade) -> int:
    """Return how many of these visits there are."""
    where, values = _of_trade(own)
    sql = (
        f"SELECT COUNT(*) FROM chart_planned WHERE state = '{OPEN}' AND post = ? AND due BETWEEN ? AND ? AND ({where})"
    )
    row = cursor.execute(sql, (post, since, until, *values)).fetchone()
    return row[0] if row else 0


def _of_trade(own: VisitsOfTrade) -> tuple[str, tuple]:
    """Return the condition by which a visit may be of a trade, and its values; few rows of an index are judged by it.

    A day to come back is of who records a form of its contact, which has the same row. A visit that was planned for any
    care has no forms.
    """
    contact = "(SELECT forms FROM chart_item WHERE chart_item.entry = chart_planned.entry)"
    parts: list[str] = ["author = ?"]
    values: list[bytes | int] = [own.author, *own.forms]
    if own.forms:
        parts.append(f"form IN ({placeholders(own.forms)})")
    if own.any_care:
        parts.append(f"form = {ANY_FORM} AND NOT reserved AND ({contact} = 0 OR {contact} & ?)")
        values.append(own.contacts)
    if own.sealed:
        parts.append("reserved")
    return " OR ".join(parts), tuple(values)


def list_planned_of(cursor: Cursor, person: PersonId) -> list[DueVisit]:
    """Return the open visits of a person at any post, the earliest first."""
    return _list(cursor, "person = ?", (person,), "due, entry")


def list_planned_of_people(cursor: Cursor, people: Sequence[PersonId]) -> list[DueVisit]:
    """Return the open visits of several people at any post, the earliest first."""
    return _list(cursor, f"person IN ({placeholders(people)})", tuple(people), "due, entry") if people else []


def list_reserved_of(cursor: Cursor, person: PersonId) -> list[DueVisit]:
    """Return the open reserved visits of a person at any post, the earliest first."""
    return _list(cursor, "person = ? AND reserved", (person,), "due, entry")


def list_reserved_until(cursor: Cursor, post: int, day: int, *, most: int) -> list[DueVisit]:
    """Return the open reserved visits of a post that are due until a day, the latest first; by the index of open visits."""
    return _list(cursor, "post = ? AND due <= ? AND reserved", (post, day), "due DESC, entry DESC", f" LIMIT {most:d}")


def find_next_due(cursor: Cursor, person: PersonId, day: int) -> DueVisit | None:
    """Return the next planned visit of a person on or after a day, at any post; reserved ones are left out."""
    found = _list(cursor, "person = ? AND due >= ? AND NOT reserved", (person, day), "due, entry", " LIMIT 1")
    return found[0] if found else None


def find_planned(cursor: Cursor, visit: EntryId) -> DueVisit | None:
    """Return one planned visit by the id of its entry, in whatever state it is."""
    sql = f"SELECT {_COLUMNS} FROM chart_planned WHERE entry = (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)"
    row = cursor.execute(sql, (visit, visit + b"\xff" * 16)).fetchone()
    return _due_visit(row) if row else None


def list_planned_in(cursor: Cursor, person: PersonId, contact: EntryId) -> list[EntryId]:
    """Return the entries written with a contact for the agenda: visits planned in it, outcomes it gave, the next stop."""
    sql = (
        "SELECT entry, id FROM chart_planned WHERE person = :person AND refers = :contact AND id <> :contact"
        " UNION SELECT entry, id FROM chart_outcome WHERE person = :person AND visit = :contact"
        f" UNION SELECT entry, id FROM chart_item WHERE refers = :contact AND kind = {kinds.EXPECTED_AT} ORDER BY entry"
    )
    return [EntryId(row[1]) for row in cursor.execute(sql, {"person": person, "contact": contact}).fetchall()]


def list_seen_since(cursor: Cursor, people: Sequence[PersonId]) -> dict[PersonId, int]:
    """Return when (ms) each of these people was last seen at any post: an arrival or a contact."""
    sql = (
        f"SELECT person, MAX(occurred) FROM chart_item WHERE kind IN ({SEEN}) AND person IN"
        f" ({placeholders(people)}) GROUP BY person"
    )
    return {PersonId(row[0]): row[1] for row in cursor.execute(sql, tuple(people)).fetchall()} if people else {}


def list_last_seen(cursor: Cursor, people: Sequence[PersonId]) -> dict[PersonId, LastSeen]:
    """Return when and where each of these people was last seen: an arrival or a contact."""
    sql = (  # of a group with one maximum SQLite gives the other columns of that row
        f"SELECT person, MAX(occurred), post FROM chart_item WHERE kind IN ({SEEN}) AND person IN"
        f" ({placeholders(people)}) GROUP BY person"
    )
    rows = cursor.execute(sql, tuple(people)).fetchall() if people else []
    return {PersonId(row[0]): LastSeen(row[1], row[2]) for row in rows}


def list_expected(cursor: Cursor, post: int, since: int, *, most: int) -> list[ExpectedPerson]:
    """Return the people whom a post still expects on a day, the earliest first."""
    sql = (
        "SELECT id, person, party, post, day, last, origin, at FROM chart_expected"
        f" WHERE state = '{OPEN}' AND post = ? AND last >= ? ORDER BY day, entry LIMIT {most:d}"
    )
    return [_expected(row) for row in cursor.execute(sql, (post, since)).fetchall()]


def list_expectations(cursor: Cursor, people: Sequence[PersonId]) -> dict[PersonId, ExpectedPerson]:
    """Return where each of these people is expected now, if anywhere."""
    sql = (
        "SELECT id, person, party, post, day, last, origin, at FROM chart_expected"
        f" WHERE state = '{OPEN}' AND person IN ({placeholders(people)})"
    )
    rows = cursor.execute(sql, tuple(people)).fetchall() if people else []
    return {one.person: one for one in map(_expected, rows)}


def _list(cursor: Cursor, where: str, values: tuple, order: str, limit: str = "") -> list[DueVisit]:
    sql = f"SELECT {_COLUMNS} FROM chart_planned WHERE state = '{OPEN}' AND {where} ORDER BY {order}{limit}"
    return [_due_visit(row) for row in cursor.execute(sql, values).fetchall()]


def _due_visit(row: tuple) -> DueVisit:
    entry, id_, person, *rest = row
    visit = DueVisit(entry, EntryId(id_), PersonId(person), *rest)
    return replace(visit, reserved=bool(visit.reserved))


def _expected(row: tuple) -> ExpectedPerson:
    return ExpectedPerson(EntryId(row[0]), PersonId(row[1]), *row[2:])

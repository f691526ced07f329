"""The board of a post: who waits, who is in consultation, who was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from posta.catalog import kinds
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.frame import TRIAGE_FORM
from posta.catalog.language.form import get_form
from posta.catalog.structural_acts import NIGHT, HandOver
from posta.chart.before_care import DOOR, FIRST
from posta.chart.history.entry_content import decrypt_entries
from posta.chart.history.timeline import TimelineItem, list_latest_of
from posta.chart.sql_placeholders import placeholders
from posta.clock import DAY_MILLIS
from posta.ids import EntryId, PersonId, StaffId
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring

WAITING = "waiting"


@dataclass(frozen=True, slots=True, repr=False)
class QueueItem:
    """An arrival of today or the night before: since when (ms), why, triage colour, with whom once called.

    Of a reserved one nothing else is shown. `coloured_at` is when the colour was given (ms): at the arrival, or by a
    triage since. `before_at` is when somebody else had called them before `called_by` took over, `before_by` who, if
    the open chart names them. `trade` is the role for which they were handed over, at `handed_at`; their
    reason (`handed_why`) is sealed in the entry of row `handover` if `reason_sealed`.
    """

    arrival: EntryId
    person: PersonId
    since: int
    reason: str
    reserved: bool
    colour: str
    programme: str
    state: str
    called_at: int | None
    called_by: bytes | None
    coloured_at: int = 0
    before_at: int | None = None
    before_by: bytes | None = None
    trade: str = ""
    handed_at: int | None = None
    handover: int = 0
    reason_sealed: bool = False
    ticket: str = ""
    signs: tuple[str, ...] = ()
    handed_why: str = ""

    @property
    def why(self) -> str:
        """Return why they wait for whom they wait for now: nothing of what is sealed, else as they were handed over."""
        return "" if self.reserved or self.reason_sealed else self.handed_why or self.reason

    @property
    def waits_since(self) -> int:
        """Return since when (ms) they wait for whom they wait for now."""
        return self.handed_at or self.since


@dataclass(frozen=True, slots=True, repr=False)
class EndedArrival:
    """A person whom one colleague had called and another saw: who (by whose signature) and when (ms)."""

    person: PersonId
    by: bytes
    at: int


# A hand-over begins the waiting again, so only what happened after the last one counts.
_AFTER = "t.arrival = a.id AND t.hlc > COALESCE(h.hlc, 0)"
_BOARD = f"""
    SELECT a.id, a.person, a.at, a.reason, a.reserved, a.colour, a.programme, s.state, s.at, s.author, b.at, b.author,
        a.ticket, a.signs, h.trade, h.at, h.entry, h.reserved, h.reason
    FROM chart_arrival a LEFT JOIN chart_handover h ON h.entry = (
        SELECT t.entry FROM chart_handover t WHERE t.arrival = a.id AND t.person = a.person AND t.holds
        AND t.trade <> '{NIGHT}' ORDER BY t.hlc DESC LIMIT 1)
    LEFT JOIN chart_step s ON s.entry = (
        SELECT t.entry FROM chart_step t WHERE {_AFTER} ORDER BY t.state = 'done' DESC, t.hlc DESC LIMIT 1)
    LEFT JOIN chart_step b ON s.state = 'called' AND b.entry = (SELECT t.entry FROM chart_step t WHERE {_AFTER}
        AND t.state = 'called' AND t.hlc < s.hlc AND t.author IS NOT s.author ORDER BY t.hlc DESC LIMIT 1)
    WHERE {{place}} AND COALESCE(s.state, '') NOT IN ({{closed}})
    AND NOT EXISTS (SELECT 1 FROM chart_item w WHERE w.refers = a.id AND w.kind = {{withdrawal}} AND w.holds)
    ORDER BY a.at"""


def list_board(cursor: Cursor, post: int, since: int) -> list[QueueItem]:
    """Return arrivals at a post since a moment (ms), still waiting or in consultation, oldest first."""
    sql = _BOARD.format(place="a.post = ? AND a.at >= ?", closed="'done', 'left'", withdrawal=kinds.WITHDRAWAL)
    return [_queue_item(row) for row in cursor.execute(sql, (post, since)).fetchall()]


def list_ended_by_others(cursor: Cursor, post: int, since: int, staff: StaffId) -> list[EndedArrival]:
    """Return people of this post whom a colleague had called and another saw since a moment (ms), the last first.

    Reserved visits are left out, and visits whose colleague the open chart does not name.
    """
    found = cursor.execute(
        "SELECT a.person, s.author, s.at FROM chart_arrival a JOIN chart_step s ON s.arrival = a.id AND s.state = 'done'"
        " WHERE a.post = :post AND a.at >= :day AND s.at >= :since AND NOT a.reserved AND s.author <> :staff"
        " AND EXISTS (SELECT 1 FROM chart_step c WHERE c.arrival = a.id AND c.state = 'called' AND c.author = :staff"
        " AND c.hlc < s.hlc) AND NOT EXISTS (SELECT 1 FROM chart_step d WHERE d.arrival = a.id AND d.state = 'done'"
        " AND (d.hlc < s.hlc OR d.author = :staff)) ORDER BY s.at DESC",
        {"post": post, "since": since, "day": since - DAY_MILLIS, "staff": staff},
    )
    return [EndedArrival(PersonId(person), by, at) for person, by, at in found.fetchall()]


def find_open_arrival(cursor: Cursor, person: PersonId, post: int, since: int) -> QueueItem | None:
    """Return the arrival of a person at a post that nobody has closed yet."""
    return _last_arrival(cursor, person, post, since, "'done', 'left'")


def list_open_arrivals(cursor: Cursor, people: Sequence[PersonId], post: int, since: int) -> dict[PersonId, QueueItem]:
    """Return the open arrival at a post of those of these people who have one; by the index of people."""
    place = f"a.person IN ({placeholders(people)}) AND a.post = ? AND a.at >= ?"
    sql = _BOARD.format(place=place, closed="'done', 'left'", withdrawal=kinds.WITHDRAWAL)
    rows = cursor.execute(sql, (*people, post, since)).fetchall() if people else []
    return {one.person: one for one in map(_queue_item, rows)}


def find_arrival(cursor: Cursor, person: PersonId, post: int, since: int, day_start: int) -> QueueItem | None:
    """Return the open arrival of a person at a post.

    Without one, return the last of the day after which they did not leave unseen.
    """
    return find_open_arrival(cursor, person, post, since) or _last_arrival(cursor, person, post, day_start, "'left'")


def _last_arrival(cursor: Cursor, person: PersonId, post: int, since: int, closed: str) -> QueueItem | None:
    place = "a.person = ? AND a.post = ? AND a.at >= ?"
    sql = _BOARD.format(place=place, closed=closed, withdrawal=kinds.WITHDRAWAL)
    rows = cursor.execute(sql, (person, post, since)).fetchall()
    return _queue_item(rows[-1]) if rows else None


def with_triage(cursor: Cursor, waiting: Sequence[QueueItem], keyring: Keyring) -> list[QueueItem]:
    """Return the same arrivals in the colour of the triage that was signed since, where there is one."""
    if not waiting:
        return []
    people, since = [one.person for one in waiting], min(one.since for one in waiting)
    triages = list_latest_of(cursor, people, keyring, get_form(TRIAGE_FORM), since)
    return [_with_colours(one, *triages[one.person]) if one.person in triages else one for one in waiting]


def open_reason(cursor: Cursor, waiting: QueueItem, keyring: Keyring) -> QueueItem:
    """Return the same arrival with the sealed reason of its hand-over, if this keyring opens it."""
    if not waiting.reason_sealed:
        return waiting
    content = decrypt_entries(cursor, [waiting.handover], keyring).get(waiting.handover)
    act = content.act if content is not None and content.compartments & PERSON_HELD else None
    return replace(waiting, handed_why=act.reason, reason_sealed=False) if isinstance(act, HandOver) else waiting


@dataclass(frozen=True, slots=True, repr=False)
class BoardAct:
    """An act on an arrival: the person, the state that it gave, and the trade for which it handed them over."""

    person: PersonId
    state: str
    trade: str = ""


def find_board_act(cursor: Cursor, entry: EntryId) -> BoardAct | None:
    """Return what an act on an arrival did: a step, or a hand-over."""
    row = cursor.execute(
        "SELECT a.person, s.state, '' FROM ledger_origin o JOIN chart_step s ON s.entry = o.id"
        " JOIN chart_arrival a ON a.id = s.arrival WHERE o.hash >= :first AND o.hash <= :last"
        " UNION ALL SELECT h.person, :waiting, h.trade FROM ledger_origin o JOIN chart_handover h ON h.entry = o.id"
        " WHERE o.hash >= :first AND o.hash <= :last",
        {"first": entry, "last": entry + b"\xff" * 16, "waiting": WAITING},
    ).fetchone()
    return BoardAct(PersonId(row[0]), row[1], row[2]) if row else None


# What is written with a visit or a hand-over, in one transaction of one computer: who undoes one undoes all of it.
WRITTEN_WITH_MILLIS = 5_000
_OWN_ROW = "(SELECT id FROM ledger_origin WHERE hash >= :first AND hash <= :last)"
_HANDED_WITH = f"""
    SELECT h.entry, h.id FROM chart_item i JOIN chart_handover h ON h.person = i.person AND h.entry > i.entry
        AND h.hlc > i.hlc AND h.hlc < i.hlc + :most WHERE i.entry = {_OWN_ROW} AND i.kind = :visit
    UNION SELECT h.entry, h.id FROM chart_handover h WHERE h.entry = {_OWN_ROW}"""


def list_handed_with(cursor: Cursor, entry: EntryId) -> tuple[list[EntryId], list[EntryId]]:
    """Return the hand-overs that were signed with a visit, and the arrivals that they, or a hand-over, were given.

    Such an arrival says neither why nor how soon.
    """
    bounds = {"first": entry, "last": entry + b"\xff" * 16, "most": WRITTEN_WITH_MILLIS << 16, "visit": kinds.ENCOUNTER}
    arrivals = (
        f"SELECT a.id FROM ({_HANDED_WITH}) w JOIN chart_arrival a ON a.entry = w.entry - 1 AND a.reason = ''"
        " AND a.colour = '' AND a.programme = '' AND NOT a.reserved"
    )
    handed = cursor.execute(f"SELECT id FROM ({_HANDED_WITH})", bounds).fetchall()
    arrived = cursor.execute(arrivals, bounds).fetchall()
    return [EntryId(row[0]) for row in handed if row[0] != entry], [EntryId(row[0]) for row in arrived]


def is_reserved(cursor: Cursor, arrival: EntryId) -> bool:
    """Return whether an arrival shows others nothing but that the visit is reserved."""
    row = cursor.execute(
        "SELECT reserved FROM chart_arrival WHERE entry = (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)",
        (arrival, arrival + b"\xff" * 16),
    ).fetchone()
    return row is not None and bool(row[0])


# Who was seen counts by what stands: with a visit that was entered in error the step is gone that it gave its arrival.
STEP_STANDS = f"""NOT EXISTS (SELECT 1 FROM chart_item v JOIN chart_item t ON t.refers = v.id
        AND t.kind = {kinds.WITHDRAWAL} AND t.holds WHERE v.entry = s.entry)"""
_SEEN = f"""
    SELECT COUNT(*) FROM (
        SELECT a.person FROM chart_arrival a JOIN chart_step s ON s.arrival = a.id
        WHERE a.post = :post AND a.at >= :since AND s.state = 'done' AND {STEP_STANDS}
        UNION SELECT i.person FROM chart_item i NOT INDEXED
        WHERE i.entry > (SELECT MAX(entry) FROM chart_item) - :newest AND i.post = :post AND i.occurred >= :since
        AND i.kind = :contact AND i.person IS NOT NULL AND (i.forms & :first = 0 OR i.forms & ~:door <> 0)
        AND NOT EXISTS (SELECT 1 FROM chart_item w WHERE w.refers = i.id AND w.kind = :withdrawal AND w.holds))"""
# Rows looked through for a day's visits, so that a board costs the same after ten years. NOT INDEXED: SQLite would rather
# go through the index of people, all of it.
NEWEST = 20_000


def count_seen(cursor: Cursor, post: int, since: int) -> int:
    """Return how many people a post has seen since a moment (ms), whether or not they waited.

    A triage or an interview at the door alone is not care.
    """
    params = {"post": post, "since": since, "newest": NEWEST, "first": FIRST, "door": DOOR}
    row = cursor.execute(_SEEN, params | {"contact": kinds.ENCOUNTER, "withdrawal": kinds.WITHDRAWAL}).fetchone()
    return row[0] if row else 0


def _with_colours(one: QueueItem, triage: TimelineItem, answers: Mapping[str, object]) -> QueueItem:
    """Return arrivals with their colours; a triage of an earlier visit does not count for this one."""
    if triage.occurred < one.since or (answers.get("light") is True and answers.get("colour") == "green"):
        return one  # without vital signs nobody is green: they still wait for a triage
    return replace(one, colour=str(answers.get("colour") or ""), coloured_at=triage.occurred)


def _queue_item(row: tuple) -> QueueItem:
    (
        arrival,
        person,
        since,
        reason,
        reserved,
        colour,
        programme,
        state,
        at,
        by,
        before_at,
        before_by,
        ticket,
        signs,
        *handed,
    ) = row
    trade, handed_at, handover, reason_sealed, why = handed
    waits = state in (None, WAITING)
    return QueueItem(
        EntryId(arrival),
        PersonId(person),
        since,
        reason,
        bool(reserved),
        colour,
        programme,
        state or WAITING,
        None if waits else at,
        None if waits else by,
        since,
        before_at,
        before_by,
        trade or "",
        handed_at,
        handover or 0,
        bool(reason_sealed),
        ticket,
        () if reserved or trade else tuple(signs.split()),
        why or "",
    )

"""The lists of signals: those that are open, those of a post, those of a period; by index."""

from collections.abc import Sequence
from dataclasses import dataclass

from posta.ids import EntryId
from posta.ledger.row_types import Cursor
from posta.operations.signals.report import ReportAnswers
from posta.operations.signals.signal_course import SignalAct

_COLUMNS = (
    "id, latest, post, day, author, recorded, note, state, since, due, open, risk,"
    " what, dx, place, source, affected, under5, happened"
)
_SELECT = f"SELECT {_COLUMNS} FROM operations_signal"
_ACT = "entry, id, signal, act, risk, response, reason, note, author, feed, hlc"


@dataclass(frozen=True, slots=True, repr=False)
class Signal:
    """A signal as it stands: where and by whom it was recorded, its state since when and until when (ms), its risk.

    `latest` is the entry that a correction of it names.
    """

    id: EntryId
    latest: EntryId
    post: int
    day: int
    author: bytes | None
    recorded: int
    note: str
    state: str
    since: int
    due: int | None
    is_open: bool
    risk: str
    answers: ReportAnswers

    def is_late(self, now: int) -> bool:
        """Return whether its state lasts longer than it may at a moment (ms)."""
        return self.is_open and self.due is not None and now > self.due


def list_open_signals(cursor: Cursor, *, limit: int, offset: int = 0) -> list[Signal]:
    """Return the open signals of every post, the oldest first."""
    return _list(cursor, "WHERE open ORDER BY recorded, id LIMIT ? OFFSET ?", (limit, offset))


def list_signals(cursor: Cursor, *, limit: int, offset: int = 0) -> list[Signal]:
    """Return the signals of every post, closed ones too, the newest first."""
    return _list(cursor, "ORDER BY recorded DESC, id LIMIT ? OFFSET ?", (limit, offset))


def list_signals_of_post(cursor: Cursor, post: int, *, limit: int, offset: int = 0) -> list[Signal]:
    """Return the signals of a post, closed ones too, the newest first."""
    return _list(cursor, "WHERE post = ? ORDER BY recorded DESC, id LIMIT ? OFFSET ?", (post, limit, offset))


def find_signal(cursor: Cursor, id_: EntryId) -> Signal | None:
    """Return the signal that an entry recorded."""
    return next(iter(_list(cursor, "WHERE id = ?", (id_,))), None)


def find_signals(cursor: Cursor, ids: Sequence[EntryId]) -> dict[EntryId, Signal]:
    """Return the signals among these entries, a page of them; corrections are found by what they correct."""
    marks = ",".join("?" * len(ids))
    found = _list(cursor, f"WHERE id IN ({marks}) OR latest IN ({marks})", (*ids, *ids)) if ids else []
    return {one.latest: one for one in found}


def find_signal_of_act(cursor: Cursor, act: EntryId) -> Signal | None:
    """Return the signal that an act moved."""
    row = cursor.execute("SELECT signal FROM operations_signal_step WHERE id = ?", (act,)).fetchone()
    return find_signal(cursor, EntryId(row[0])) if row else None


def list_acts(cursor: Cursor, signal: EntryId) -> list[SignalAct]:
    """Return the acts on a signal that count, oldest first."""
    sql = f"SELECT {_ACT} FROM operations_signal_step WHERE signal = ? AND counts ORDER BY hlc, id"
    return [SignalAct(*row) for row in cursor.execute(sql, (signal,)).fetchall()]


def count_open(cursor: Cursor) -> int:
    """Return how many signals are open, at every post."""
    found = cursor.execute("SELECT COUNT(*) FROM operations_signal WHERE open").fetchone()
    return found[0] if found else 0


def _list(cursor: Cursor, where: str, asked: Sequence[object]) -> list[Signal]:
    return [_signal(row) for row in cursor.execute(f"{_SELECT} {where}", asked).fetchall()]


def _signal(row: tuple) -> Signal:
    values = (EntryId(row[0]), EntryId(row[1]), *row[2:10], bool(row[10]), row[11], ReportAnswers(*row[12:]))
    return Signal(*values)

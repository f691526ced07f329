"""From entries to signals: a row for each entry that says something of one, then the signals concerned are folded.

A correction, an act and a withdrawal are kept whatever they name, because what they name may come after them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from posta.catalog import kinds
from posta.catalog import operation_acts as o
from posta.catalog.encoding.codec import FactsPayload, read_act, read_forms
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission.places.place_tables import list_all_served
from posta.mission.posts import list_devices
from posta.mission.rules.withdrawal_rule import list_roles
from posta.operations.signals.report import ReportAnswers, get_report_form, read_report
from posta.operations.signals.signal_course import (
    Computers,
    JudgedSignal,
    Report,
    SignalAct,
    SignalLog,
    SignalVoid,
    judge_signal,
)
from posta.operations.sql_batches import select_in

_JUDGED_AGAIN_BY = kinds.SERVED_BY | {kinds.APPOINTMENT}
_REPORT = "entry, id, refers, post, day, author, feed, hlc, note, what, dx, place, source, affected, under5, happened"
_ACT = "entry, id, signal, act, risk, response, reason, note, author, feed, hlc"
_INSERT_REPORT = f"INSERT INTO operations_report ({_REPORT}) VALUES ({', '.join('?' * 16)})"
_INSERT_ACT = f"INSERT INTO operations_signal_step ({_ACT}) VALUES ({', '.join('?' * 11)})"
_INSERT_VOID = "INSERT INTO operations_signal_void (entry, id, target, kind, feed) VALUES (?, ?, ?, ?, ?)"
_INSERT_SIGNAL = (
    "INSERT INTO operations_signal (id, entry, latest, post, day, author, recorded, note, what, dx, place, source,"
    f" affected, under5, happened, state, since, due, open, risk) VALUES ({', '.join('?' * 20)})"
)


def project_signals(cursor: Cursor, batch: Sequence[DecodedEntry]) -> None:
    """Keep what a batch says of signals, and fold those concerned again."""
    reports: list[tuple] = []
    acts: list[tuple] = []
    voids: list[tuple] = []
    judges = False
    for fresh in batch:
        if fresh.facts is not None:
            reports += _report_rows(fresh, fresh.facts)
            voids += _void_rows(fresh, fresh.facts)
        if fresh.admin is not None:
            judges = judges or fresh.admin.kind in _JUDGED_AGAIN_BY
            if fresh.admin.kind == kinds.SIGNAL_STEP and fresh.admin.refers is not None:
                acts.append(_act_row(fresh))
    if not (reports or acts or voids or judges):
        return
    cursor.executemany(_INSERT_REPORT, reports)
    cursor.executemany(_INSERT_ACT, acts)
    cursor.executemany(_INSERT_VOID, voids)
    named = {row[1] for row in reports} | {row[2] for row in acts} | {row[2] for row in voids}
    rebuild_signals(cursor, list_report_ids(cursor) if judges else named)


def list_report_ids(cursor: Cursor) -> set[bytes]:
    """Return the ids of everything that records or corrects a signal."""
    return {row[0] for row in cursor.execute("SELECT id FROM operations_report").fetchall()}


def list_named_by_rows(cursor: Cursor, rows: Sequence[int]) -> set[bytes]:
    """Return the ids that entries of signals (their rows) are or name, before they are dropped."""
    sql = (
        "SELECT id FROM operations_report WHERE entry IN ({marks})",
        "SELECT refers FROM operations_report WHERE refers IS NOT NULL AND entry IN ({marks})",
        "SELECT signal FROM operations_signal_step WHERE entry IN ({marks})",
        "SELECT target FROM operations_signal_void WHERE entry IN ({marks})",
    )
    return {row[0] for one in sql for row in select_in(cursor, one, rows)}


def rebuild_signals(cursor: Cursor, ids: Iterable[bytes]) -> None:
    """Fold again the signals that these entries record, correct, move or take back."""
    named = set(ids)
    entries = _list_chain_entries(cursor, named)
    _reset_acts(cursor, named | entries)
    if not entries:
        return
    sql = f"SELECT {_REPORT} FROM operations_report WHERE id IN ({{marks}})"
    reports = [Report._make((*row[:9], ReportAnswers(*row[9:]))) for row in select_in(cursor, sql, entries)]
    logs = _gather_logs(cursor, reports)
    roles, computers = _read_authority(cursor, logs)
    judged = [judge_signal(log, roles, computers) for log in logs]
    cursor.executemany("DELETE FROM operations_signal WHERE id = ?", [(one.id,) for one in reports])
    counting = [(act.entry,) for one in judged if one is not None for act in one.acts]
    cursor.executemany("UPDATE operations_signal_step SET counts = 1 WHERE entry = ?", counting)
    cursor.executemany(_INSERT_SIGNAL, [_signal_row(one) for one in judged if one is not None])


def _reset_acts(cursor: Cursor, ids: set[bytes]) -> None:
    """Let no act on these count until it is judged."""
    sql = "UPDATE operations_signal_step SET counts = 0 WHERE counts AND signal = ?"
    cursor.executemany(sql, [(one,) for one in sorted(ids)])


def _list_chain_entries(cursor: Cursor, ids: set[bytes]) -> set[bytes]:
    """Return the ids of the reports that these belong to: with what they correct, and what corrects them."""
    ids = ids | {
        row[0] for row in select_in(cursor, "SELECT target FROM operations_signal_void WHERE id IN ({marks})", ids)
    }
    moved = select_in(cursor, "SELECT signal FROM operations_signal_step WHERE id IN ({marks})", ids)
    known: set[bytes] = set()
    todo = ids | {row[0] for row in moved}
    while todo:  # as often as a chain of corrections is long
        found = [
            *select_in(cursor, "SELECT id, refers FROM operations_report WHERE id IN ({marks})", todo),
            *select_in(cursor, "SELECT id, refers FROM operations_report WHERE refers IN ({marks})", todo),
        ]
        known |= {row[0] for row in found}
        todo = {one for row in found for one in row if one is not None} - known - todo
    return known


def _gather_logs(cursor: Cursor, reports: Sequence[Report]) -> list[SignalLog]:
    """Return one log for each signal; a correction of something that is not known here records nothing yet."""
    by_id = {one.id: one for one in reports}
    roots = {one.id: _find_root(one, by_id) for one in reports}
    corrections: dict[bytes, list[Report]] = defaultdict(list)
    for one in reports:
        if roots[one.id] is not one:
            corrections[roots[one.id].id].append(one)
    acts: dict[bytes, list[SignalAct]] = defaultdict(list)
    for row in select_in(cursor, f"SELECT {_ACT} FROM operations_signal_step WHERE signal IN ({{marks}})", by_id):
        acts[roots[row[2]].id].append(SignalAct(*row))
    owners = {id_: root.id for id_, root in roots.items()} | {one.id: id_ for id_, some in acts.items() for one in some}
    voids = _gather_voids(cursor, owners)
    firsts = {root.id: root for root in roots.values() if root.refers is None}
    return [SignalLog(root, corrections[id_], acts[id_], voids[id_]) for id_, root in firsts.items()]


def _gather_voids(cursor: Cursor, owners: dict[bytes, bytes]) -> dict[bytes, list[SignalVoid]]:
    """Return what takes entries back, by signal; `owners` gives the signal of every entry of one."""
    sql = "SELECT id, target, kind, feed FROM operations_signal_void WHERE target IN ({marks})"
    found: dict[bytes, list[SignalVoid]] = defaultdict(list)
    first = [SignalVoid(*row) for row in select_in(cursor, sql, owners)]
    lifted = {one.id: owners[one.target] for one in first if one.kind == kinds.WITHDRAWAL}
    for one in first:
        found[owners[one.target]].append(one)
    for row in select_in(cursor, sql, lifted):
        found[lifted[row[1]]].append(SignalVoid(*row))
    return found


def _find_root(one: Report, by_id: dict[bytes, Report]) -> Report:
    """Return the entry at the beginning of a chain of corrections, as far as it is known here."""
    seen = {one.id}
    while one.refers in by_id and one.refers not in seen:
        one = by_id[one.refers]
        seen.add(one.id)
    return one


def _read_authority(cursor: Cursor, logs: Sequence[SignalLog]) -> tuple[dict[bytes, list[tuple[int, str]]], Computers]:
    """Return the roles that the authors of acts held, and what computers serve where something is judged by that."""
    authors = {one.author for log in logs for one in log.acts if one.author is not None}
    roles = list_roles(cursor, authors) if authors else {}
    if not any(log.corrections or log.voids for log in logs):
        return roles, Computers({}, frozenset())
    administering = frozenset(device.feed for device in list_devices(cursor) if device.administers)
    return roles, Computers(list_all_served(cursor), administering)


def _report_rows(fresh: DecodedEntry, counted: FactsPayload) -> list[tuple]:
    """Return the row of an entry with the form of a signal, or of a correction with it."""
    if counted.kind not in (kinds.ENCOUNTER, kinds.CORRECTION):
        return []
    if counted.kind == kinds.CORRECTION and counted.refers is None:
        return []
    body = read_forms(counted).get(get_report_form().number)
    if body is None:
        return []
    refers = counted.refers if counted.kind == kinds.CORRECTION else None
    author, note = _author_and_note(fresh)
    answers = read_report(body)
    return [(fresh.row, fresh.id, refers, counted.post, counted.day, author, fresh.feed, fresh.hlc, note, *answers)]


def _author_and_note(fresh: DecodedEntry) -> tuple[bytes | None, str]:
    """Return who recorded a signal, and their words: the act that stands beside the form in its entry."""
    if fresh.admin is None or fresh.admin.kind != kinds.SIGNAL_STEP:
        return None, ""
    act = read_act(fresh.admin)
    assert isinstance(act, o.SignalStep)
    return fresh.admin.author, act.note


def _act_row(fresh: DecodedEntry) -> tuple:
    assert fresh.admin is not None
    act = read_act(fresh.admin)
    assert isinstance(act, o.SignalStep)
    return (
        fresh.row, fresh.id, fresh.admin.refers, act.act, act.risk, " ".join(act.response), act.reason, act.note,
        fresh.admin.author, fresh.feed, fresh.hlc,
    )  # fmt: skip


def _void_rows(fresh: DecodedEntry, counted: FactsPayload) -> list[tuple]:
    if counted.kind not in (kinds.WITHDRAWAL, kinds.REINSTATEMENT) or counted.refers is None:
        return []
    return [(fresh.row, fresh.id, counted.refers, counted.kind, fresh.feed)]


def _signal_row(one: JudgedSignal) -> tuple:
    root, latest = one.root, one.latest
    return (
        root.id, root.entry, latest.id, root.post, root.day, root.author, root.hlc >> 16, latest.note or root.note,
        *latest.answers, one.course.state, one.course.since >> 16, one.due, one.is_open, one.risk,
    )  # fmt: skip

"""From entries to referrals: a row for each entry that says something of one, then the referrals concerned are folded.

A correction and a withdrawal are kept whatever they name, because what they name may come after them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from posta.catalog import kinds
from posta.catalog import operation_acts as o
from posta.catalog import structural_acts as s
from posta.catalog.answers import merge
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, read_act, read_forms
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission.posts import list_devices
from posta.mission.rules.correction_rule import find_answered
from posta.mission.rules.withdrawal_rule import list_roles
from posta.operations.referrals.opening import OpeningAnswers, get_opening_form, read_opening
from posta.operations.referrals.referral_course import (
    JudgedReferral,
    Opening,
    Posts,
    ReferralLog,
    Roles,
    Step,
    Withdrawing,
    judge_referral,
    list_gone,
)
from posta.operations.sql_batches import select_in

WITHDRAWING = (kinds.WITHDRAWAL, kinds.REINSTATEMENT)
_OPENING = (
    "entry, id, refers, kind, person, post, author, feed, hlc, occurred, network, forms, filled,"
    " to_type, to_code, reason, urgency, status"
)
_STEP = "entry, id, referral, act, reason, note, post, author, feed, hlc, occurred"
_WITHDRAWING = "id, target, kind, author, feed, hlc"
_INSERT_OPENING = (
    f"INSERT INTO operations_opening ({_OPENING}, sealed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_STEP = f"INSERT INTO operations_step ({_STEP}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_WITHDRAWING = f"INSERT INTO operations_withdrawal (entry, {_WITHDRAWING}) VALUES (?, ?, ?, ?, ?, ?, ?)"
_INSERT_REFERRAL = (
    "INSERT INTO operations_referral (id, code, entry, person, post, author, network, sent, to_type, to_code, to_post,"
    " reason, urgency, sealed, state, since, due, open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def project_referrals(cursor: Cursor, batch: Sequence[DecodedEntry]) -> None:
    """Keep what a batch says of referrals, and fold those concerned again."""
    openings: list[tuple] = []
    steps: list[tuple] = []
    taken: list[tuple] = []
    for fresh in batch:
        if fresh.clinical is None:
            continue
        if fresh.clinical.kind in (kinds.ENCOUNTER, kinds.CORRECTION):
            openings += _opening_rows(fresh, fresh.clinical)
        elif fresh.clinical.kind == kinds.REFERRAL_STEP and fresh.clinical.refers is not None:
            steps.append(_step_row(fresh, fresh.clinical))
        elif fresh.clinical.kind in WITHDRAWING and fresh.clinical.refers is not None:
            payload = fresh.clinical
            taken.append((fresh.row, fresh.id, payload.refers, payload.kind, payload.author, fresh.feed, fresh.hlc))
    for insertion, rows in ((_INSERT_OPENING, openings), (_INSERT_STEP, steps), (_INSERT_WITHDRAWING, taken)):
        if rows:  # nearly every act that is saved brings none
            cursor.executemany(insertion, rows)
    named = {row[1] for row in openings} | {row[2] for row in steps} | {row[2] for row in taken}
    rebuild_referrals(cursor, named | _list_judged_by_orders(cursor, batch))


def list_named_by(cursor: Cursor, rows: Sequence[int]) -> set[bytes]:
    """Return the ids that entries (their rows) are or name, before they are dropped."""
    marks = {"marks": "{marks}"}
    sql = (
        "SELECT id FROM operations_opening WHERE entry IN ({marks})",
        "SELECT refers FROM operations_opening WHERE refers IS NOT NULL AND entry IN ({marks})",
        "SELECT referral FROM operations_step WHERE entry IN ({marks})",
        "SELECT target FROM operations_withdrawal WHERE entry IN ({marks})",
    )
    return {row[0] for one in sql for row in select_in(cursor, one.format(**marks), rows)}


def list_referral_ids(cursor: Cursor) -> set[bytes]:
    """Return the ids of everything that opens a referral or corrects something."""
    return {row[0] for row in cursor.execute("SELECT id FROM operations_opening").fetchall()}


def rebuild_referrals(cursor: Cursor, ids: Iterable[bytes]) -> None:
    """Fold again the referrals that these entries open, correct, move or take back."""
    entries = _list_chain_entries(cursor, set(ids))
    if not entries:
        return
    select = f"SELECT {_OPENING} FROM operations_opening WHERE id IN ({{marks}})"
    openings = [_opening(row) for row in select_in(cursor, select, entries)]
    logs = _gather_logs(cursor, openings)
    roles, posts = _read_authority(cursor, logs)
    taken = [list_gone(log, roles, posts) for log in logs]
    judged = [judge_referral(log, gone, roles, posts) for log, gone in zip(logs, taken, strict=True)]
    dropped = [(one.id,) for one in openings]
    cursor.executemany("DELETE FROM operations_referral WHERE id = ?", dropped)
    steps = [(one.id in gone, one.entry) for log, gone in zip(logs, taken, strict=True) for one in log.steps]
    cursor.executemany("UPDATE operations_step SET gone = ? WHERE entry = ?", steps)
    cursor.executemany(_INSERT_REFERRAL, [_referral_row(one) for one in judged if one is not None])


def _list_chain_entries(cursor: Cursor, ids: set[bytes]) -> set[bytes]:
    """Return the ids of the openings that these belong to: with what they correct, and what corrects them."""
    lifted = select_in(cursor, "SELECT target FROM operations_withdrawal WHERE id IN ({marks})", ids)
    ids = ids | {row[0] for row in lifted}
    moved = select_in(cursor, "SELECT referral FROM operations_step WHERE id IN ({marks})", ids)
    known: set[bytes] = set()
    todo = ids | {row[0] for row in moved}
    while todo:  # as often as a chain of corrections is long
        found = [
            *select_in(cursor, "SELECT id, refers, kind FROM operations_opening WHERE id IN ({marks})", todo),
            *select_in(cursor, "SELECT id, refers, kind FROM operations_opening WHERE refers IN ({marks})", todo),
        ]
        known |= {row[0] for row in found}
        todo = ({row[0] for row in found} | {row[1] for row in found if row[2] == kinds.CORRECTION}) - known - todo
    return known


def _gather_logs(cursor: Cursor, openings: Sequence[Opening]) -> list[ReferralLog]:
    by_id = {one.id: one for one in openings}
    roots = {one.id: _find_root(one, by_id) for one in openings}
    corrections: dict[bytes, list[Opening]] = defaultdict(list)
    for one in openings:
        if roots[one.id] is not one:
            corrections[roots[one.id].id].append(one)
    steps: dict[bytes, list[Step]] = defaultdict(list)
    for row in select_in(cursor, f"SELECT {_STEP} FROM operations_step WHERE referral IN ({{marks}})", by_id):
        steps[roots[row[2]].id].append(Step(*row))
    named = {id_: root.id for id_, root in roots.items()} | {
        one.id: root for root, some in steps.items() for one in some
    }
    taken = _gather_withdrawals(cursor, named)
    whole = {root.id: root for root in roots.values() if root.filled or corrections[root.id]}
    return [ReferralLog(root, corrections[id_], steps[id_], taken[id_]) for id_, root in whole.items()]


def _gather_withdrawals(cursor: Cursor, named: dict[bytes, bytes]) -> dict[bytes, list[Withdrawing]]:
    """Return the withdrawals by referral; `named` gives the referral of every entry of one."""
    sql = f"SELECT {_WITHDRAWING} FROM operations_withdrawal WHERE target IN ({{marks}})"
    found: dict[bytes, list[Withdrawing]] = defaultdict(list)
    first = [Withdrawing(*row) for row in select_in(cursor, sql, named)]
    owners = {one.id: named[one.target] for one in first}
    for one in first:
        found[named[one.target]].append(one)
    for row in select_in(cursor, sql, owners):
        lifting = Withdrawing(*row)
        found[owners[lifting.target]].append(lifting)
    return found


def _find_root(one: Opening, by_id: dict[bytes, Opening]) -> Opening:
    """Return the entry at the beginning of a chain of corrections, as far as it is known here."""
    seen = {one.id}
    while one.kind == kinds.CORRECTION and one.refers in by_id and one.refers not in seen:
        one = by_id[one.refers]
        seen.add(one.id)
    return one


def _read_authority(cursor: Cursor, logs: Sequence[ReferralLog]) -> tuple[Roles, Posts]:
    """Return the roles that the authors held and the posts of computers, where something must be judged by them."""
    asked: list[Opening | Step | Withdrawing] = []
    for log in logs:
        asked += [*log.corrections, *log.steps, *log.withdrawals]
    if not asked:
        return {}, {}
    authors = {one.author for one in asked if one.author is not None}
    return list_roles(cursor, authors) if authors else {}, {one.feed: one.post for one in list_devices(cursor)}


def _list_judged_by_orders(cursor: Cursor, batch: Sequence[DecodedEntry]) -> set[bytes]:
    """Return the entries that must be judged again: a computer came to serve a post, or a colleague a role."""
    orders = [fresh.admin for fresh in batch if fresh.admin is not None]
    if any(order.kind == kinds.ENROLMENT for order in orders):
        return _list_judged(cursor, "", ())
    acts = [read_act(order) for order in orders if order.kind == kinds.APPOINTMENT]
    staff = sorted({act.staff for act in acts if isinstance(act, s.Appointment)})
    return _list_judged(cursor, f"AND author IN ({','.join('?' * len(staff))})", staff) if staff else set()


def _list_judged(cursor: Cursor, which: str, staff: Sequence[bytes]) -> set[bytes]:
    sql = (
        f"SELECT id FROM operations_opening WHERE refers IS NOT NULL {which}",
        f"SELECT referral FROM operations_step WHERE 1 {which}",
        f"SELECT target FROM operations_withdrawal WHERE 1 {which}",
    )
    return {row[0] for one in sql for row in cursor.execute(one, staff).fetchall()}


def _opening_rows(fresh: DecodedEntry, payload: ClinicalPayload) -> Iterator[tuple]:
    """Yield the row of an entry with the form of a referral, and of every correction: it may leave the form out."""
    bodies = read_forms(payload)
    counted = read_forms(fresh.facts) if fresh.facts is not None else {}
    form = get_opening_form()
    filled = form.number in bodies or form.number in counted
    if not filled and payload.kind != kinds.CORRECTION:
        return
    parts = {Compartment.FACTS: counted.get(form.number, {}), Compartment.CARE: bodies.get(form.number, {})}
    answers = read_opening(merge(form, parts) if filled else {})
    forms = find_answered(bodies) | find_answered(counted)
    refers = payload.refers if payload.kind == kinds.CORRECTION else None
    yield (
        fresh.row, fresh.id, refers, payload.kind, payload.person, payload.post, payload.author, fresh.feed, fresh.hlc,
        payload.occurred, fresh.network, forms, filled, *answers, filled and answers.is_sealed,
    )  # fmt: skip


def _step_row(fresh: DecodedEntry, payload: ClinicalPayload) -> tuple:
    act = read_act(payload)
    assert isinstance(act, o.ReferralStep)
    return (
        fresh.row, fresh.id, payload.refers, act.act, act.reason, act.note, payload.post, payload.author, fresh.feed,
        fresh.hlc, payload.occurred,
    )  # fmt: skip


def _opening(row: tuple) -> Opening:
    return Opening._make((*row[:12], bool(row[12]), OpeningAnswers._make(row[13:])))


def _referral_row(one: JudgedReferral) -> tuple:
    root, latest, answers = one.root, one.latest, one.latest.answers
    code = int.from_bytes(root.id[:5], "big")
    return (
        root.id, code, latest.entry, root.person, root.post, root.author, root.network, root.hlc >> 16, answers.to_type,
        answers.to_code, one.to_post, answers.reason, answers.urgency, answers.is_sealed, one.course.state,
        one.course.since >> 16, one.due, one.is_open,
    )  # fmt: skip

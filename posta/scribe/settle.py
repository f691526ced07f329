"""Settling: what newly applied entries change about entries applied earlier, so that order of arrival does not matter.

- An act undone by its own device within its seconds of grace loses its parts here too. (Normally it travels without
  them, and is then no longer missing; a clock set back, or a restored backup, can let both out.)
- A revocation sets aside what the device wrote after the named place, also what was already applied.
- An enrolment that changes what a device may do gives its refused entries another try.
"""

from collections.abc import Sequence

from posta.catalog import kinds
from posta.catalog.codec import Counted, Said, read_act
from posta.catalog.compartments import Compartment
from posta.catalog.errors import CatalogError
from posta.catalog.structure import Enrolment, Revocation, Withdrawal
from posta.feed.hlc import MAX_AHEAD
from posta.feed.sign import feed_id_of
from posta.ids import EntryId, FeedId
from posta.ledger import read, store
from posta.ledger.rows import Fresh
from posta.mission import project as mission
from posta.mission.posts import Device, find_device, list_devices
from posta.scribe.apply import NOT_A_POST, REVOKED, Reopened, judge, open_rows, project_all, set_aside
from posta.scribe.desk import UNDO_MILLIS, Desk
from posta.scribe.projections import PROJECTIONS

_BY_STANDING = frozenset({REVOKED, NOT_A_POST, "not_an_administrator"})
_GRACE = UNDO_MILLIS + MAX_AHEAD  # the clock of a remote entry may have been adopted between act and undoing


def settle(desk: Desk, batch: Sequence[Fresh]) -> None:
    """Let earlier entries follow from what these say; inside an open transaction."""
    touched: dict[FeedId, None] = {}
    for fresh in batch:
        said, counted = fresh.said, fresh.counted
        if (said is not None and said.kind == kinds.WITHDRAWAL) or (
            counted is not None and counted.kind == kinds.WITHDRAWAL
        ):
            _drop_undone(desk, fresh)
        if fresh.ordered is not None and fresh.ordered.kind == kinds.REVOCATION:
            act = read_act(fresh.ordered)
            assert isinstance(act, Revocation)
            touched[FeedId(act.feed)] = None
        elif fresh.ordered is not None and fresh.ordered.kind == kinds.ENROLMENT:
            enrolment = read_act(fresh.ordered)
            assert isinstance(enrolment, Enrolment)
            touched[feed_id_of(enrolment.verify_key)] = None
    for feed in touched:
        _judge_again(desk, feed)


def _drop_undone(desk: Desk, fresh: Fresh) -> None:
    target = _undone_by(fresh.said) or _undone_by(fresh.counted)
    row = read.find_row(desk.cursor, target) if target else None
    if row is None or not _is_recent_and_of(desk, row, fresh):
        return
    for projection in PROJECTIONS:
        projection.forget(desk.cursor, [row])
    store.drop_parts(desk.cursor, row)


def _undone_by(body: Said | Counted | None) -> EntryId | None:
    """What a withdrawal undoes; who has no key of the network reads it in what is counted."""
    if body is None or body.kind != kinds.WITHDRAWAL or body.refers is None:
        return None
    try:
        act = read_act(body)
    except CatalogError:  # it says nothing that could be followed, and must not stop what comes with it
        return None
    return EntryId(body.refers) if isinstance(act, Withdrawal) and act.reason == "undone" else None


def _is_recent_and_of(desk: Desk, row: int, fresh: Fresh) -> bool:
    """Only the writing device undoes, and only what it has just written: no device empties its own past."""
    found = desk.cursor.execute(
        "SELECT f.feed, e.hlc FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed WHERE e.id = ?", (row,)
    ).fetchone()
    return found is not None and found[0] == fresh.feed and (fresh.hlc >> 16) - (found[1] >> 16) <= _GRACE


def _judge_again(desk: Desk, feed: FeedId) -> None:
    device = find_device(desk.cursor, feed)
    if device is None:
        return
    places = read.list_places(desk.cursor, feed)
    standing = [
        row
        for row, incarnation, sequence, rule in places
        if rule is None and _is_doubtful(device, incarnation, sequence)
    ]
    fallen = [row for row, _, _, rule in places if rule in _BY_STANDING]
    _let_fall(desk, device, open_rows(desk, standing))
    _let_rise(desk, device, open_rows(desk, fallen))


def _is_doubtful(device: Device, incarnation: int, sequence: int) -> bool:
    return device.post is None or (device.revoked is not None and (incarnation, sequence) > device.revoked)


def _let_fall(desk: Desk, device: Device, entries: Sequence[Reopened]) -> None:
    refused = {e.row: r for e in entries if e.fresh is not None and (r := judge(device, *e.place, e.fresh)) is not None}
    if not refused:
        return
    for projection in PROJECTIONS:
        projection.forget(desk.cursor, list(refused))
    set_aside(desk, {e.row: e.parts for e in entries}, refused.values(), desk.clock.millis())
    if any(e.fresh is not None and e.fresh.ordered is not None for e in entries if e.row in refused):
        _fold_mission_again(desk)


def _let_rise(desk: Desk, device: Device, entries: Sequence[Reopened]) -> None:
    risen = [e for e in entries if e.fresh is not None and judge(device, *e.place, e.fresh) is None]
    if not risen:
        return
    store.forget_aside(desk.cursor, [e.row for e in risen])
    for entry in risen:
        for part, state in zip(entry.parts, entry.states, strict=True):
            store.mark_parts(desk.cursor, [part], state)
    refused = project_all(desk, [e.fresh for e in risen if e.fresh is not None])
    set_aside(desk, {e.row: e.parts for e in risen}, refused, desk.clock.millis())


def _fold_mission_again(desk: Desk) -> None:
    """The mission's registers cannot drop one assertion: they are folded anew from the orders that stand."""
    devices = {device.feed: device for device in list_devices(desk.cursor)}
    epochs = [epoch.id for epoch in desk.keyring.by_id.values() if epoch.compartment == Compartment.ADMIN]
    mission.reset(desk.cursor)
    for entry in open_rows(desk, read.list_sealed_by(desk.cursor, epochs)):
        device = devices.get(entry.feed)
        if entry.fresh is not None and (device is None or judge(device, *entry.place, entry.fresh) is None):
            mission.project(desk.cursor, [entry.fresh])

"""Settling: what newly applied entries change about entries applied earlier, so that order of arrival does not matter.

- An act undone by its own device within its seconds of grace loses its parts here too. (Normally it travels without
  them, and is then no longer missing; a clock set back, or a restored backup, can let both out.)
- A revocation sets aside what it does not let stand of the device, also what was already applied; and a named end that
  comes after it shows which line stands.
- A readmission gives entries that were set aside so another try.
- An enrolment that changes what a device may do gives its refused entries another try.
"""

from collections.abc import Sequence

from posta.catalog import kinds
from posta.catalog.codec import Counted, Said, read_act
from posta.catalog.compartments import Compartment
from posta.catalog.errors import CatalogError
from posta.catalog.structure import Enrolment, Readmission, Revocation, Withdrawal
from posta.chart import project as chart
from posta.feed.sign import feed_id_of
from posta.figures.voids import judge_all_voids
from posta.ids import EntryId, FeedId
from posta.ledger import read, store
from posta.ledger.rows import Fresh
from posta.mission import project as mission
from posta.mission.posts import find_device
from posta.scribe.apply import NOT_A_POST, REVOKED, Reopened, judge, open_rows, project_all, set_aside
from posta.scribe.desk import Desk
from posta.scribe.projections import PROJECTIONS
from posta.scribe.standing import Standing, list_fallen, list_standings
from posta.scribe.undoing import is_in_time

_BY_STANDING = frozenset({REVOKED, NOT_A_POST, "not_an_administrator"})


def settle(desk: Desk, batch: Sequence[Fresh], proven: Sequence[FeedId] = ()) -> None:
    """Let earlier entries follow from what these say; inside an open transaction. Of `proven` feeds a named end came."""
    touched: dict[FeedId, None] = dict.fromkeys(proven)
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
        elif fresh.ordered is not None and fresh.ordered.kind == kinds.READMISSION:
            readmission = read_act(fresh.ordered)
            assert isinstance(readmission, Readmission)
            touched |= dict.fromkeys(read.list_feeds_of(desk.cursor, readmission.entries))
        elif fresh.ordered is not None and fresh.ordered.kind == kinds.ENROLMENT:
            enrolment = read_act(fresh.ordered)
            assert isinstance(enrolment, Enrolment)
            touched[feed_id_of(enrolment.verify_key)] = None
    for feed in touched:
        _judge_again(desk, feed)


def _drop_undone(desk: Desk, fresh: Fresh) -> None:
    target = _undone_by(fresh.said) or _undone_by(fresh.counted)
    row = read.find_row(desk.cursor, target) if target else None
    if row is None or not is_in_time(desk.cursor, row, fresh.row):
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


def _judge_again(desk: Desk, feed: FeedId) -> None:
    device = find_device(desk.cursor, feed)
    if device is None:
        return
    one = Standing(device, list_fallen(desk.cursor, device))
    rules = read.list_rules(desk.cursor, feed)
    doubtful = [row for row, rule in rules if rule is None and (device.post is None or row in one.fallen)]
    aside = [row for row, rule in rules if rule in _BY_STANDING and (rule != REVOKED or row not in one.fallen)]
    _let_fall(desk, one, open_rows(desk, doubtful))
    _let_rise(desk, one, open_rows(desk, aside))


def _let_fall(desk: Desk, one: Standing, entries: Sequence[Reopened]) -> None:
    judged = [(e, judge(one.device, e.row in one.fallen, e.fresh)) for e in entries if e.fresh is not None]
    refused = {e.row: refusal for e, refusal in judged if refusal is not None}
    if not refused:
        return
    for projection in PROJECTIONS:
        projection.forget(desk.cursor, list(refused))
    set_aside(desk, {e.row: e.parts for e in entries}, refused.values(), desk.clock.millis())
    if any(e.fresh is not None and e.fresh.ordered is not None for e in entries if e.row in refused):
        _fold_mission_again(desk)


def _let_rise(desk: Desk, one: Standing, entries: Sequence[Reopened]) -> None:
    risen = [e for e in entries if e.fresh is not None and judge(one.device, e.row in one.fallen, e.fresh) is None]
    if not risen:
        return
    store.forget_aside(desk.cursor, [e.row for e in risen])
    for entry in risen:
        for part, state in zip(entry.parts, entry.states, strict=True):
            store.mark_parts(desk.cursor, [part], state)
    fresh = [e.fresh for e in risen if e.fresh is not None]
    refused = project_all(desk, fresh)
    set_aside(desk, {e.row: e.parts for e in risen}, refused, desk.clock.millis())
    named = {refusal.row for refusal in refused}
    settle(desk, [one for one in fresh if one.row not in named])


def _fold_mission_again(desk: Desk) -> None:
    """The mission's registers cannot drop one assertion: they are folded anew from the orders that stand."""
    standings = list_standings(desk.cursor)
    epochs = [epoch.id for epoch in desk.keyring.by_id.values() if epoch.compartment == Compartment.ADMIN]
    mission.reset(desk.cursor)
    for entry in open_rows(desk, read.list_sealed_by(desk.cursor, epochs)):
        one = standings.get(entry.feed)
        if entry.fresh is None or (one and judge(one.device, entry.row in one.fallen, entry.fresh) is not None):
            continue
        mission.project(desk.cursor, [entry.fresh])
    chart.judge_again(desk.cursor)
    judge_all_voids(desk.cursor)

"""Applies the effects of new entries to earlier ones, so that the order of arrival does not matter.

- An act undone by its own device within its seconds of grace loses its parts here too. (Normally it travels without
  them, and is then no longer missing; a clock set back, or a restored backup, can let both out.)
- A revocation sets aside what it does not let stand of the device, also what was already applied; and a named end that
  comes after it shows which line stands.
- A readmission gives entries that were set aside so another try.
- An order to forget somebody drops what it names, whether it came before or comes later.
- An enrolment that changes what a device may do gives its refused entries another try.
"""

from collections.abc import Sequence

from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload, read_act
from posta.catalog.errors import CatalogError
from posta.catalog.structural_acts import DeviceRevocation, Enrolment, EntryReadmission, Withdrawal
from posta.chart import chart_projection as chart
from posta.feed.sign import feed_id_of
from posta.figures.voids import judge_all_voids
from posta.ids import EntryId, FeedId
from posta.ledger import queries, store
from posta.ledger.row_types import DecodedEntry
from posta.mission import mission_projection as mission
from posta.mission.posts import find_device
from posta.operations import operations_projection as operations
from posta.scribe.apply import NOT_A_POST, REVOKED, ReopenedEntry, check_authority, open_rows, project_all, quarantine
from posta.scribe.context.node_context import NodeContext
from posta.scribe.erasure import apply_erasures
from posta.scribe.projections import PROJECTIONS
from posta.scribe.revocation import DeviceStanding, list_rejected_rows, list_standings
from posta.scribe.undo_window import is_in_time

_BY_STANDING = frozenset({REVOKED, NOT_A_POST, "not_an_administrator"})


def apply_retroactive_effects(node: NodeContext, batch: Sequence[DecodedEntry], proven: Sequence[FeedId] = ()) -> None:
    """Apply the effects of these entries on earlier ones; inside an open transaction. Of `proven` feeds a named end
    came."""
    touched: dict[FeedId, None] = dict.fromkeys(proven)
    for fresh in batch:
        clinical, facts = fresh.clinical, fresh.facts
        if (clinical is not None and clinical.kind == kinds.WITHDRAWAL) or (
            facts is not None and facts.kind == kinds.WITHDRAWAL
        ):
            _drop_undone(node, fresh)
        if fresh.admin is not None and fresh.admin.kind == kinds.REVOCATION:
            act = read_act(fresh.admin)
            assert isinstance(act, DeviceRevocation)
            touched[FeedId(act.feed)] = None
        elif fresh.admin is not None and fresh.admin.kind == kinds.READMISSION:
            readmission = read_act(fresh.admin)
            assert isinstance(readmission, EntryReadmission)
            touched |= dict.fromkeys(queries.list_feeds_of(node.cursor, readmission.entries))
        elif fresh.admin is not None and fresh.admin.kind == kinds.ENROLMENT:
            enrolment = read_act(fresh.admin)
            assert isinstance(enrolment, Enrolment)
            touched[feed_id_of(enrolment.verify_key)] = None
    for feed in touched:
        _reevaluate_device(node, feed)
    apply_erasures(node, batch)


def _drop_undone(node: NodeContext, fresh: DecodedEntry) -> None:
    target = _undone_by(fresh.clinical) or _undone_by(fresh.facts)
    row = queries.find_row(node.cursor, target) if target else None
    if row is None or not is_in_time(node.cursor, row, fresh.row):
        return
    for projection in PROJECTIONS:
        projection.forget(node.cursor, [row])
    store.drop_parts(node.cursor, row)


def _undone_by(body: ClinicalPayload | FactsPayload | None) -> EntryId | None:
    """Return what a withdrawal undoes; a device without the network's key reads it in what is counted."""
    if body is None or body.kind != kinds.WITHDRAWAL or body.refers is None:
        return None
    try:
        act = read_act(body)
    except CatalogError:  # it says nothing that could be followed, and must not stop what comes with it
        return None
    return EntryId(body.refers) if isinstance(act, Withdrawal) and act.reason == "undone" else None


def _reevaluate_device(node: NodeContext, feed: FeedId) -> None:
    device = find_device(node.cursor, feed)
    if device is None:
        return
    one = DeviceStanding(device, list_rejected_rows(node.cursor, device))
    rules = queries.list_rules(node.cursor, feed)
    doubtful = [row for row, rule in rules if rule is None and (device.post is None or row in one.fallen)]
    aside = [row for row, rule in rules if rule in _BY_STANDING and (rule != REVOKED or row not in one.fallen)]
    _revoke_rows(node, one, open_rows(node, doubtful))
    _reinstate_rows(node, one, open_rows(node, aside))


def _revoke_rows(node: NodeContext, one: DeviceStanding, entries: Sequence[ReopenedEntry]) -> None:
    judged = [(e, check_authority(one.device, e.row in one.fallen, e.fresh)) for e in entries if e.fresh is not None]
    refused = {e.row: refusal for e, refusal in judged if refusal is not None}
    if not refused:
        return
    for projection in PROJECTIONS:
        projection.forget(node.cursor, list(refused))
    quarantine(node, {e.row: e.parts for e in entries}, refused.values(), node.clock.millis())
    if any(e.fresh is not None and e.fresh.admin is not None for e in entries if e.row in refused):
        _replay_mission(node)


def _reinstate_rows(node: NodeContext, one: DeviceStanding, entries: Sequence[ReopenedEntry]) -> None:
    risen = [
        e for e in entries if e.fresh is not None and check_authority(one.device, e.row in one.fallen, e.fresh) is None
    ]
    if not risen:
        return
    store.release_from_quarantine(node.cursor, [e.row for e in risen])
    for entry in risen:
        for part, state in zip(entry.parts, entry.states, strict=True):
            store.mark_parts(node.cursor, [part], state)
    fresh = [e.fresh for e in risen if e.fresh is not None]
    refused = project_all(node, fresh)
    quarantine(node, {e.row: e.parts for e in risen}, refused, node.clock.millis())
    named = {refusal.row for refusal in refused}
    apply_retroactive_effects(node, [one for one in fresh if one.row not in named])


def _replay_mission(node: NodeContext) -> None:
    """Fold the mission's registers again, because they cannot drop one assertion, from the orders that stand."""
    standings = list_standings(node.cursor)
    epochs = [epoch.id for epoch in node.keyring.by_id.values() if epoch.compartment == Compartment.ADMIN]
    mission.reset(node.cursor)
    standing = []
    for entry in open_rows(node, queries.list_sealed_by(node.cursor, epochs)):
        one = standings.get(entry.feed)
        if entry.fresh is None or (
            one and check_authority(one.device, entry.row in one.fallen, entry.fresh) is not None
        ):
            continue
        standing.append(entry.fresh)
    mission.project(node.cursor, standing)
    chart.reproject_judgements(node.cursor)
    operations.reproject_judgements(node.cursor)
    judge_all_voids(node.cursor)

"""Forgetting: the entries of a person are dropped here because a team leader's signed order says so.

An order (a `choice` with an erasure) names entries by id, so that a computer drops them that cannot read whom they are of.
Where the chart is read it drops also what the order could not name: whatever was written of this person up to its clock,
also what arrives later. What is written after it stands. Parts, projections and drafts go; headers stay.

What is dropped is gone for good, so a claim is not enough: the order is signed with the key of a team leader, checked
against every key and role that the mission gave them. An order whose signer is not known yet waits for the appointment.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from posta.catalog import choice_acts as c
from posta.catalog import kinds
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload, read_act
from posta.catalog.errors import CatalogError
from posta.chart.record.person_entries import list_entries_of
from posta.ids import EntryId, PersonId
from posta.ledger import erasures, queries, store
from posta.ledger.row_types import DecodedEntry
from posta.mission.roles import role_at
from posta.mission.rules.choice_rule import may_decide
from posta.mission.rules.withdrawal_rule import list_roles
from posta.mission.staff import list_verify_keys
from posta.operations.person_entries import list_operations_of
from posta.scribe.apply import open_rows
from posta.scribe.context.node_context import NodeContext
from posta.scribe.projections import PROJECTIONS
from posta.seal.keys import verify_signature

_DOMAIN = b"posta forget 1\x00"
_RECEIPTS = {c.FORGETTING: store.put_receipt, c.RELAY: store.put_relay_receipt}


def subject_of(person: PersonId) -> bytes:
    """Return the name of a person in orders: a hash, from which nobody finds them who does not know them."""
    return sha256(_DOMAIN + person).digest()


def erasure_message(subject: bytes, entries: Iterable[bytes]) -> bytes:
    """Return what a team leader signs: whom it is about, and which entries are dropped."""
    return _DOMAIN + subject + sha256(b"".join(entries)).digest()


def apply_erasures(node: NodeContext, batch: Sequence[DecodedEntry]) -> None:
    """Keep the orders and receipts of these entries, and drop what orders name; inside an open transaction."""
    cursor, fresh_orders = node.cursor, []
    for fresh in batch:
        act = _choice_in(fresh.clinical) or _choice_in(fresh.facts)
        if act is None:
            continue
        if act.erasure is not None:
            fresh_orders.append(fresh)
        elif fresh.facts is not None and fresh.facts.refers is not None:
            for matter, put_receipt in _RECEIPTS.items():
                if (matter, c.DROPPED) in act.answers:
                    put_receipt(cursor, EntryId(fresh.facts.refers), fresh.feed, fresh.hlc)
    if any(fresh.admin is not None and fresh.admin.kind == kinds.APPOINTMENT for fresh in batch):
        waiting = erasures.list_waiting(cursor)
        fresh_orders += [one.fresh for one in open_rows(node, waiting) if one.fresh is not None] if waiting else []
    for fresh in fresh_orders:
        _obey(node, fresh)
    if erasures.has_erasures(cursor):
        _drop(node, _list_forgotten(node, batch))


def list_rows_of(node: NodeContext, person: PersonId, until: int | None = None) -> list[int]:
    """Return the rows of all entries of a person, up to a clock if one is given; orders to forget them stay."""
    chart = list_entries_of(node.cursor, person)
    rows = sorted(chart | list_operations_of(node.cursor, person))
    clocks = queries.list_clocks(node.cursor, rows)
    kept = erasures.list_order_rows(node.cursor)
    return [row for row in rows if (until is None or clocks[row] <= until) and row not in kept]


def _obey(node: NodeContext, fresh: DecodedEntry) -> None:
    """Keep an order, and drop what it names if its signer may give it."""
    act = _choice_in(fresh.clinical) or _choice_in(fresh.facts)
    assert act is not None
    assert act.erasure is not None
    order = act.erasure
    valid = _is_ordered(node, order, fresh.hlc)
    store.put_erasure(node.cursor, fresh.row, fresh.id, order.subject, order.entries, fresh.hlc, valid=valid)
    if not valid:
        return
    rows = erasures.list_named_rows(node.cursor, order.entries)
    person = fresh.clinical.person if fresh.clinical is not None else None
    if person is not None and subject_of(PersonId(person)) == order.subject:
        rows |= set(list_rows_of(node, PersonId(person), fresh.hlc))
        node.forget_drafts(person, order.entries)
    _drop(node, rows)


def _is_ordered(node: NodeContext, order: c.Erasure, hlc: int) -> bool:
    """Return whether a team leader signed this, with any key that the mission gave them."""
    role = role_at(list_roles(node.cursor, {order.signer}).get(order.signer, []), hlc)
    message = erasure_message(order.subject, order.entries)
    keys = list_verify_keys(node.cursor, order.signer) if may_decide(role) else ()
    return any(verify_signature(key, message, order.signature) for key in keys)


def _list_forgotten(node: NodeContext, batch: Sequence[DecodedEntry]) -> set[int]:
    """Return the rows of a batch that an order names, or that belong to somebody forgotten afterwards."""
    about = {fresh.id: fresh.clinical.refers if fresh.clinical is not None else None for fresh in batch}
    named = erasures.list_named(node.cursor, [*about, *(one for one in about.values() if one is not None)])
    rows = {fresh.row for fresh in batch if fresh.id in named or about[fresh.id] in named}
    orders = erasures.list_subjects(node.cursor)
    kept = erasures.list_order_rows(node.cursor)
    for fresh in batch:
        person = fresh.clinical.person if fresh.clinical is not None else None
        if person is not None and fresh.hlc <= orders.get(subject_of(PersonId(person)), -1):
            rows.add(fresh.row)
    return rows - kept


def _drop(node: NodeContext, rows: Iterable[int]) -> None:
    wanted = sorted(rows)
    if not wanted:
        return
    for projection in PROJECTIONS:
        projection.forget(node.cursor, wanted)
    store.release_from_quarantine(node.cursor, wanted)
    for row in wanted:
        store.drop_parts(node.cursor, row)


def _choice_in(body: ClinicalPayload | FactsPayload | None) -> c.PersonChoice | None:
    if body is None or body.kind != kinds.CHOICE:
        return None
    try:
        act = read_act(body)
    except CatalogError:  # it says nothing that could be followed, and must not stop what comes with it
        return None
    return act if isinstance(act, c.PersonChoice) else None

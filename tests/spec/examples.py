"""Who and what the worked examples are about. Everybody here is invented."""

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext

WILMER: dict[str, object] = {
    "alias": "Wilmer",
    "family_name": "Mejía Hernández",
    "sex": "m",
    "age_value": 24,
    "age_unit": "y",
    "country_origin": "HN",
    "pop_group": "migrant",
    "consent_care": "y",
    "consent_record": "y",
}
FEET: dict[str, object] = {
    "complaint": "Dolor y ampollas en los pies",
    "history": "Camina desde la frontera, cuatro días.",
    "dx_main": "foot_tinea",
    "dx_status": "new",
    "violence_link": "n",
}
CLOSED_SESSION: dict[str, object] = {
    "mh_mode": "ind",
    "attended": True,
    "suic": "0",
    "cgi_s": "3",
    "cgi_i": "4",
    "note": "Duerme mal desde el camino.",
}


def registered(actor: Actor, **answers: object) -> Person:
    """Wilmer, registered at the post."""
    person_id, _ = record_person(actor, {**WILMER, **answers})
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    return person


def newest(node: NodeContext) -> EntryId:
    """The entry written last at this node."""
    return _at(node, "DESC")


def first(node: NodeContext) -> EntryId:
    """The entry written first at this node."""
    return _at(node, "ASC")


def _at(node: NodeContext, order: str) -> EntryId:
    row = node.cursor.execute(f"SELECT hash FROM ledger_entry ORDER BY id {order} LIMIT 1").fetchone()
    assert row is not None
    return EntryId(row[0][:16])

"""The thinnest thread through every room: a person is treated at Tenosique and found at Coatzacoalcos."""

from datetime import timedelta

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.board import list_board
from posta.chart.history.timeline import list_timeline
from posta.chart.people_search import find_people
from posta.chart.record.person_registers import find_person
from posta.figures.counts import count_visits_by_week
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import START, make_mission

PERSON = {
    "alias": "Wilmer", "family_name": "Mejía Hernández", "sex": "m", "age_value": 24, "age_unit": "y",
    "country_origin": "HN", "pop_group": "migrant", "consent_care": "y", "consent_record": "y",
}  # fmt: skip
OPD = {
    "complaint": "Dolor y ampollas en los pies", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n",
    "history": "Camina desde la frontera, cuatro días.",
}  # fmt: skip


def test_a_person_treated_at_tenosique_is_found_at_coatzacoalcos() -> None:
    house = make_mission(["tenosique_la72", "coatzacoalcos_casa"])
    actor = house.actor("tenosique_la72")
    person_id, _ = record_person(actor, PERSON)
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    arrival = record_arrival(actor, person, reason="Pies")
    assert [w.person for w in list_board(actor.node.cursor, actor.post.number, actor.day_start)] == [person_id]
    record_encounter(actor, person, {"vitals": {"temp_c": 37.2, "hr": 88}, "opd": OPD}, arrival=arrival)
    assert list_board(actor.node.cursor, actor.post.number, actor.day_start) == []

    house.clock.advance(minutes=2)
    outcome = exchange(house.node("coatzacoalcos_casa"), MemoryTransport(house.node("tenosique_la72")))
    assert (outcome.received.new, outcome.received.reasons) == (3, [])

    there = house.actor("coatzacoalcos_casa", "nurse")
    found = find_people(there.node.cursor, "ernandes mejia wilmer")
    assert [f.person.name for f in found] == ["Wilmer Mejía Hernández"]
    items = list_timeline(there.node.cursor, person_id, there.node.keyring)
    assert items[0].forms["opd"]["history"] == OPD["history"]
    assert items[0].forms["vitals"]["temp_c"] == 37.2
    assert "violence_link" not in items[0].forms["opd"]

    exchange(house.node("coordination"), MemoryTransport(house.node("coatzacoalcos_casa")))
    weeks = count_visits_by_week(house.node("coordination").cursor, (START - timedelta(days=30)).date())
    assert [(w.post, w.visits, w.people) for w in weeks] == [(1, 1, 1)]
    for name in house.nodes:
        before = state_hash(house.node(name))
        replay(house.node(name))
        assert state_hash(house.node(name)) == before
    assert state_hash(house.node("tenosique_la72")) == state_hash(house.node("coatzacoalcos_casa"))

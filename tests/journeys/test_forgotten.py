"""A canary is registered at Tenosique, cared for at Coatzacoalcos, and forgotten six years later: no trace on either disk.

Both computers keep their database in a file without a cipher, so that a word that was left behind would be found.
"""

from pathlib import Path

import pytest

from posta.acts.care.access_log import record_chart_accesses
from posta.acts.care.choices import Asked, record_choice, record_request
from posta.acts.care.forgetting import kept_until, record_forgetting
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import StaffId
from posta.ledger.erasures import list_orders
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES, InMemoryMission, add_post, make_context, make_mission
from tests.journeys.canary import Canary, encodings, hatch
from tests.spec.examples import CLOSED_SESSION, FEET, registered

HERE, THERE, CENTRE = "tenosique_la72", "coatzacoalcos_casa", "coordination"


@pytest.fixture
def house(tmp_path: Path) -> InMemoryMission:
    """Two posts on files whose deleted pages are overwritten, as on every computer of the mission."""
    made = make_mission([], trades=(*ROLES, "team_leader"))
    for name in (HERE, THERE):
        node = make_context(made.clock, made.random, str(tmp_path / name))
        node.cursor.execute("PRAGMA secure_delete=ON")
        add_post(made, name, node)
    return made


def carry(house: InMemoryMission, *way: str) -> None:
    """Carry everything along a way."""
    for source, target in zip(way, way[1:], strict=False):
        house.clock.advance(minutes=2)
        exchange(house.node(source), MemoryTransport(house.node(target)))


def leave_traces(house: InMemoryMission, canary: Canary) -> Person:
    """Register, see, refuse, read and search somebody whose words stand nowhere else."""
    doctor = house.actor(HERE)
    person = registered(doctor, alias=canary.name, family_name=canary.family)
    record_arrival(doctor, person, reason=canary.note)
    record_choice(doctor, person, {"share": "y"}, Asked("1", "ht", "guardian"))
    carry(house, HERE, THERE)
    there = house.actor(THERE)
    known = find_person(there.node.cursor, person.id)
    assert known is not None
    record_encounter(there, known, {"opd": {**FEET, "complaint": canary.diagnosis}})
    record_encounter(house.actor(THERE, "psychologist"), known, {"mh_fu": {**CLOSED_SESSION, "note": canary.note}})
    record_chart_accesses(there, [(there.staff.id, person.id, 25_000_000)])
    assert find_people(there.node.cursor, f"{canary.name} {canary.family}")
    carry(house, THERE, HERE)
    return person


def traces(path: Path, canary: Canary) -> list[str]:
    """The words of a canary that stand in a file, in any spelling."""
    held = path.read_bytes()
    return [token for token in canary.tokens if any(spelled in held for spelled in encodings(token))]


def test_a_forgotten_person_leaves_no_trace_on_the_disks_of_two_posts(house: InMemoryMission, tmp_path: Path) -> None:
    canary, other = hatch(2)
    person = leave_traces(house, canary)
    registered(house.actor(HERE), alias=other.name, family_name=other.family)
    carry(house, HERE, THERE)
    for name in (HERE, THERE):
        assert set(traces(tmp_path / name, canary)) >= {canary.name, canary.family}, "the search for traces finds them"

    house.clock.advance(days=6 * 366)
    administration.record_departure(house.node(CENTRE), StaffId(bytes(16)), None)  # news: else the clock is doubted
    carry(house, CENTRE, HERE, THERE)
    leader = house.actor(HERE, "team_leader")
    assert kept_until(leader, person) is None
    request = record_request(leader, person, "forgetting", "")
    record_forgetting(leader, person, request, house.people["team_leader"][1].sign)
    carry(house, HERE, THERE, HERE)

    for name in (HERE, THERE):
        cursor = house.node(name).cursor
        assert traces(tmp_path / name, canary) == [], name
        assert find_person(cursor, person.id) is None
        assert find_people(cursor, f"{canary.name} {canary.family}") == []
        assert find_people(cursor, person.code) == []
        assert set(traces(tmp_path / name, other)) >= {other.name, other.family}, "nobody else was forgotten"
    [order] = list_orders(house.node(HERE).cursor)
    assert {house.node(name).device.feed for name in (HERE, THERE)} <= order.confirmed


def test_a_new_post_that_joins_later_learns_nothing_of_them(house: InMemoryMission, tmp_path: Path) -> None:
    canary = hatch(1)[0]
    person = leave_traces(house, canary)
    house.clock.advance(days=6 * 366)
    administration.record_departure(house.node(CENTRE), StaffId(bytes(16)), None)
    carry(house, CENTRE, HERE)
    leader = house.actor(HERE, "team_leader")
    request = record_request(leader, person, "forgetting", "")
    record_forgetting(leader, person, request, house.people["team_leader"][1].sign)
    late = make_context(house.clock, house.random, str(tmp_path / "late"))
    add_post(house, "coatzacoalcos_vias", late)
    carry(house, HERE, "coatzacoalcos_vias")
    assert traces(tmp_path / "late", canary) == []
    assert find_person(house.node("coatzacoalcos_vias").cursor, person.id) is None
    carry(house, THERE, "coatzacoalcos_vias")  # a post that has not heard brings everything with it
    assert traces(tmp_path / "late", canary) == []
    assert find_person(house.node("coatzacoalcos_vias").cursor, person.id) is None

"""A family of four from La 72 to Coatzacoalcos: registered on one page, expected as a group, three arrive, one later."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrivals
from posta.acts.care.registration import record_parting
from posta.care.agenda.agenda_page import present_agenda
from posta.care.group.group_page import present_group
from posta.chart.agenda.planned_visits import list_expected
from posta.chart.board import list_board
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import TravelGroupMembers, find_travel_state, list_travel_group
from posta.clock import to_epoch_day
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import add_post
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
COATZACOALCOS = "coatzacoalcos_casa"
SHARED = {"country_origin": "HN", "languages": ["spa"], "pop_group": "migrant", "travel_with": "family"}
ADULT = {"consent_care": "y", "consent_record": "y"}


def family(day: str) -> dict[str, object]:
    """What is typed: shared answers once, then a row for each."""
    rows = (
        {"alias": "Zulma", "family_name": "Cruz Funes", "sex": "f", "age_value": "31", **ADULT},
        {"alias": "Óscar", "sex": "m", "age_value": "35", "relation": "partner", "of": "m.0", **ADULT},
        {"alias": "Keyla", "sex": "f", "age_value": "9", "relation": "child", "of": "m.0"},
        {"alias": "Yostin", "sex": "m", "age_value": "4", "relation": "child", "of": "m.0"},
    )
    typed = {f"m.{n}.{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    usual = {f"m.{n}.{name}": value for n in range(5) for name, value in (("age_unit", "y"), ("waits", "1"))}
    return SHARED | usual | typed | {"next_place": COATZACOALCOS, "next_day": day}


def group_at(actor: Actor, party: bytes) -> TravelGroupMembers:
    return list_travel_group(actor.node.cursor, party)


def carry(crew: TestPost, there: Actor) -> None:
    """Exchange everything between the two posts."""
    crew.later(minutes=5)
    for one, other in ((crew.actor().node, there.node), (there.node, crew.actor().node)):
        exchange(one, MemoryTransport(other))


def named(people: tuple[Person, ...], alias: str) -> Person:
    return next(one for one in people if one.name.startswith(alias))


def test_a_family_travels_together_is_separated_and_meets_again(post: TestPost) -> None:
    crew = post
    add_post(crew.house, COATZACOALCOS)
    day = crew.actor().today + timedelta(days=3)
    client = crew.client("social_worker")
    done = client.post("/groups/new", family(f"{day:%d/%m/%Y}"))
    assert done.status_code == 303, done.content.decode()
    page = client.get(done["Location"])
    assert "Familia de 4" in page.content.decode()
    party = bytes.fromhex(done["Location"].split("/")[2])
    here = group_at(crew.actor(), party)
    keyla = named(here.members, "Keyla")
    assert (keyla.answers["consent_care"], keyla.answers["country_origin"]) == ("y", "HN")
    assert [(one.relation, one.of) for one in here.travelling[2:]] == [("child", here.members[0].id)] * 2
    actor = crew.actor()
    waiting = list_board(actor.node.cursor, actor.post.number, actor.queue_start)
    assert {one.person for one in waiting} == {one.id for one in here.members}

    there = crew.house.actor(COATZACOALCOS)
    carry(crew, there)
    awaited = list_expected(there.node.cursor, there.post.number, to_epoch_day(there.today), most=9)
    assert {(one.person, one.party) for one in awaited} == {(one.id, party) for one in here.members}

    with override("es-mx"):
        assert [row.title for row in present_agenda(there, mine=False).expected] == ["Familia de 4"]
    zulma, oscar, keyla, yostin = (named(here.members, one) for one in ("Zulma", "Óscar", "Keyla", "Yostin"))
    assert len(record_arrivals(there, [zulma, oscar, keyla])) == 3
    assert record_arrivals(there, [zulma]) == []
    (awaited_row,) = present_agenda(there, mine=False).expected
    assert awaited_row.href.endswith(f"{yostin.id.hex()}/")

    record_parting(there, yostin, party, "separated")
    (parted,) = present_group(there, party).former
    assert parted.separated
    assert parted.links.endswith(f"/people/{zulma.id.hex()}/refer?kind=rfl")
    assert parted.protection.endswith(f"/people/{yostin.id.hex()}/refer?kind=child")
    assert "Yostin" not in parted.links + parted.protection

    carry(crew, there)
    crew.later(days=5)
    state = find_travel_state(crew.actor().node.cursor, yostin.id)
    assert (state.party, state.parted_from, state.reason) == (None, party, "separated")
    found = client.get(f"/people/{yostin.id.hex()}/").content.decode()
    assert f"/groups/{party.hex()}/" in found
    answer = client.post(
        f"/groups/{party.hex()}/add", {"person": yostin.id.hex(), "relation": "child", "of": zulma.id.hex()}
    )
    assert answer.status_code == 303
    there = crew.house.actor(COATZACOALCOS)
    carry(crew, there)
    for actor in (crew.actor(), there):
        again = group_at(actor, party)
        assert [one.name.split()[0] for one in again.members] == ["Zulma", "Óscar", "Keyla", "Yostin"]
        assert again.former == ()
        assert [one.reason for one in again.history if not one.joined] == ["separated"]

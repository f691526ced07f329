"""Two days at Matamoros: a bus at the reception centre, then a shelter; a promoter, a psychologist, a social worker.

One computer serves the three places. No doctor is there: who needs one is referred to Reynosa on the same day.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import record_expected
from posta.acts.care.headcounts.busload_people import BusloadPerson, record_busload_person
from posta.acts.care.headcounts.busloads import SameBusload, list_busloads, record_busload
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.care.visits.way import Way, record_way
from posta.acts.mission import administration, places
from posta.acts.mission.founding_file import SAMPLE, read_mission
from posta.acts.operations.referral_steps import find_readable_referral, record_referral_step
from posta.care.display.form_links import find_lead
from posta.care.entry.way.journey_questions import asks_journey, load_way
from posta.chart.agenda.planned_visits import list_expected, list_planned_of
from posta.chart.board import list_board
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import HOUR_MILLIS, FixedClock, to_epoch_day, to_millis
from posta.figures.facts.read import list_facts
from posta.ids import EntryId
from posta.mission.places.offered_forms import list_offered_forms
from posta.mission.posts import Post, find_post_by_code
from posta.mission.rules.permissions import can_record
from posta.operations.referrals.opening import write_post_code
from posta.operations.referrals.referral_lists import list_inbox
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, MissionNode, add_post, appoint, make_context
from tests.spec.examples import CLOSED_SESSION

CENTRE, SHELTER, OTHER_SHELTER = "matamoros_recepcion", "matamoros_albergue_1", "matamoros_albergue_2"
REYNOSA = "reynosa_recepcion"
TEAM = ("promoter", "psychologist", "social_worker")
MORNING = datetime(2018, 11, 26, 15, 0, tzinfo=UTC)
CANARY, PHONE = "QUETZALCANARIO", "+528681234567"
WHO = {
    "sex": "m", "age_value": 34, "age_unit": "y", "pop_group": "returnee", "consent_care": "p", "consent_record": "p",
}  # fmt: skip
TALK = {
    "g_type": "pfa", "topics": ("mh",), "minutes": 20, "n_f_lt18": 2, "n_f_ge18": 5, "n_m_lt18": 1, "n_m_ge18": 20,
    "n_other": 0,
}  # fmt: skip


@dataclass(slots=True)
class Matamoros:
    """The sample mission, the computer of the team, a bus that was counted, and its people by name."""

    house: InMemoryMission
    bus: EntryId
    people: dict[str, BusloadPerson]

    def actor(self, trade: str, place: str = CENTRE) -> Actor:
        """A colleague of the team who said where they are today."""
        actor = self.house.actor(CENTRE, trade)
        return replace(actor, post=place_of(actor, place))

    def person(self, name: str) -> Person:
        found = find_person(self.house.node(CENTRE).cursor, self.people[name].person)
        assert found is not None
        return found

    def meet(self, other: str) -> None:
        self.house.clock.advance(minutes=2)
        exchange(self.house.node(other), MemoryTransport(self.house.node(CENTRE)))
        exchange(self.house.node(CENTRE), MemoryTransport(self.house.node(other)))


def place_of(actor: Actor, code: str) -> Post:
    found = find_post_by_code(actor.node.cursor, code)
    assert found is not None
    return found


@pytest.fixture
def house() -> InMemoryMission:
    """The sample mission with the computer of Matamoros, which serves its shelters too, and that of Reynosa."""
    source, clock = random.Random(11), FixedClock(MORNING)
    node = make_context(clock, source)
    node, epochs, secret = administration.found_mission(node, read_mission(SAMPLE, bytes(32)), label="Coordinación")
    nodes = {"coordination": MissionNode("coordination", node.cursor.connection, node)}
    made = InMemoryMission(clock, nodes, epochs, secret, {}, source)
    for trade in ("administrator", "nurse", *TEAM):
        appoint(made, trade)
    for post in (CENTRE, REYNOSA):
        add_post(made, post)
    boss = made.administrator()
    served = [place_of(boss, code).number for code in (SHELTER, OTHER_SHELTER)]
    places.record_device_places(boss, made.node(CENTRE).device.feed, served)
    exchange(made.node(CENTRE), MemoryTransport(made.node("coordination")))
    return made


@pytest.fixture
def team(house: InMemoryMission) -> Matamoros:
    """Given a bus of forty, counted without names, and five of them who need something."""
    promoter = house.actor(CENTRE, "promoter")
    heads = {"arrived_at": promoter.now, "vehicle": "bus", "vehicle_id": "BRO-7", "n_m_18_59": 36, "n_f_18_59": 3, "n_m_5_17": 1}  # fmt: skip
    bus = record_busload(promoter, heads)
    with pytest.raises(SameBusload):
        record_busload(house.actor(CENTRE, "social_worker"), heads)
    asked: dict[str, tuple[dict[str, object], set[str], dict[str, object]]] = {
        "insulin": ({}, {"med_stopped"}, {"detention_days": 9, "property_lost": ("medicines",)}),
        "alone": ({"age_value": 15}, {"separated"}, {}),
        "mother": ({"sex": "f", "age_value": 40}, {"separated"}, {}),
        "reserved": ({}, {"suicidal"}, {}),
        "hurt": ({"sex": "f", "phone": PHONE, "contact_ok": "y"}, {"injury"}, {}),
    }
    people = {
        name: record_busload_person(promoter, bus, {**WHO, "alias": f"{CANARY} {name}", **more}, signs, told)
        for name, (more, signs, told) in asked.items()
    }
    return Matamoros(house, bus, people)


def test_a_bus_is_counted_and_each_gets_a_colour_and_a_path(team: Matamoros) -> None:
    # Then the bus is a count without names, and those who need something are rows by number and colour
    [found] = list_busloads(team.actor("psychologist"), team.actor("promoter").today)
    assert (found.people, found.counts) == (40, {"n_m_18_59": 36, "n_f_18_59": 3, "n_m_5_17": 1})
    assert [one.colour for one in found.arrivals] == ["yellow", "yellow", "yellow", "red", "yellow"]
    assert [one.reserved for one in found.arrivals] == [False, False, False, True, False]
    # And each path has its clock: a child alone a day, a separated family three, a stopped medicine today
    today, cursor = to_epoch_day(team.actor("promoter").today), team.house.node(CENTRE).cursor
    due = {name: [one.due - today for one in list_planned_of(cursor, team.people[name].person)] for name in team.people}
    assert due == {"insulin": [0], "alone": [1], "mother": [3], "reserved": [], "hurt": []}
    # And the referrals that follow are proposed at once
    assert {name: one.proposals for name, one in team.people.items() if one.proposals} == {
        "insulin": ("medicine", "lost_medicine", "social"), "alone": ("child",), "mother": ("links",),
    }  # fmt: skip


def test_a_stopped_medicine_is_referred_to_reynosa_on_the_same_day(team: Matamoros) -> None:
    # When the promoter refers him at once: there is no doctor here
    team.house.clock.advance(minutes=5)
    promoter, person = team.actor("promoter"), team.person("insulin")
    reynosa = place_of(promoter, REYNOSA)
    sent = {
        "to_type": "posta", "to_name": write_post_code(reynosa.number), "reason": "contin", "urgency": "u24",
        "consent": "y", "status": "sent", "sent_dt": promoter.now, "status_dt": promoter.now,
    }  # fmt: skip
    entry = record_encounter(promoter, person, {"referral": sent}).entry
    # Then his path is kept, and a clock of 24 hours runs
    assert list_planned_of(promoter.node.cursor, person.id) == []
    found = find_readable_referral(promoter, entry)
    assert found is not None
    assert found.due == found.since + 24 * HOUR_MILLIS
    # And Reynosa has it in its inbox, answers, and Matamoros reads the answer before the clock is over
    team.meet(REYNOSA)
    nurse = team.house.actor(REYNOSA, "nurse")
    assert [one.id for one in list_inbox(nurse.node.cursor, reynosa.number)] == [entry]
    there = find_readable_referral(nurse, entry)
    assert there is not None
    record_referral_step(nurse, there, "accept")
    team.meet(REYNOSA)
    answered = find_readable_referral(team.actor("promoter"), entry)
    assert answered is not None
    assert (answered.state, answered.is_late(to_millis(promoter.now))) == ("accepted", False)


def test_a_child_alone_and_a_family_reach_the_social_worker_in_time(team: Matamoros) -> None:
    worker, child = team.actor("social_worker"), team.person("alone")
    assert child.answers["travel_with"] == "uac"
    notice = {"need": "child", "action": "refext", "date": worker.today, "due": worker.today, "result": "pending"}
    record_encounter(worker, child, {"sw": {"needs": ("child",), "best_interest": "u", "actions": (notice,)}})
    links = {"need": "contact", "action": "comm", "date": worker.today, "due": worker.today + timedelta(days=2),
             "result": "pending"}  # fmt: skip
    record_encounter(worker, team.person("mother"), {"sw": {"needs": ("contact",), "actions": (links,)}})
    # Then both paths are kept, though only those with the key read how
    for name in ("alone", "mother"):
        assert list_planned_of(worker.node.cursor, team.people[name].person) == [], name
    promoter = team.actor("promoter")
    seen = [item.forms for item in list_timeline(promoter.node.cursor, child.id, promoter.node.keyring)]
    assert not any("sw" in forms for forms in seen)


def test_the_psychologist_holds_first_aid_and_sees_who_is_reserved(team: Matamoros) -> None:
    psychologist = team.actor("psychologist")
    record_encounter(psychologist, None, {"group": {**TALK, "g_date": psychologist.today}})
    waiting = list_board(psychologist.node.cursor, psychologist.post.number, psychologist.queue_start)
    [reserved] = [one for one in waiting if one.reserved]
    assert (reserved.colour, reserved.signs) == ("red", ())
    record_encounter(psychologist, team.person("reserved"), {"mh_fu": CLOSED_SESSION}, arrival=reserved.arrival)
    left = list_board(psychologist.node.cursor, psychologist.post.number, psychologist.queue_start)
    assert not any(one.person == reserved.person for one in left)


def test_who_was_expected_is_found_at_the_shelter_the_next_day(team: Matamoros) -> None:
    # Given she said where she sleeps, and gave her telephone with consent
    worker, hurt = team.actor("social_worker"), team.person("hurt")
    shelter = place_of(worker, SHELTER)
    record_expected(worker, [hurt], shelter, worker.today, worker.today + timedelta(days=3))
    phones = {
        trade: any(PHONE in str(dict(item.forms)) for item in list_timeline(a.node.cursor, hurt.id, a.node.keyring))
        for trade in TEAM
        for a in (team.actor(trade),)
    }
    assert phones == {"promoter": False, "psychologist": False, "social_worker": True}
    # When the team is at the shelter the next morning
    team.house.clock.advance(hours=20)
    promoter = team.actor("promoter", SHELTER)
    expected = list_expected(promoter.node.cursor, shelter.number, to_epoch_day(promoter.today), most=10)
    assert [one.person for one in expected] == [hurt.id]
    record_arrival(promoter, hurt, reason="injury")
    [waiting] = list_board(promoter.node.cursor, shelter.number, promoter.queue_start)
    assert waiting.person == hurt.id
    # Then her journey is asked once, by who sees her first, and nobody learns there what she told in reserve
    worker = team.actor("social_worker", SHELTER)
    assert asks_journey(load_way(worker, hurt))
    record_way(worker, hurt, Way({"direction": "south", "transport": ("bus",)}, {}, sealed=True))
    promoter = team.actor("promoter", SHELTER)
    assert not asks_journey(load_way(promoter, hurt))
    [told] = [one for one in load_way(promoter, hurt).items if one.forms.get("intake", {}).get("way_asked")]
    assert (told.author, told.forms["visit"]["staff_role"]) == (None, "other")


def test_no_place_of_the_team_needs_a_doctor(team: Matamoros) -> None:
    """Nothing medical is offered, each form of the day is somebody's of the team, and each main button opens one."""
    for place in (CENTRE, SHELTER, OTHER_SHELTER):
        actors = [team.actor(trade, place) for trade in TEAM]
        offered = list_offered_forms(actors[0].offered, actors[0].post.kind)
        assert not {"opd", "triage", "vitals", "anc", "ncd", "vacc"} & {form.name for form in offered}, place
        written = {form.name for form in offered if any(can_record(one.staff, form) for one in actors)}
        assert {"busload", "intake", "referral", "group", "sw", "mh_base", "mh_fu", "violence"} <= written, place
    leads = {trade: find_lead(team.actor(trade)) for trade in TEAM}
    assert {trade: lead.href for trade, lead in leads.items() if lead} == {
        "promoter": "/busloads/", "psychologist": "/work/group", "social_worker": "/busloads/",
    }  # fmt: skip


def test_coordination_counts_and_reads_no_name(team: Matamoros) -> None:
    team.house.clock.advance(hours=3)
    team.meet("coordination")
    centre = team.house.node("coordination")
    assert [row.values for row in list_facts(centre.cursor, "busload", ("vehicle", "n_m_18_59"))] == [("bus", 36)]
    assert [row.values for row in list_facts(centre.cursor, "intake", ("detention_days",))] == [(9,)]
    tables = [name for (name,) in centre.cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
              if not name.startswith("search_")]  # fmt: skip
    said = " ".join(repr(centre.cursor.execute(f'SELECT * FROM "{one}"').fetchall()) for one in tables)
    assert CANARY not in said
    assert PHONE not in said
    for name in team.house.nodes:
        before = state_hash(team.house.node(name))
        replay(team.house.node(name))
        assert state_hash(team.house.node(name)) == before, name

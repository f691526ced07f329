"""Alerts from what colleagues record: through the forms, the log and the SQL they run on, at the post and at coordination."""

from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.care.undo import mark_entered_in_error, undo_group_activity
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import first_day_of_week
from posta.figures import alert_facts, unlinked_weeks
from posta.figures.alerts import list_alerts, list_standing_alerts
from posta.ids import EntryId
from posta.scribe.replay import replay
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import OPD, PERSON

LA72, CENTRE = "tenosique_la72", "coordination"
TRADES = ("doctor", "nurse", "logistician", "team_leader", "epidemiologist")
WASH = {
    "site": "tenosique_la72", "site_type": "shelter", "pop_now": 200, "water_l_day": 8000, "water_src": ("net",),
    "taps": 4, "frc": 0.3, "latrines_f": 6, "latrines_m": 6, "latrines_x": 0, "lat_lock_light": "all", "handwash": 4,
    "showers": 6,
}  # fmt: skip
ASSESS = {
    "cause": "violence", "pop_total": 2000, "pct_u5": 20, "top_needs": ("health",), "health_access": "functional",
    "decision": "no_action",
}  # fmt: skip


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([LA72], trades=TRADES)


def someone(actor: Actor, **more: object) -> Person:
    person = find_person(actor.node.cursor, record_person(actor, {**PERSON, **more})[0])
    assert person is not None
    return person


def record(actor: Actor, form: str, answers: dict[str, object], person: Person | None = None) -> EntryId:
    return record_encounter(actor, person, {form: answers}, accepts=lambda warning: True).entry


def noticed(house: InMemoryMission) -> list[str]:
    """What the post notices; coordination must notice the same from what reaches it, and the post again after a replay."""
    house.clock.advance(minutes=1)
    actor = house.actor(LA72)
    exchange(house.node(CENTRE), MemoryTransport(actor.node))
    here = [one.name for one in list_alerts(actor.node.cursor, actor.post.number, actor.today)]
    assert [one.alert.name for one in list_standing_alerts(house.node(CENTRE).cursor, actor.today)] == here
    replay(actor.node)
    assert [one.name for one in list_alerts(actor.node.cursor, actor.post.number, actor.today)] == here
    return here


def survey(house: InMemoryMission, **more: object) -> EntryId:
    actor = house.actor(LA72, "logistician")
    return record(actor, "wash", {**WASH, "w_date": actor.today, **more})


@pytest.mark.parametrize(
    ("measured", "told"),
    [
        ({}, []),
        ({"water_l_day": 2900}, ["water_minimum"]),
        ({"water_l_day": 1400}, ["water_survival"]),
        ({"water_l_day": 2900, "site_type": "transit"}, []),
        ({"water_l_day": None}, []),
        ({"latrines_f": 2, "latrines_m": 1}, ["toilets_emergency"]),
        ({"latrines_f": 4, "latrines_m": 4}, ["toilets_minimum"]),
        ({"latrines_f": 4, "latrines_m": 4, "site_type": "transit"}, []),
        ({"frc": 0}, ["no_chlorine"]),
        ({"frc": 0, "pop_now": 100}, []),
        ({"frc": None}, []),
        ({"water_l_day": 1400, "frc": 0, "latrines_f": 4, "latrines_m": 4},
         ["water_survival", "no_chlorine", "toilets_minimum"]),
    ],
)  # fmt: skip
def test_a_survey_of_water_and_sanitation(house: InMemoryMission, measured: dict[str, object], told: list[str]) -> None:
    survey(house, **{name: value for name, value in measured.items() if value is not None})
    assert noticed(house) == told


def test_the_newest_survey_counts_for_a_week_and_one_taken_back_does_not(house: InMemoryMission) -> None:
    survey(house, frc=0)
    house.clock.advance(days=2)
    better = survey(house)
    actor = house.actor(LA72, "logistician")
    assert list_alerts(actor.node.cursor, actor.post.number, actor.today) == []
    undo_group_activity(actor, better)
    assert noticed(house) == ["no_chlorine"], "the one before counts again"
    house.clock.advance(days=4)
    assert noticed(house) == ["no_chlorine"], "six days later"
    house.clock.advance(days=1)
    assert noticed(house) == [], "a week later nobody knows"


def test_a_survey_is_an_alert_of_its_post_alone(house: InMemoryMission) -> None:
    survey(house, frc=0)
    actor = house.actor(LA72)
    assert list_alerts(actor.node.cursor, actor.post.number + 1, actor.today) == []
    (one,) = list_standing_alerts(actor.node.cursor, actor.today)
    assert (one.posts, one.since) == ((actor.post.number,), actor.today)
    later = actor.today + timedelta(days=3)
    assert [each.since for each in list_standing_alerts(actor.node.cursor, later)] == [actor.today]


def test_three_children_severely_malnourished(house: InMemoryMission) -> None:
    nurse = house.actor(LA72, "nurse")
    children = [someone(nurse, alias=f"Niña {n}", age_value=1 + n) for n in range(3)]
    for child in children[:2]:
        record(nurse, "nut", {"muac_mm": 110, "oedema": "0", "refer": True}, child)
    record(nurse, "nut", {"muac_mm": 110, "oedema": "0", "refer": True}, children[0])
    record(nurse, "nut", {"muac_mm": 110, "oedema": "0", "refer": True}, someone(nurse))
    assert noticed(house) == [], "two children, one of them twice, and a man"
    last = record(nurse, "nut", {"muac_mm": 110, "oedema": "0", "refer": True}, children[2])
    assert noticed(house) == ["malnutrition_severe"]
    mark_entered_in_error(nurse, children[2], last, "mistake")
    assert noticed(house) == []


def test_a_positive_test_for_cholera_and_a_death(house: InMemoryMission) -> None:
    doctor = house.actor(LA72)
    report = {"dx": "cholera", "date_notif": doctor.today, "outcome": "unk", "lab": "pend"}
    ill = someone(doctor)
    record(doctor, "case", report, ill)
    assert noticed(house) == []
    record(doctor, "case", {**report, "lab": "pos"}, ill)
    assert noticed(house) == ["cholera_test"]
    record(doctor, "death", {"d_date": doctor.today, "d_place": "facility", "d_cause": "diarr"}, ill)
    assert noticed(house) == ["cholera_test", "diarrhoea_death"]


def test_a_small_child_who_dies_of_diarrhoea_is_another_rule(house: InMemoryMission) -> None:
    doctor = house.actor(LA72)
    record(doctor, "death", {"d_date": doctor.today, "d_place": "facility", "d_cause": "diarr"},
           someone(doctor, age_value=3))  # fmt: skip
    assert noticed(house) == []


def test_deaths_of_a_week_in_an_assessment(house: InMemoryMission) -> None:
    leader = house.actor(LA72, "team_leader")
    asked = {**ASSESS, "a_date": leader.today, "place": leader.post.municipality}
    record(leader, "assess", {**asked, "deaths_7d": 1, "deaths_7d_u5": 0})
    assert noticed(house) == []
    record(leader, "assess", {**asked, "deaths_7d": 2, "deaths_7d_u5": 1})
    assert noticed(house) == ["mortality_crude", "mortality_under5"]
    record(leader, "assess", {name: value for name, value in asked.items() if name != "pop_total"} | {"deaths_7d": 9})
    assert noticed(house) == ["mortality_crude", "mortality_under5"], "without people there is no rate"


def test_names_stay_out_of_what_coordination_reads(house: InMemoryMission) -> None:
    nurse = house.actor(LA72, "nurse")
    for n in range(3):
        child = someone(nurse, alias="Xochiquetzal", family_name="Cuauhtémoc", age_value=1 + n)
        record(nurse, "nut", {"muac_mm": 110, "oedema": "0", "refer": True}, child)
    noticed(house)
    told = repr(list_standing_alerts(house.node(CENTRE).cursor, nurse.today))
    assert "malnutrition_severe" in told
    assert "Xochi" not in told
    assert "person" not in told


def test_a_sealed_answer_gives_no_alert(house: InMemoryMission) -> None:
    """The canary: what is sealed has no row with person or day, so no rule can count it, however often it is said."""
    doctor = house.actor(LA72)
    for _ in range(9):
        record(doctor, "opd", {**OPD, "violence_link": "y"}, someone(doctor))
    assert noticed(house) == []


def test_a_positive_test_counts_without_a_diagnosis(house: InMemoryMission) -> None:
    """A nurse screens at a shelter: who is positive is a case at once, and no second one once a doctor says so too."""
    nurse, doctor = house.actor(LA72, "nurse"), house.actor(LA72)
    tested = {
        "symp": ("fever",),
        "contact": "n",
        "risk": ("none",),
        "test": "antigen",
        "result": "pos",
        "action": "mask",
    }
    people = [someone(nurse, alias=f"Persona {number}") for number in range(3)]
    assert noticed(house) == []
    record(nurse, "covid", tested, people[0])
    assert noticed(house) == ["covid_shared"]
    record(doctor, "opd", {**OPD, "dx_main": "covid_conf", "case_class": "confirmed"}, people[0])
    record(nurse, "covid", tested, people[1])
    assert noticed(house) == ["covid_shared"], "two people, however often seen"
    record(nurse, "covid", {**tested, "result": "neg"}, people[2])
    assert noticed(house) == ["covid_shared"]
    last = record(nurse, "covid", tested, people[2])
    assert noticed(house) == ["covid_cluster"]
    mark_entered_in_error(nurse, people[2], last, "mistake")
    assert noticed(house) == ["covid_shared"]


def test_many_people_at_a_site_where_each_week_was_surveyed(house: InMemoryMission) -> None:
    for people in (90, 100, 110):
        survey(house, pop_now=people, water_l_day=40 * people)
        house.clock.advance(seconds=7 * 24 * 3600)
    survey(house, pop_now=205, water_l_day=40 * 205)
    assert "influx_people" in noticed(house)


KIDNAPPED = {
    "v_asked": "yes", "v_any": "y", "v_safe_now": "y",
    "events": ({"v_type": ("kidnap",), "v_perp": ("gang",), "v_last30": True},),
}  # fmt: skip


def test_a_wave_of_kidnappings_leaves_as_yes_or_no(house: InMemoryMission) -> None:
    """Five people tell of it under seal: nothing is said until the rows have left, and then no number, post or person."""
    doctor = house.actor(LA72)
    for number in range(5):
        if number == 4:
            house.clock.advance(seconds=24 * 3600)
            record(doctor, "opd", OPD, someone(doctor))
            assert noticed(house) == [], "four are no wave, and nobody learns of them"
        record(house.actor(LA72), "violence", KIDNAPPED, someone(doctor, alias="Xochiquetzal"))
    assert noticed(house) == [], "the fifth has not left yet"
    house.clock.advance(seconds=24 * 3600)
    doctor = house.actor(LA72)
    record(doctor, "opd", OPD, someone(doctor))
    assert noticed(house) == ["kidnappings"]
    (standing,) = list_standing_alerts(house.node(CENTRE).cursor, doctor.today)
    assert (standing.posts, standing.alert.cases) == ((), 0)
    assert standing.since == first_day_of_week(doctor.today), "rows know their week alone"
    told = repr(standing)
    assert "Xochi" not in told
    house.clock.advance(seconds=14 * 24 * 3600)
    assert noticed(house) == []


def test_tallies_are_found_by_their_index(house: InMemoryMission) -> None:
    sql = unlinked_weeks._SQL.format(rows="?", weeks="?, ?")
    plan = str(house.node(LA72).cursor.execute(f"EXPLAIN QUERY PLAN {sql}", ("a", "b", "c")).fetchall())
    assert "USING INDEX figures_tally_row (row=? AND period=?)" in plan


@pytest.mark.parametrize("sql", ["_SURVEYS", "_ASSESSMENTS", "_SCREENINGS", "_TESTS"])
def test_what_is_asked_on_every_board_goes_by_an_index(house: InMemoryMission, sql: str) -> None:
    shape = {"measures": "w.frc", "table": "figures_facts_covid", "question": "result", "answers": "'pos'"}
    text = getattr(alert_facts, sql).format(posts="?", **shape)
    asked = (1, 0, 9)[: text.count("?")]
    plan = str(house.node(LA72).cursor.execute(f"EXPLAIN QUERY PLAN {text}", asked).fetchall())
    index = "figures_row_screening" if sql in ("_SCREENINGS", "_TESTS") else "figures_row_activity"
    assert f"USING INDEX {index} (post=? AND day>" in plan
    assert "SCAN" not in plan


def test_reports_of_cases_are_few_and_read_before_their_rows(house: InMemoryMission) -> None:
    text = alert_facts._REPORTS.format(posts="?", codes="?", labs="?", outcomes="?")
    plan = str(house.node(LA72).cursor.execute(f"EXPLAIN QUERY PLAN {text}", ("a", "b", "c", 1, 0, 9)).fetchall())
    assert "SCAN c" in plan
    assert "SEARCH r USING INTEGER PRIMARY KEY" in plan

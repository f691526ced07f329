"""Acapulco and Nuevo Laredo in the sample mission: what a place offers, and what is counted there, follows the date."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice, VisitNotPlanned, check_can_plan, record_expected
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.care.visits.return_day import day_ahead
from posta.acts.mission import administration, places
from posta.acts.mission.founding_file import SAMPLE, read_mission
from posta.care.board.board_page import present_board
from posta.care.entry.form_context import local_choices
from posta.catalog import kinds
from posta.catalog.errors import InvalidAnswers
from posta.chart.record.person_registers import find_person
from posta.clock import FixedClock, to_epoch_day
from posta.ids import EntryId
from posta.mission.places.offered_forms import list_offered_forms, list_offered_reasons
from posta.mission.places.place_tables import list_served
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post_by_code, list_served_posts
from posta.operations.referrals.opening import write_post_code
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, MissionNode, add_post, appoint, make_context
from tests.spec.examples import CLOSED_SESSION, FEET, registered

NOVEMBER = datetime(2018, 11, 26, 16, 0, tzinfo=UTC)
QUARTERS = ("acapulco_renacimiento", "acapulco_progreso", "acapulco_zapata", "acapulco_jardin")
HOSPITAL = "acapulco_hospital"


@pytest.fixture
def house() -> InMemoryMission:
    """The sample mission with one laptop in Acapulco, enrolled for the hospital, and one in Nuevo Laredo."""
    source, clock = random.Random(5), FixedClock(NOVEMBER)
    node = make_context(clock, source)
    node, epochs, secret = administration.found_mission(node, read_mission(SAMPLE, bytes(32)), label="Coordinación")
    nodes = {"coordination": MissionNode("coordination", node.cursor.connection, node)}
    made = InMemoryMission(clock, nodes, epochs, secret, {}, source)
    for trade in ("administrator", "psychologist", "doctor"):
        appoint(made, trade)
    for post in (HOSPITAL, "nuevo_laredo_amar"):
        add_post(made, post)
    boss = made.administrator()
    numbers = [find_post_by_code(boss.node.cursor, code).number for code in QUARTERS]
    places.record_device_places(boss, made.node(HOSPITAL).device.feed, numbers)
    exchange(made.node(HOSPITAL), MemoryTransport(made.node("coordination")))
    return made


def names_offered(actor: Actor) -> set[str]:
    return {form.name for form in list_offered_forms(actor.offered, actor.post.kind)}


def at(house: InMemoryMission, quarter: str, trade: str) -> Actor:
    """A colleague of the laptop of Acapulco who said that they are in a neighbourhood."""
    actor = house.actor(HOSPITAL, trade)
    post = find_post_by_code(actor.node.cursor, quarter)
    return Actor(actor.node, actor.staff, post, actor.reading)


def meet(house: InMemoryMission, post: str) -> None:
    """Let a post hear from coordination."""
    house.clock.advance(minutes=2)
    exchange(house.node(post), MemoryTransport(house.node("coordination")))


def open_places(house: InMemoryMission) -> list[str]:
    node = house.node(HOSPITAL)
    day = to_epoch_day(house.actor(HOSPITAL, "doctor").today)
    return [post.id for post in list_served_posts(node.cursor, node.device.feed) if post.is_open_on(day)]


def test_acapulco_is_reduced_in_december_to_survivors_care_in_the_hospital(house: InMemoryMission) -> None:
    # In November the team works in four neighbourhoods, and its sessions count where they were held.
    assert set(open_places(house)) == {HOSPITAL, *QUARTERS}
    session = at(house, "acapulco_progreso", "psychologist")
    assert {"mh_base", "mh_fu"} <= names_offered(session)
    assert not {"opd", "triage", "sv"} & names_offered(session)
    record_encounter(session, registered(session), {"mh_fu": CLOSED_SESSION})
    progreso = session.post.number
    counted = session.node.cursor.execute("SELECT DISTINCT post FROM figures_row").fetchall()
    assert (progreso,) in counted
    # In December they are closed, without anybody doing anything on that day.
    house.clock.advance(days=6)
    assert open_places(house) == [HOSPITAL]
    assert not {"mh_base", "mh_fu", "opd"} & names_offered(at(house, "acapulco_progreso", "psychologist"))
    hospital = house.actor(HOSPITAL, "doctor")
    assert "sv" in names_offered(hospital)
    assert not {"opd", "triage", "anc", "mh_base"} & names_offered(hospital)
    # What was counted in November stays counted there.
    assert (progreso,) in hospital.node.cursor.execute("SELECT DISTINCT post FROM figures_row").fetchall()


def test_nuevo_laredo_offers_a_doctor_no_triage_where_there_are_talks_only(house: InMemoryMission) -> None:
    doctor = house.actor("nuevo_laredo_amar", "doctor")
    assert doctor.offered.codes == ("psychosocial",)
    assert not {"triage", "opd", "vitals", "anc", "vacc"} & names_offered(doctor)
    assert {"mh_base", "group", "referral"} <= names_offered(doctor)
    assert list_offered_reasons(doctor.offered, doctor.post.kind, ["respiratory", "pregnancy", "chronic"]) == []


def test_the_orders_reached_the_laptop(house: InMemoryMission) -> None:
    node = house.node(HOSPITAL)
    assert len(list_served(node.cursor, node.device.feed)) == 5
    assert kinds.DEVICE_PLACES in {row[0] for row in node.cursor.execute("SELECT kind FROM mission_place_order")}


def test_nobody_is_expected_or_sent_where_the_service_or_the_place_is_closed_that_day(house: InMemoryMission) -> None:
    doctor = house.actor(HOSPITAL, "doctor")
    person = registered(doctor)
    progreso = find_post_by_code(doctor.node.cursor, "acapulco_progreso")
    in_december = doctor.today + timedelta(days=20)

    def plan(day: date, form: str, place: int) -> None:
        check_can_plan(doctor, person, VisitChoice(day, day, day, form, place=place))

    plan(doctor.today, "mh_fu", progreso.number)
    plan(in_december, "sv_fu", doctor.post.number)
    for day, form, place in (
        (in_december, "mh_fu", progreso.number),  # the place is closed by then
        (in_december, "anc", doctor.post.number),  # the hospital gives survivors' care only
    ):
        with pytest.raises(VisitNotPlanned) as refused:
            plan(day, form, place)
        assert refused.value.code == "service_closed"
    with pytest.raises(VisitNotPlanned) as closed_then:
        record_expected(doctor, [person], progreso, in_december, in_december)
    assert closed_then.value.code == "service_closed"
    house.clock.advance(days=6)
    later = house.actor(HOSPITAL, "doctor")
    asked = {"to_type": "posta", "to_name": write_post_code(progreso.number), "reason": "contin", "urgency": "w1",
             "consent": "y", "status": "sent", "sent_dt": later.now, "status_dt": later.now}  # fmt: skip
    with pytest.raises(InvalidAnswers) as closed:
        record_encounter(later, person, {"referral": asked})
    assert [(one.path, one.rule) for one in closed.value.problems] == [("referral.to_name", "refer_closed")]


def test_nobody_is_referred_to_a_place_for_what_it_does_not_give(house: InMemoryMission) -> None:
    """The neighbourhoods have psychologists only: no surgery, and nobody there who helps with papers."""
    doctor = house.actor(HOSPITAL, "doctor")
    progreso = find_post_by_code(doctor.node.cursor, "acapulco_progreso")
    asked = {"to_type": "posta", "to_name": write_post_code(progreso.number), "urgency": "w1",
             "consent": "y", "status": "sent", "sent_dt": doctor.now, "status_dt": doctor.now}  # fmt: skip
    for reason in ("surgery", "obst", "legal"):
        with pytest.raises(InvalidAnswers) as refused:
            record_encounter(doctor, registered(doctor), {"referral": asked | {"reason": reason}})
        assert [(one.path, one.rule) for one in refused.value.problems] == [("referral.to_name", "refer_closed")]
    for reason in ("specialist", "contin", "other"):
        record_encounter(doctor, registered(doctor), {"referral": asked | {"reason": reason}})


def test_a_survey_offers_the_places_that_are_open_that_day(house: InMemoryMission) -> None:
    """What is corrected may name a place that has closed since."""
    leader = house.actor(HOSPITAL, "doctor")
    assert "acapulco_progreso" in {one.code for one in local_choices(leader, closed=False)["post"]}
    house.clock.advance(days=20)
    later = house.actor(HOSPITAL, "doctor")
    offered = {one.code for one in local_choices(later, closed=False)["post"]}
    assert later.post.id in offered
    assert "acapulco_progreso" not in offered
    assert write_post_code(find_post_by_code(later.node.cursor, "acapulco_progreso").number) not in {
        one.code for one in local_choices(later, closed=False)["directory"]
    }
    assert "acapulco_progreso" in {one.code for one in local_choices(later)["post"]}


def test_a_house_where_nobody_is_triaged_counts_nobody_as_untriaged(house: InMemoryMission) -> None:
    """Casa Amar said of six reserved appointments that they had no triage."""
    psychologist = house.actor("nuevo_laredo_amar", "psychologist")
    person, _ = record_person(psychologist, {"alias": "Keyla", "sex": "f", "age_value": 23, "age_unit": "y",
                                             "pop_group": "migrant", "consent_care": "y", "consent_record": "y"})  # fmt: skip
    known = find_person(psychologist.node.cursor, person)
    assert known is not None
    record_arrival(psychologist, known, reserved=True)
    board = present_board(psychologist)
    assert (len(board.mine), board.untriaged) == (1, 0)


def test_nobody_is_asked_to_come_back_on_a_day_without_that_care(house: InMemoryMission) -> None:
    """A day counted ahead moves on to the next with care; a correction keeps the day that was said before a closing."""
    doctor = house.actor("nuevo_laredo_amar", "doctor")
    post, today = doctor.post, to_epoch_day(doctor.today)
    assert doctor.today.weekday() == 0
    general = ServicePeriod(b"", "primary_care", today, None, 0b0010001)  # Mondays and Fridays
    boss = house.administrator()
    places.record_service(boss, find_post_by_code(boss.node.cursor, post.id), general)
    meet(house, "nuevo_laredo_amar")
    doctor = house.actor("nuevo_laredo_amar", "doctor")
    assert [(day_ahead(doctor, ["opd"], n) - doctor.today).days for n in (2, 4, 7)] == [4, 4, 7]
    person = registered(doctor)

    def come_back(days: int, corrects: EntryId | None = None, **answers: object) -> EntryId:
        actor = house.actor("nuevo_laredo_amar", "doctor")
        visit = {"disposition": "fu", "next_appt": doctor.today + timedelta(days=days)}
        return record_encounter(actor, person, {"opd": FEET | answers, "visit": visit}, corrects=corrects).entry

    with pytest.raises(InvalidAnswers) as refused:
        come_back(2)
    assert [(one.path, one.rule) for one in refused.value.problems] == [("visit.next_appt", "return_closed")]
    said = come_back(7)
    places.record_closing(boss, find_post_by_code(boss.node.cursor, post.id), today + 5, "obras")
    meet(house, "nuevo_laredo_amar")
    with pytest.raises(InvalidAnswers):
        come_back(7)
    with pytest.raises(InvalidAnswers):
        come_back(11, corrects=said)
    come_back(7, corrects=said, history="Camina desde la frontera, seis días.")

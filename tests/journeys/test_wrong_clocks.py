"""A clock that is wrong: ages told there are right everywhere, sticks open, and the wrong computer is the one that is warned."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from posta.acts.actor import Actor
from posta.acts.care.registration import record_amendment, record_person
from posta.acts.care.undo import mark_entered_in_error, record_reinstatement, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.catalog import structural_acts as s
from posta.catalog.language.answer_context import compute_age
from posta.chart.record.person_registers import find_person
from posta.clock import DAY_MILLIS, HOUR_MILLIS, FixedClock, to_epoch_day
from posta.ids import EntryId, PersonId
from posta.mission.posts import list_devices
from posta.scribe.context.clocks import AHEAD, BEHIND, RIGHT, read_clock
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.file_transfer import export_bundle, import_bundle
from posta.sync.status import describe_status
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, add_post, make_mission
from tests.post_fixture import PERSON
from tests.spec.examples import CLOSED_SESSION

HERE, THERE, TIJUANA = "tenosique_la72", "coatzacoalcos_casa", "tijuana"
NEW = "coatzacoalcos_vias"


@pytest.fixture
def house() -> InMemoryMission:
    """Three posts that have worked and met in the last days."""
    house = make_mission([HERE, THERE, TIJUANA])
    house.clock.advance(hours=2)
    for _ in range(2):
        for post in (HERE, THERE, TIJUANA):
            record_person(house.actor(post), PERSON)
        house.clock.advance(hours=3)
        meet(house)
    return house


def meet(house: InMemoryMission) -> None:
    """Let every post exchange with every other."""
    for _ in range(2):
        for name in (THERE, TIJUANA):
            exchange(house.node(name), MemoryTransport(house.node(HERE)))


def with_clock(house: InMemoryMission, post: str, days: float) -> Actor:
    """A colleague at a post whose clock is off by so many days."""
    actor = house.actor(post)
    node = replace(actor.node, clock=FixedClock(house.clock.now() + timedelta(days=days)))
    return replace(actor, node=node, reading=read_clock(node))


def let_pass(house: InMemoryMission, wrong: Actor) -> None:
    """Let a minute pass, on the wrong clock too."""
    house.clock.advance(minutes=1)
    assert isinstance(wrong.node.clock, FixedClock)
    wrong.node.clock.advance(minutes=1)


def age_at(house: InMemoryMission, post: str, person: PersonId) -> int:
    actor = house.actor(post)
    found = find_person(actor.node.cursor, person)
    assert found is not None
    age = compute_age(found.answers, actor.today)
    assert age is not None
    return age.years


@pytest.mark.parametrize("days", [-20 * 365, -400, 400, 30 * 365])
def test_whatever_is_done_under_a_wrong_clock_can_be_written(house: InMemoryMission, days: int) -> None:
    """At a post more than a year behind nothing could be undone or marked as an error, and no psychologist could sign:
    the day of the counts was the day that is believed, which its own entry cannot tell of."""
    add_post(house, NEW)  # it has written nothing by a right clock yet
    exchange(house.node(NEW), MemoryTransport(house.node(HERE)))
    house.refresh(NEW)
    doctor = with_clock(house, NEW, days)
    person = find_person(doctor.node.cursor, record_person(doctor, PERSON)[0])
    assert person is not None
    for _ in range(2):
        psychologist = replace(house.actor(NEW, "psychologist"), reading=doctor.reading)
        psychologist = replace(psychologist, node=replace(psychologist.node, clock=doctor.node.clock))
        record_encounter(psychologist, person, {"mh_fu": CLOSED_SESSION})
        visit = record_encounter(doctor, person, {"vitals": {"hr": 80}}).entry
        record_undo(doctor, person, visit)
        visit = record_encounter(doctor, person, {"vitals": {"hr": 80}}).entry
        let_pass(house, doctor)
        mark_entered_in_error(doctor, person, visit, "otra persona")
        record_reinstatement(doctor, person, visit)
        assert isinstance(doctor.node.clock, FixedClock)
        doctor.node.clock.advance(days=1)
        house.clock.advance(days=1)
    meet(house)
    assert exchange(house.node(HERE), MemoryTransport(house.node(NEW))).received.reasons == []


@pytest.mark.parametrize("days", [-20 * 365, -400, -30, 0, 400, 30 * 365])
@pytest.mark.parametrize("post", [THERE, TIJUANA])
def test_an_age_told_under_a_wrong_clock_is_that_age_at_every_post(
    house: InMemoryMission, days: int, post: str
) -> None:
    """A dead battery: "30 años", told at a post 20 years behind, was 49 at the others; told at one 400 days ahead, 28."""
    wrong = with_clock(house, post, days)
    person, _ = record_person(wrong, {**PERSON, "age_value": 30})
    found = find_person(wrong.node.cursor, person)
    assert found is not None
    shown = compute_age(found.answers, wrong.today)
    assert shown is not None
    assert shown.years == 30
    let_pass(house, wrong)
    exchange(wrong.node, MemoryTransport(house.node(HERE)))
    assert age_at(house, HERE, person) == 30
    record_amendment(wrong, found, {"age_value": 31})
    let_pass(house, wrong)
    exchange(wrong.node, MemoryTransport(house.node(HERE)))
    assert age_at(house, HERE, person) == 31


def test_a_baby_born_last_week_is_registered_where_the_clock_is_behind(house: InMemoryMission) -> None:
    """The post's own clock said 2006, and the birth of last week was refused as "later than today"."""
    wrong = with_clock(house, THERE, -12 * 365)
    born = house.actor(HERE).today - timedelta(days=7)
    told = {name: value for name, value in PERSON.items() if not name.startswith("age")}
    person, _ = record_person(wrong, {**told, "birth_date": born})
    found = find_person(wrong.node.cursor, person)
    assert found is not None
    age = compute_age(found.answers, wrong.today)
    assert age is not None
    assert age.days == 7


def states(house: InMemoryMission) -> dict[str, str]:
    return {name: read_clock(house.node(name)).state for name in (HERE, THERE, TIJUANA)}


def test_only_the_computer_that_was_ahead_is_told(house: InMemoryMission) -> None:
    """One post was 400 days ahead for a minute and right again: every other post said for 400 days that its own clock was
    behind, and the one that had been wrong said nothing."""
    wrong = with_clock(house, THERE, 400)
    assert read_clock(wrong.node).state == AHEAD
    record_person(wrong, PERSON)
    house.clock.advance(minutes=1)
    meet(house)
    for _ in range(3):
        assert states(house) == {HERE: RIGHT, THERE: RIGHT, TIJUANA: RIGHT}
        assert {name: status(house, name).ahead for name in (HERE, THERE, TIJUANA)} == dict.fromkeys(states(house), 0)
        assert read_clock(house.node(THERE)).was_ahead // DAY_MILLIS in (398, 399, 400)
        assert not any(read_clock(house.node(name)).was_ahead for name in (HERE, TIJUANA))
        house.clock.advance(hours=11)
        for name in (HERE, THERE, TIJUANA):
            record_person(house.actor(name), PERSON)
        house.clock.advance(minutes=1)
        meet(house)


def test_what_is_written_after_another_is_later_also_where_the_others_clock_ran_ahead_since(
    house: InMemoryMission,
) -> None:
    """A post some minutes ahead wrote of somebody, and its clock then jumped by 400 days. The next post, which believed nothing
    of its line any more, amended that and was earlier than what it amended."""
    ahead = with_clock(house, THERE, 10 / (24 * 60))
    person, written = record_person(ahead, PERSON)
    record_person(with_clock(house, THERE, 400), PERSON)
    house.clock.advance(minutes=1)
    meet(house)
    actor = house.actor(HERE)
    known = find_person(actor.node.cursor, person)
    assert known is not None
    amended = record_amendment(actor, known, {"alias": "Wilmer Josué"})
    clocks = {
        EntryId(hash_[:16]): hlc
        for hash_, hlc in actor.node.cursor.execute("SELECT hash, hlc FROM ledger_entry").fetchall()
    }
    assert clocks[written] < clocks[amended] < clocks[written] + (HOUR_MILLIS << 16)


def status(house: InMemoryMission, name: str):
    node = house.node(name)
    return describe_status(node.cursor, node.device.feed, [], now=node.clock.millis(), last=None)


def test_only_the_computer_that_is_behind_is_told(house: InMemoryMission) -> None:
    wrong = with_clock(house, TIJUANA, -9 * 365)
    assert read_clock(wrong.node).state == BEHIND
    record_person(wrong, PERSON)
    let_pass(house, wrong)
    exchange(wrong.node, MemoryTransport(house.node(HERE)))
    assert (read_clock(house.node(HERE)).state, read_clock(house.node(THERE)).state) == (RIGHT, RIGHT)


def give_cards(house: InMemoryMission, days: int) -> None:
    """Every post's card ends so many days from now."""
    last, centre = to_epoch_day(house.clock.now().date()) + days, house.node("coordination")
    for device in list_devices(centre.cursor):
        if not device.administers:
            enrolment = s.Enrolment(
                verify_key=device.verify_key, box_public=device.box_public, post=device.post, label=device.label,
                until=last,
            )  # fmt: skip
            administration.record_enrolment(centre, enrolment, house.epochs, house.secret, None)
    house.clock.advance(minutes=1)
    for name in (HERE, THERE, TIJUANA):
        exchange(house.node(name), MemoryTransport(centre))


def read_elsewhere(house: InMemoryMission, bundle: BytesIO, post: str) -> tuple[int, list[str]]:
    receipt = import_bundle(house.node(post), BytesIO(bundle.getvalue()))
    return receipt.new, receipt.reasons


@pytest.mark.parametrize("days", [200, 30 * 365, -9 * 365, 0])
def test_a_stick_written_under_a_wrong_clock_opens_elsewhere(house: InMemoryMission, days: int) -> None:
    """Clock 200 days ahead: "988 entries written", and every other post said that the file was made for other devices."""
    give_cards(house, 120)
    wrong = with_clock(house, THERE, days)
    record_person(wrong, PERSON)
    written = BytesIO()
    later: NodeContext = replace(wrong.node, clock=FixedClock(wrong.now + timedelta(minutes=1)))
    export_bundle(later, written)
    for post in (HERE, TIJUANA):
        assert read_elsewhere(house, written, post) == (1, [])


def test_a_card_that_ended_by_all_that_is_known_is_left_out_of_a_stick(house: InMemoryMission) -> None:
    give_cards(house, 20)
    for _ in range(3):
        house.clock.advance(days=10)
        for name in (HERE, THERE):
            record_person(house.actor(name), PERSON)
        house.clock.advance(minutes=1)
        exchange(house.node(THERE), MemoryTransport(house.node(HERE)))
    house.clock.advance(minutes=1)
    written = BytesIO()
    export_bundle(house.node(THERE), written)
    assert read_elsewhere(house, written, TIJUANA)[1] != []

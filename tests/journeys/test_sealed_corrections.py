"""A correction by somebody without the key changes what they can read, and leaves every sealed answer as it was."""

import pytest

from posta.acts.care.registration import record_person
from posta.acts.care.visits.correction import preserved_in_correction
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidAnswers
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import RevisionStatus, TimelineItem, find_item, list_latest, list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.node.process_state import PROCESS
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON
from tests.post_fixture import TestPost
from tests.spec.visibility.scene import answers_of

HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "y", "history": "Tres días"}
SIGNS = {"weight_kg": 61.5}


def somebody(house: InMemoryMission) -> Person:
    actor = house.actor(HERE)
    person = find_person(actor.node.cursor, record_person(actor, PERSON)[0])
    assert person is not None
    return person


def seen(house: InMemoryMission, person: Person, trade: str, post: str = HERE) -> TimelineItem:
    """The one visit of the person, as a colleague sees it."""
    actor = house.actor(post, trade)
    (item,) = [one for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring) if one.kind in (2, 6)]
    return item


def correct(
    house: InMemoryMission, person: Person, trade: str, entry: EntryId, forms: dict, post: str = HERE
) -> EntryId:
    house.clock.advance(minutes=5)
    return record_encounter(house.actor(post, trade), person, forms, corrects=entry).entry


def open_opd(**changed: object) -> dict[str, object]:
    return {**{name: value for name, value in OPD.items() if name != "violence_link"}, **changed}


def test_a_nurses_correction_leaves_the_violence_answer() -> None:
    """Given a consultation linked to violence, when a nurse corrects the weight, then doctors still read the link."""
    house = make_mission([HERE])
    person = somebody(house)
    entry = record_encounter(house.actor(HERE), person, {"vitals": SIGNS, "opd": OPD}).entry
    corrected = correct(house, person, "nurse", entry, {"vitals": {"weight_kg": 65.1}, "opd": open_opd()})
    item = seen(house, person, "doctor")
    assert item.standing is RevisionStatus.CORRECTED
    assert item.forms["vitals"]["weight_kg"] == 65.1
    assert item.forms["opd"]["violence_link"] == "y"
    assert "violence_link" not in seen(house, person, "nurse").forms["opd"]
    doctor = house.actor(HERE)
    found = find_item(doctor.node.cursor, corrected, doctor.node.keyring)
    assert found is not None
    assert found[1].forms["opd"]["violence_link"] == "y"
    latest = list_latest(doctor.node.cursor, person.id, doctor.node.keyring, [get_form("opd").number])
    assert latest["opd"][1]["violence_link"] == "y"


def test_what_somebody_without_the_key_sends_for_a_sealed_answer_is_not_taken() -> None:
    house = make_mission([HERE])
    person = somebody(house)
    entry = record_encounter(house.actor(HERE), person, {"opd": OPD}).entry
    correct(house, person, "nurse", entry, {"opd": open_opd(violence_link="n")})
    assert seen(house, person, "doctor").forms["opd"]["violence_link"] == "y"


def test_whoever_has_the_key_changes_it_before_and_after() -> None:
    """Given corrections by nurse, doctor and nurse in turn, then each changed what they could read and nothing else."""
    house = make_mission([HERE, THERE])
    person = somebody(house)
    entry = record_encounter(house.actor(HERE), person, {"opd": OPD}).entry
    entry = correct(house, person, "nurse", entry, {"opd": open_opd(history="Cuatro días")})
    entry = correct(house, person, "doctor", entry, {"opd": {**open_opd(history="Cuatro días"), "violence_link": "n"}})
    correct(house, person, "nurse", entry, {"opd": open_opd(history="Cinco días")})
    opd = seen(house, person, "doctor").forms["opd"]
    assert (opd["violence_link"], opd["history"]) == ("n", "Cinco días")
    house.clock.advance(minutes=5)
    exchange(house.node(THERE), MemoryTransport(house.node(HERE)))
    opd = seen(house, person, "social_worker", THERE).forms["opd"]
    assert (opd["violence_link"], opd["history"]) == ("n", "Cinco días"), "and so it is at every post"


def test_a_sealed_answer_that_was_taken_out_does_not_come_back() -> None:
    """Given a sealed referral, when a doctor who reads it makes it an open one, then the sealed addressee is gone."""
    house = make_mission([HERE])
    person, worker = somebody(house), house.actor(HERE, "doctor")
    told = {
        "to_type": "res", "reason": "specialist", "urgency": "w1", "consent": "y", "status": "sent",
        "sent_dt": worker.now, "status_dt": worker.now,
    }  # fmt: skip
    entry = record_encounter(worker, person, {"referral": told}).entry
    assert seen(house, person, "social_worker").forms["referral"]["to_type"] == "res"
    assert preserved_in_correction(worker, entry).opened == {Compartment.PROTECTED}
    correct(house, person, "doctor", entry, {"referral": {**told, "to_type": "hosp"}})
    assert seen(house, person, "social_worker").forms["referral"]["to_type"] == "hosp"
    assert seen(house, person, "nurse").forms["referral"]["to_type"] == "hosp"


def test_a_referral_to_a_sealed_service_is_read_and_corrected_by_its_trade_alone() -> None:
    """Given a referral to mental health, when a psychologist corrects how urgent it is, then no other trade reads either."""
    house = make_mission([HERE])
    person = somebody(house)
    doctor = house.actor(HERE)
    told = {
        "to_type": "mh", "reason": "specialist", "urgency": "w1", "consent": "y", "status": "sent",
        "sent_dt": doctor.now, "status_dt": doctor.now,
    }  # fmt: skip
    entry = record_encounter(doctor, person, {"referral": told}).entry
    assert "referral" not in seen(house, person, "promoter").forms
    before = seen(house, person, "psychologist").forms["referral"]
    correct(house, person, "psychologist", entry, {"referral": {**before, "urgency": "u24"}})
    referral = seen(house, person, "psychologist").forms["referral"]
    assert (referral["to_type"], referral["reason"], referral["urgency"]) == ("mh", "specialist", "u24")
    assert "referral" not in seen(house, person, "promoter").forms


def test_correcting_the_open_part_of_a_sealed_visit_keeps_the_visit_sealed() -> None:
    """Given vital signs beside a midwife's follow-up, when a nurse corrects them, then no open visit comes of it."""
    house = make_mission([HERE])
    person, midwife = somebody(house), house.actor(HERE, "midwife")
    forms = {"vitals": SIGNS, "sv_fu": answers_of("sv_fu", midwife, person)}
    entry = record_encounter(midwife, person, forms).entry
    correct(house, person, "nurse", entry, {"vitals": {"weight_kg": 65.1}})
    assert set(seen(house, person, "nurse").forms) == {"vitals"}
    item = seen(house, person, "midwife")
    assert set(item.forms) == {"visit", "vitals", "sv_fu"}
    assert item.forms["visit"]["programme"] == "SV"
    assert item.forms["vitals"]["weight_kg"] == 65.1


def test_without_sealed_parts_everything_is_asked_as_ever() -> None:
    house = make_mission([HERE])
    person, nurse = somebody(house), house.actor(HERE, "nurse")
    entry = record_encounter(nurse, person, {"vitals": SIGNS}).entry
    with pytest.raises(InvalidAnswers):
        correct(house, person, "nurse", entry, {"vitals": SIGNS, "opd": open_opd()})


def test_the_page_of_a_correction_neither_shows_nor_asks_what_is_sealed(post: TestPost) -> None:
    """Given a doctor's consultation, when a nurse opens its correction, then the sealed question is not there."""
    person = post.person()
    entry = record_encounter(post.actor(), person, {"vitals": SIGNS, "opd": OPD}).entry
    address = f"/entries/{entry.hex()}/correct"
    page = post.client("nurse").get(address).content.decode()
    assert 'name="violence_link"' not in page
    assert "queda como está" in page
    page = post.client("doctor").get(address).content.decode()
    assert 'name="violence_link"' in page


def test_words_given_long_ago_are_asked_again_before_a_correction(post: TestPost) -> None:
    """Given a doctor whose sealed compartments have closed, when they correct, then the words come first."""
    person = post.person()
    entry = record_encounter(post.actor(), person, {"opd": OPD}).entry
    client = post.client("doctor")
    for session in PROCESS.sessions.list_all():
        PROCESS.sessions.close_sealed(session)
    assert client.get(f"/entries/{entry.hex()}/correct").status_code == 403
    assert post.client("nurse").get(f"/entries/{entry.hex()}/correct").status_code == 200


def test_a_corrected_session_is_counted_once() -> None:
    """Given a session with a psychologist, when she corrects a scale and then the attendance, only the latter counts anew."""
    house = make_mission([HERE])
    person, cursor = somebody(house), house.node(HERE).cursor
    told = {"attended": True, "mh_mode": "ind", "suic": "0", "cgi_s": "3", "cgi_i": "4"}

    def counted() -> list[bool]:
        rows = cursor.execute("SELECT columns FROM figures_pending WHERE row = 'mh_session' ORDER BY rowid").fetchall()
        return ['"attended": "True"' in row[0] for row in rows]

    entry = record_encounter(house.actor(HERE, "psychologist"), person, {"mh_fu": told}).entry
    assert counted() == [True]
    entry = correct(house, person, "psychologist", entry, {"mh_fu": {**told, "cgi_s": "4"}})
    assert counted() == [True]
    correct(
        house,
        person,
        "psychologist",
        entry,
        {"mh_fu": {"attended": False, "mh_mode": "ind", "missed_reason": "forgot"}},
    )
    assert counted() == [True, False]

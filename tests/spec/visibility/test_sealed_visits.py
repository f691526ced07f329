"""A visit that is partly sealed tells whoever lacks the key only that: no author, trade or programme, wherever they look."""

import random

import pytest

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.registration import record_person
from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import SEALED, get_form, list_forms
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.board import find_open_arrival
from posta.chart.history.entry_content import decrypt_entries
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.mission.errors import Refused
from posta.mission.rules.permissions import can_record
from posta.seal.epoch_keyring import Keyring
from tests.contents import show_contents
from tests.in_memory_mission import ROLES, InMemoryMission, make_mission
from tests.spec.visibility.scene import ABOUT

HERE = "tenosique_la72"
OPEN = ("vitals", "referral")
FIXED: dict[str, dict[str, object]] = {
    "vitals": {"temp_c": 37.0, "hr": 80},
    "referral": {"to_type": "hosp", "reason": "higher", "urgency": "rout", "consent": "y", "status": "sent"},
    "mh_fu": {"attended": True, "suic": "0", "cgi_s": "3", "cgi_i": "4"},
    "torture": {"consent_doc": "y"},
}


def pairs() -> list[tuple[str, str, str]]:
    """Each sealed form with each open one that one of its trades records too, and that trade."""
    house = make_mission([HERE])
    found = []
    for form in list_forms():
        if form.compartment not in SEALED:
            continue
        for trade in ROLES:
            staff = house.actor(HERE, trade).staff
            if can_record(staff, form) and form.compartment in staff.compartments:
                found += [(trade, form.name, other) for other in OPEN if can_record(staff, get_form(other))]
    return found


def somebody(house: InMemoryMission) -> Person:
    actor = house.actor(HERE)
    person = find_person(actor.node.cursor, record_person(actor, ABOUT)[0])
    assert person is not None
    return person


def answers(name: str, actor: Actor, person: Person) -> dict[str, object]:
    visit = {"visit_dt": actor.now, "post": actor.post.id}
    context = FormContext(actor.today, actor.now, person.answers, visit, closing=True, zone=actor.zone)
    told = {} if name == "vitals" else fake_answers(get_form(name), random.Random(5), context)
    return {**told, **FIXED.get(name, {})}


def opened(house: InMemoryMission, keyring: Keyring) -> str:
    """Everything that this keyring opens of everything written here, as text."""
    cursor = house.node(HERE).cursor
    rows = [row for (row,) in cursor.execute("SELECT id FROM ledger_entry").fetchall()]
    return show_contents(decrypt_entries(cursor, rows, keyring))


@pytest.mark.parametrize(("trade", "sealed", "other"), pairs())
def test_a_partly_sealed_visit_names_no_author_and_no_trade(trade: str, sealed: str, other: str) -> None:
    """Given a sealed form and an open one in one visit, then who lacks the key sees the open answers and no more."""
    house = make_mission([HERE])
    person, actor = somebody(house), house.actor(HERE, trade)
    house.clock.advance(minutes=5)
    forms = {other: answers(other, actor, person), sealed: answers(sealed, actor, person)}
    if trade != "doctor":  # the doctor registered her
        assert repr(actor.staff.id) not in opened(house, actor.node.keyring.of_device())
    record_encounter(actor, person, {**forms, "visit": {"programme": "OPD"}})
    device = house.node(HERE).keyring
    seen = list_timeline(actor.node.cursor, person.id, device)[0]
    assert set(seen.forms) == {other}
    assert seen.author is None
    contents = decrypt_entries(
        actor.node.cursor, [actor.node.cursor.execute("SELECT MAX(id) FROM ledger_entry").fetchone()[0]], device
    )
    for content in contents.values():
        assert content.clinical is None or content.clinical.author is None
        assert "staff_role" not in str(content.forms)
    own = list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0]
    assert own.author == actor.staff.id, "who may read it knows who wrote it"
    assert set(own.forms) == {"visit", other, sealed}


def test_a_certificate_by_itself_is_a_reserved_visit() -> None:
    house = make_mission([HERE])
    person, actor = somebody(house), house.actor(HERE, "psychologist")
    house.clock.advance(minutes=5)
    record_encounter(actor, person, {"cert": answers("cert", actor, person)})
    seen = list_timeline(actor.node.cursor, person.id, house.node(HERE).keyring)[0]
    assert (seen.reserved, seen.author, dict(seen.forms)) == (True, None, {})


def test_a_consultation_with_a_sealed_answer_keeps_its_author() -> None:
    """That a doctor treated somebody is open; a sealed answer among theirs changes nothing about that."""
    house = make_mission([HERE])
    person, actor = somebody(house), house.actor(HERE)
    opd = {"complaint": "Pies", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "y", "history": "x"}
    record_encounter(actor, person, {"opd": opd})
    seen = list_timeline(actor.node.cursor, person.id, house.node(HERE).keyring)[0]
    assert seen.author == actor.staff.id
    assert "violence_link" not in seen.forms["opd"]


def test_who_called_for_a_reserved_visit_is_not_said() -> None:
    """Given a reserved arrival, when the doctor calls, then the board knows that it was called and not by whom."""
    house = make_mission([HERE])
    person, nurse, doctor = somebody(house), house.actor(HERE, "nurse"), house.actor(HERE)
    arrival = record_arrival(nurse, person, reserved=True)
    record_arrival_status(doctor, person, arrival, "called")
    waiting = find_open_arrival(nurse.node.cursor, person.id, nurse.post.number, nurse.day_start)
    assert waiting is not None
    assert (waiting.state, waiting.called_by) == ("called", None)


@pytest.mark.parametrize("trade", ["psychologist", "social_worker"])
def test_a_discreet_trade_lets_in_calls_and_takes_back_without_a_name(trade: str) -> None:
    house = make_mission([HERE])
    person, actor = somebody(house), house.actor(HERE, trade)
    arrival = record_arrival(actor, person, reason="Pies")
    step = record_arrival_status(actor, person, arrival, "called")
    record_undo(actor, person, step)
    record_undo(actor, person, arrival)
    assert repr(actor.staff.id) not in opened(house, actor.node.keyring.of_device())


def test_who_takes_back_a_sealed_visit_and_why_is_sealed_too() -> None:
    """Given a note in the wrong chart, when its author marks it as an error, then only those with the key read by whom."""
    house = make_mission([HERE])
    person, actor = somebody(house), house.actor(HERE, "psychologist")
    entry = record_encounter(actor, person, {"mh_fu": answers("mh_fu", actor, person)}).entry
    house.clock.advance(minutes=5)
    mark_entered_in_error(actor, person, entry, "sesión de otra persona")
    others, own = opened(house, actor.node.keyring.of_device()), opened(house, actor.node.keyring)
    assert "de otra persona" not in others
    assert repr(actor.staff.id) not in others
    assert "de otra persona" in own
    assert not any(item.kind == 2 for item in list_timeline(actor.node.cursor, person.id, actor.node.keyring))


@pytest.mark.parametrize(("trade", "sealed", "other"), pairs())
def test_who_sees_only_the_open_answers_of_a_visit_does_not_make_it_vanish(trade: str, sealed: str, other: str) -> None:
    """A nurse marked the vital signs as an error, and with them a session went that she could not even see."""
    house = make_mission([HERE])
    person, actor = somebody(house), house.actor(HERE, trade)
    forms = {name: answers(name, actor, person) for name in (sealed, other)}
    entry = record_encounter(actor, person, forms, confirmed=True).entry
    house.clock.advance(minutes=5)
    compartment = get_form(sealed).compartment
    for colleague in (house.actor(HERE, one) for one in ROLES):
        if not colleague.staff.trade.gives_care or compartment in colleague.staff.compartments:
            continue
        with pytest.raises(Refused):
            mark_entered_in_error(colleague, person, entry, "error")
    mark_entered_in_error(actor, person, entry, "error")
    assert entry not in [item.entry for item in list_timeline(actor.node.cursor, person.id, actor.node.keyring)]

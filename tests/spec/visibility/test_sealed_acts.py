"""Who cannot read a sealed visit cannot make it vanish either: neither by a mark of error, nor by a correction over it."""

import pytest

from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.mission.errors import Refused
from tests.in_memory_mission import make_mission
from tests.spec.visibility.scene import CONSULTATION, SECRETS, answers_of, record_everything

HERE = "tenosique_la72"


def test_sealed_visit_when_marked_as_an_error_by_who_cannot_read_it_then_refused_and_it_stands() -> None:
    """A nurse pressed an address from a colleague's history: the psychologist's note was gone from everybody's timeline."""
    house = make_mission([HERE])
    person, entries = record_everything(house, HERE)
    house.clock.advance(minutes=1)
    nurse, psychologist = house.actor(HERE, "nurse"), house.actor(HERE, "psychologist")
    with pytest.raises(Refused):
        mark_entered_in_error(nurse, person, entries["mh_fu"], "error")
    with pytest.raises(Refused):
        record_encounter(house.actor(HERE), person, {"opd": CONSULTATION}, corrects=entries["mh_fu"])
    seen = list_timeline(psychologist.node.cursor, person.id, psychologist.node.keyring)
    assert any(SECRETS["mental_health"] in str(item.forms) for item in seen)
    mark_entered_in_error(psychologist, person, entries["mh_fu"], "error")


def test_sealed_visit_when_undone_at_once_by_who_cannot_read_it_then_refused() -> None:
    house = make_mission([HERE])
    person, _ = record_everything(house, HERE)
    psychologist = house.actor(HERE, "psychologist")
    entry = record_encounter(psychologist, person, {"mh_fu": answers_of("mh_fu", psychologist, person)}).entry
    with pytest.raises(Refused):
        record_undo(house.actor(HERE, "nurse"), person, entry)
    record_undo(psychologist, person, entry)

"""A field of a person that was emptied is empty: in the record, the search, the words of the page, and at other posts."""

from datetime import timedelta

import pytest

from posta.acts.care.registration import record_amendment, record_person
from posta.catalog.errors import InvalidAnswers
from posta.catalog.language.answer_context import compute_age
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.journeys.test_thread import PERSON

POST = "tenosique_la72"
WHOLE = {
    **PERSON, "family_name": "Mejía", "curp": "MEHW940101HCSJRL09", "gender": "m", "admin1_origin": "HN-CR",
    "indigenous": "n", "languages": ("spa",), "interpreter": False, "travel_with": "alone", "disability": ("none",),
    "consent_pass": "y", "allergies": ({"allergen": "penicillin"},), "blood_group": "o_pos", "age_estimated": True,
}  # fmt: skip


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([POST])


def registered(house: InMemoryMission, **answers: object) -> Person:
    person_id, _ = record_person(house.actor(POST), {**WHOLE, **answers})
    return known(house, person_id)


def known(house: InMemoryMission, person_id: bytes) -> Person:
    found = find_person(house.node(POST).cursor, person_id)
    assert found is not None
    return found


@pytest.mark.parametrize("name", sorted(WHOLE.keys() - PERSON.keys()) + ["country_origin", "family_name"])
def test_every_field_that_may_be_empty_can_be_emptied(house: InMemoryMission, name: str) -> None:
    person = registered(house)
    assert name in person.answers
    record_amendment(house.actor(POST), person, {name: None})
    after = known(house, person.id)
    assert after.answers == {key: value for key, value in person.answers.items() if key != name}
    assert after.conflicts == {}


@pytest.mark.parametrize("name", ["alias", "sex", "consent_care", "age_value"])
def test_what_everybody_must_have_is_not_emptied(house: InMemoryMission, name: str) -> None:
    """At least the name by which somebody is called stays."""
    person = registered(house)
    with pytest.raises(InvalidAnswers) as wrong:
        record_amendment(house.actor(POST), person, {name: None})
    assert (name, "required") in {(one.path, one.rule) for one in wrong.value.problems}


def test_nobody_is_found_by_a_surname_that_was_emptied(house: InMemoryMission) -> None:
    person = registered(house, family_name="Quetzalcóatl")
    cursor = house.node(POST).cursor
    assert [one.person.id for one in find_people(cursor, "quetzalcoatl")] == [person.id]
    record_amendment(house.actor(POST), person, {"family_name": None})
    assert find_people(cursor, "quetzalcoatl") == []
    assert known(house, person.id).name == "Wilmer"


def test_a_birth_date_gives_way_to_an_age_and_an_age_to_a_birth_date(house: InMemoryMission) -> None:
    """The day of birth was another person's: it was removed, "36" was given, and neither changed."""
    actor = house.actor(POST)
    person = registered(house)
    born = actor.today - timedelta(days=370)
    record_amendment(actor, person, {"birth_date": born})
    small = known(house, person.id)
    assert not {"age_value", "age_unit", "age_date", "age_estimated"} & small.answers.keys()
    house.clock.advance(days=800)
    actor = house.actor(POST)
    record_amendment(actor, small, {"birth_date": None, "age_value": 36, "age_unit": "y"})
    grown = known(house, person.id)
    assert "birth_date" not in grown.answers
    age = compute_age(grown.answers, actor.today)
    assert age is not None
    assert age.years == 36


def test_none_known_beside_an_allergy_is_refused(house: InMemoryMission) -> None:
    """ "None" and penicillin were saved together, and whoever read only the first row prescribed."""
    with pytest.raises(InvalidAnswers) as wrong:
        registered(house, allergies=({"allergen": "penicillin"}, {"allergen": "none"}))
    assert [(one.path, one.rule) for one in wrong.value.problems] == [("allergies.1.allergen", "none_excludes")]

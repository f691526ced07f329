"""What a registration becomes in the chart: the answers as given, not the coarse copies that counting gets."""

from posta.acts.registration import record_amendment, record_person
from posta.chart.registers import find_person
from tests.house import found_house
from tests.journeys.test_thread import PERSON


def test_the_age_given_is_kept_beside_its_band_in_facts() -> None:
    """Wilmer, 24, was shown as "20 to 24", and no nurse could amend anything about him: the band was no valid age."""
    duty = found_house(["tenosique_la72"]).duty("tenosique_la72")
    person_id, _ = record_person(duty, PERSON)
    person = find_person(duty.desk.cursor, person_id)
    assert person is not None
    assert person.answers["age_value"] == 24
    record_amendment(duty, person, {"alias": "Will"})
    amended = find_person(duty.desk.cursor, person_id)
    assert amended is not None
    assert (amended.answers["alias"], amended.answers["age_value"]) == ("Will", 24)

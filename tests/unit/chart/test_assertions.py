"""What a registration becomes in the chart: the answers as given, not the coarse copies that counting gets."""

from posta.acts.care.registration import record_amendment, record_person
from posta.chart.record.person_registers import find_person
from tests.in_memory_mission import make_mission
from tests.journeys.test_thread import PERSON


def test_the_age_given_is_kept_beside_its_band_in_facts() -> None:
    """Wilmer, 24, was shown as "20 to 24", and no nurse could amend anything about him: the band was no valid age."""
    actor = make_mission(["tenosique_la72"]).actor("tenosique_la72")
    person_id, _ = record_person(actor, PERSON)
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    assert person.answers["age_value"] == 24
    record_amendment(actor, person, {"alias": "Will"})
    amended = find_person(actor.node.cursor, person_id)
    assert amended is not None
    assert (amended.answers["alias"], amended.answers["age_value"]) == ("Will", 24)

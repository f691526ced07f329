"""Who waits on the boards of a demo: each place only for what is done there."""

from posta.demo.node_process import MORNING, RESERVED, list_arrivals
from posta.mission.places.service_calendar import OfferedServices


def test_a_clinic_has_the_whole_morning() -> None:
    assert list_arrivals(OfferedServices({"primary_care": "full"}, declared=True), "shelter_clinic") == list(MORNING)


def test_a_house_for_psychosocial_care_has_reserved_appointments_only() -> None:
    """A fall from the train waited for the psychologist of a house without a doctor."""
    assert set(list_arrivals(OfferedServices({"psychosocial": "full"}, declared=True), "psychosocial_house")) == {
        RESERVED
    }

"""Time zones are shown by the place whose clock it is, never as `America/Mexico_City`."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from posta.administration.zone_names import name_of_zone

WINTER, SUMMER = datetime(2018, 11, 25, tzinfo=UTC), datetime(2018, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "moment", "name"),
    [
        ("es", "America/Mexico_City", WINTER, "hora de Ciudad de México (UTC-6)"),
        ("en", "America/Mexico_City", SUMMER, "Mexico City time (UTC-5)"),
        ("fr", "America/Cancun", WINTER, "heure de Cancún (UTC-5)"),
        ("es", "America/El_Salvador", WINTER, "hora de El Salvador (UTC-6)"),
        ("en", "Asia/Kolkata", WINTER, "Kolkata time (UTC+5:30)"),
    ],
)
def test_a_zone_is_named_as_people_call_it(language: str, zone: str, moment: datetime, name: str) -> None:
    with override(language):
        assert name_of_zone(zone, moment) == name

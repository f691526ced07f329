"""What stands beside the windows after sexual violence: two bounds, "decide", and what is still offered."""

from datetime import timedelta

import pytest

from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)


def _page(post: TestPost, **typed: object) -> str:
    person = post.person(sex="f", age_value=24)
    shown = post.client().post(
        f"/people/{person.id.hex()}/contact/sv", {"calculate": "1", "sv_type": "rape_v", **typed}
    )
    return squeeze(shown.content.decode())


def _ago(post: TestPost, *, precision: str, **ago: float) -> dict[str, str]:
    at = (post.actor().now - timedelta(**ago)).astimezone(post.actor().zone)
    return {"sv_dt": f"{at:%d/%m/%Y}", "sv_dt__time": f"{at:%H:%M}", "sv_dt_precision": precision}


def test_both_bounds_are_said_and_the_clock_of_what_is_left(post: TestPost) -> None:
    page = _page(post, **_ago(post, precision="hour", hours=66, minutes=40))

    assert "Dentro de 72 h: ofrézcala ya. Quedan 5 h" in page
    assert "Dentro de 120 h: ofrézcala ya. Quedan 53 h" in page
    unsure = _page(post, **_ago(post, precision="day", days=3))
    assert "Han pasado entre " in unsure
    assert "Puede estar todavía dentro de 72 h: ofrézcala ya. Quedan como máximo" in unsure


def test_out_of_time_is_for_the_clinician_to_decide_and_says_what_is_offered(post: TestPost) -> None:
    page = _page(post, **_ago(post, precision="hour", hours=73))
    assert "Fuera de plazo (más de 72 h): decida. Se sigue ofreciendo: Anticoncepción de emergencia" in page


def test_nothing_is_said_of_windows_before_anything_was_told(post: TestPost) -> None:
    person = post.person(sex="f", age_value=24)
    page = post.client().get(f"/people/{person.id.hex()}/contact/sv").content.decode()
    assert "decida" not in page

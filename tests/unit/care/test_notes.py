"""What the rules note without asking is shown beside the value, on the person's page and beside the consultation."""

import pytest

from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
FAST = "Respira rápido para su edad"


def test_fast_breathing_is_shown_and_never_asked(post: TestPost) -> None:
    child = post.person(age_value=3)
    page, client = f"/people/{child.id.hex()}/contact/vitals", post.client()
    shown = client.post(page, {"rr": "40", "calculate": "1"})
    assert FAST in squeeze(shown.content.decode())
    assert (
        client.post(page, {"rr": "40", "unscripted": "1", "accepted": ["vitals.rr:unlikely_high"]}).status_code == 303
    )
    assert FAST in squeeze(client.get(f"/people/{child.id.hex()}/").content.decode())
    beside = client.get(f"/people/{child.id.hex()}/consultation")
    assert any(FAST in words for _name, words in beside.context["facts"])
    post.later(hours=13)
    assert FAST not in client.get(f"/people/{child.id.hex()}/").content.decode()


def test_a_mild_anaemia_stands_beside_its_value(post: TestPost) -> None:
    woman = post.person(sex="f", age_value=24)
    shown = post.client("midwife").post(f"/people/{woman.id.hex()}/contact/anc", {"hb": "9", "calculate": "1"})
    assert "anemia" in squeeze(shown.content.decode()).lower()


def test_danger_signs_of_a_small_child_are_asked_once(post: TestPost) -> None:
    """They stood on the page of vital signs alone; a consultation of the same child did not ask."""
    child = post.person(age_value=3)
    client, page = post.client(), f"/people/{child.id.hex()}/consultation"
    assert 'name="danger_u5"' in client.get(page).content.decode()
    assert [one.name for one in client.get(page).context["sign_chips"]].count("danger_u5") == 1
    assert 'name="danger_u5"' not in client.get(f"/people/{post.person().id.hex()}/consultation").content.decode()
    client.post(f"/people/{child.id.hex()}/contact/vitals", {"temp_c": "37", "danger_u5": "none"})
    again = client.get(page)
    assert "danger_u5" not in [one.name for one in again.context["sign_chips"]]
    assert ("Signos de peligro", "Ninguno") in again.context["facts"]

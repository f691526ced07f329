"""The journey is asked once: afterwards it is shown, at every post, until another journey begins."""

import pytest

from posta.acts.care.visits.encounter import record_encounter
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Ampollas", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n"}
TOLD = {"direction": "north", "transport": ("train", "walk"), "days_travel": 12}


def page(post: TestPost, code: str) -> str:
    return post.client("doctor").get(f"/people/{code}/consultation").content.decode()


def test_the_first_visit_asks_and_later_ones_show(post: TestPost) -> None:
    person = post.person()
    shown = page(post, person.id.hex())
    assert 'name="direction"' in shown
    assert 'name="days_travel"' in shown
    record_encounter(post.actor(), person, {"visit": dict(TOLD), "opd": OPD})
    post.later(days=3)
    shown = page(post, person.id.hex())
    assert 'name="direction"' not in shown
    assert "Hacia el norte" in shown
    assert "Tren" in shown


def test_a_visit_in_which_nobody_told_leaves_the_question(post: TestPost) -> None:
    person = post.person()
    record_encounter(post.actor(), person, {"opd": OPD})
    assert 'name="direction"' in page(post, person.id.hex())


def test_another_journey_is_asked_again(post: TestPost) -> None:
    person = post.person()
    record_encounter(post.actor(), person, {"visit": dict(TOLD), "opd": OPD})
    post.later(days=130)
    assert 'name="direction"' in page(post, person.id.hex())


def test_who_lives_here_is_not_asked(post: TestPost) -> None:
    assert 'name="direction"' not in page(post, post.person(pop_group="host").id.hex())


def test_what_is_typed_is_kept_with_the_visit(post: TestPost) -> None:
    person = post.person()
    typed = {
        "why": "feet", "dx_main": "foot_tinea", "violence_link": "n", "disposition": "home", "direction": "north",
        "transport": "train", "days_travel": "12",
    }  # fmt: skip
    answer = post.client("doctor").post(f"/people/{person.id.hex()}/consultation", typed)
    assert answer.status_code == 303
    assert "Hacia el norte" in page(post, person.id.hex())

"""Search before register."""

import pytest

from posta.care.search.search_results import match_reason, present_results
from posta.web.session.recent_searches import MAX_SEARCHES
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_says_why_it_matched_and_where_they_were_last(post: TestPost) -> None:
    post.person()
    hit = present_results(post.actor(), "ernandes mejia wilmer").hits[0]
    assert hit.name == "Wilmer Mejía Hernández"
    assert hit.last == "La 72, hoy"
    assert "suena igual" in hit.matched


def test_the_same_words_need_no_reason() -> None:
    assert match_reason(("given", "surname")) == ""


def test_a_code_finds_its_person(post: TestPost) -> None:
    person = post.person()
    hit = present_results(post.actor(), person.code.lower()).hits[0]
    assert (hit.person, hit.matched) == (person.id.hex(), "mismo código")


def test_recents_before_typing_and_register_only_below_results(post: TestPost) -> None:
    post.person()
    client = post.client("nurse")
    empty = client.get("/search/").content.decode()
    assert "Wilmer" in empty
    assert 'name="start"' not in empty
    found = client.post("/search/", {"q": "wilmer mejia"}, follow=True).content.decode()
    assert found.index("Wilmer") < found.index('name="start"')


def test_one_letter_is_too_few_where_no_name_is_so_short(post: TestPost) -> None:
    assert present_results(post.actor(), "w").too_short
    assert not present_results(post.actor(), "li").too_short
    assert not present_results(post.actor(), "王").too_short


def test_results_alone_come_to_htmx(post: TestPost) -> None:
    answer = post.client("nurse").post("/search/", {"q": "wilmer"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()


def test_a_name_stands_in_no_address(post: TestPost) -> None:
    """It stood there as `?q=`, and so in the history of a browser that others use too."""
    post.person()
    client = post.client("nurse")
    shown = client.post("/search/", {"q": "wilmer mejia"})["Location"]
    live = client.post("/search/", {"q": "wilmer mejia"}, headers={"HX-Request": "true"})["HX-Replace-Url"]
    for address in (shown, live):
        assert "wilmer" not in address.lower()
        assert "Wilmer" in client.get(address).content.decode()  # Back and Reload show it again
    assert 'value="wilmer' not in client.get("/search/?q=wilmer").content.decode()


def test_a_search_is_found_again_by_its_own_session_only(post: TestPost) -> None:
    shown = post.client("nurse").post("/search/", {"q": "zzwilmer"})["Location"]
    assert "zzwilmer" not in post.client("doctor").get(shown).content.decode()


def test_only_the_last_searches_are_remembered(post: TestPost) -> None:
    client = post.client("nurse")
    first = client.post("/search/", {"q": "zzwilmer"})["Location"]
    for number in range(MAX_SEARCHES):
        client.post("/search/", {"q": f"other{number}"})
    assert "zzwilmer" not in client.get(first).content.decode()


def test_at_most_ten_are_shown(post: TestPost) -> None:
    for number in range(12):
        post.person(alias="Wilmer", age_value=20 + number)
    assert len(present_results(post.actor(), "wilmer mejia").hits) == 10

"""The door: one form, one key, a number that nobody else gets, and the next empty form."""

import re

import pytest

from posta.acts.care.arrival import record_arrival
from posta.chart.board import QueueItem, list_board
from posta.chart.people_search import find_people
from posta.chart.record.person_registers import find_person
from posta.mission.posts import rank_device
from tests.in_memory_mission import add_post
from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"alias": "Chepe", "sex": "m", "age_value": "24", "country_origin": "HN", "reason": "feet"}


def board(post: TestPost) -> list[QueueItem]:
    actor = post.actor()
    return list_board(actor.node.cursor, actor.post.number, actor.queue_start)


def send(post: TestPost, trade: str = "promoter", **typed: str | list[str]) -> str:
    answer = post.client(trade).post("/door/", TYPED | typed)
    assert answer.status_code == 303, re.findall(r'class="summary.*?</div>', answer.content.decode(), re.S)
    return answer["Location"]


def test_one_key_registers_queues_and_gives_a_number(post: TestPost) -> None:
    shown = post.client("promoter").get(send(post)).content.decode()
    [waiting] = board(post)
    assert (waiting.ticket, waiting.reason, waiting.colour) == ("A1", "feet", "")
    person = find_person(post.actor().node.cursor, waiting.person)
    assert person is not None
    assert person.answers["consent_care"] == "p"  # nobody asked yet
    assert 'class="ticket">A1<' in shown
    assert 'value="Chepe"' not in shown, "the next form is empty"


def test_who_gives_no_name_gets_an_alias(post: TestPost) -> None:
    send(post, alias="  ")
    [waiting] = board(post)
    person = find_person(post.actor().node.cursor, waiting.person)
    assert person is not None
    assert person.name.startswith("Anónim")


def test_six_signs_and_no_more_make_red(post: TestPost) -> None:
    page = post.client("nurse").get("/door/").content.decode()
    assert len(re.findall(r'name="sign"', page)) == 6
    send(post, sign=["bleed", "suicidal", "invented"])
    [waiting] = board(post)
    assert (waiting.colour, waiting.signs) == ("red", ("bleed",))
    assert "Sangra mucho" in post.client("nurse").get("/").content.decode()


def test_a_reserved_visit_says_no_sign_but_has_a_number(post: TestPost) -> None:
    send(post, reason="reserved", sign="bleed")
    [waiting] = board(post)
    assert (waiting.colour, waiting.signs, waiting.reason, waiting.ticket) == ("red", (), "", "A1")
    assert "Sangra mucho" not in post.client("nurse").get("/").content.decode()


def test_a_known_person_is_queued_and_not_registered_again(post: TestPost) -> None:
    known = post.person(alias="Chepe", family_name="Zelaya Pineda")
    again = post.client("promoter").post("/door/", TYPED | {"alias": "Chepe Zelaya Pineda"})
    assert again.status_code == 422
    assert f'value="{known.id.hex()}"' in again.content.decode()
    send(post, known=known.id.hex())
    send(post, known=known.id.hex())
    assert [one.person for one in board(post)] == [known.id]
    assert len(find_people(post.actor().node.cursor, "chepe")) == 1


def test_what_is_wrong_is_said_and_nobody_is_queued(post: TestPost) -> None:
    answer = post.client("promoter").post("/door/", TYPED | {"age_value": "300", "sex": ""})
    assert answer.status_code == 422
    assert 'value="Chepe"' in answer.content.decode()
    assert board(post) == []


def test_numbers_count_by_day_and_by_computer(post: TestPost) -> None:
    for name in ("Uno", "Dos", "Tres"):
        send(post, alias=name, anyway="1")
    assert [one.ticket for one in board(post)] == ["A1", "A2", "A3"]
    post.later(days=1)
    send(post, alias="Mañana", anyway="1")
    assert [one.ticket for one in board(post)] == ["A1"]


def test_two_computers_without_a_network_never_give_the_same_number(post: TestPost) -> None:
    """The second computer serves the same place, and neither has heard of the other's arrivals."""
    add_post(post.house, "coatzacoalcos_casa")
    one, two = post.actor(), post.house.actor("coatzacoalcos_casa")
    ranks = [rank_device(actor.node.cursor, actor.node.device.feed) for actor in (one, two)]
    assert len(set(ranks)) == 2
    person = post.person()
    record_arrival(one, person, reason="feet")
    record_arrival(two, person, reason="feet")
    numbers = {
        waiting.ticket
        for actor in (one, two)
        for waiting in list_board(actor.node.cursor, actor.post.number, actor.queue_start)
    }
    assert len(numbers) == 2, numbers


def test_the_slip_shows_the_number_and_no_name(post: TestPost) -> None:
    arrival = send(post).partition("ticket=")[2].partition("&")[0]
    slip = post.client("promoter").get(f"/door/{arrival}/slip")
    words = squeeze(slip.content.decode())
    assert "A1" in words
    assert "Chepe" not in words
    assert post.client("promoter").get(f"/door/{'0' * 32}/slip").status_code == 404


def test_countries_of_the_last_people_come_first(post: TestPost) -> None:
    for name in ("Uno", "Dos"):
        send(post, alias=name, country_origin="CO", anyway="1")
    page = post.client("promoter").get("/door/").content.decode()
    chips = re.findall(r'name="country_origin"\s+value="([A-Z]{2})"', page)
    assert chips[0] == "CO"
    assert len(chips) <= 7


def test_a_trade_that_gives_no_care_is_not_let_in(post: TestPost) -> None:
    assert post.client("administrator").get("/door/").status_code == 403
    assert post.client("administrator").post("/door/", TYPED).status_code == 403

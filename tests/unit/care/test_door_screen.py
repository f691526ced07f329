"""The door: one form, one key, a number that nobody else gets, and the next empty form."""

import re
from datetime import timedelta

import pytest

from posta.acts.care.agenda.planned_visits import record_expected
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.chart.board import QueueItem, list_board
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.mission.posts import find_post_by_code, rank_device
from tests.in_memory_mission import add_post
from tests.page_text import squeeze
from tests.post_fixture import PERSON, TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "coatzacoalcos_casa"
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


def expected_here(post: TestPost, alias: str, ahead: int = 0) -> Person:
    """Somebody of the other post who is expected here, in so many days."""
    if OTHER not in post.house.nodes:
        add_post(post.house, OTHER)
    there = post.house.actor(OTHER)
    person = find_person(there.node.cursor, record_person(there, PERSON | {"alias": alias})[0])
    here = find_post_by_code(there.node.cursor, post.name)
    assert person is not None
    assert here is not None
    day = there.today + timedelta(days=ahead)
    record_expected(there, [person], here, day, day + timedelta(days=14))
    post.meet(OTHER)
    return person


def test_who_is_expected_is_queued_with_one_press(post: TestPost) -> None:
    person, later = expected_here(post, "Zulma"), expected_here(post, "Berta", ahead=9)
    page = post.client("promoter").get("/door/")
    assert [one.code for one in page.context["page"].awaited] == [person.id.hex()], "the other comes in nine days"
    assert later.id.hex() not in page.content.decode()
    assert "desde Casa del Migrante" in page.content.decode()
    done = post.client("promoter").post("/door/", {"known": person.id.hex(), "reason": "feet"})
    [waiting] = board(post)
    assert (waiting.person, waiting.reason) == (person.id, "feet")
    assert post.client("promoter").get(done["Location"]).context["page"].awaited == (), "who came is expected no more"


def test_a_match_says_that_the_person_is_expected(post: TestPost) -> None:
    expected_here(post, "Zulma")
    typed = TYPED | {"alias": "Zulma Mejía Hernández"}
    answer = post.client("promoter").post("/door/", typed)
    assert answer.status_code == 422
    assert "A esta persona se le espera aquí" in answer.content.decode()

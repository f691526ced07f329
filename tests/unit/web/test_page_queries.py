"""What a page asks of the database: as often for many people as for few, nothing twice, and no more than it needs."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bench.measured.open_work import list_open_work
from bench.measured.post_screens import FAST
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.record.person import Person
from posta.scribe.write import write
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
FEW, MANY = 2, 12
TYPED = {"HX-Request": "true"}
Page = Callable[[Client, Person], Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page, the most statements that it may run, and how many of them may ask again what was asked already."""

    get: Page
    most: int
    again: int = 0


# What a page asks today, and some room: who needs more says so here.
PAGES = {
    "board": Asked(lambda client, who: client.get("/"), 45),
    "board that refreshes itself": Asked(lambda client, who: client.get("/board/poll"), 36),
    "search": Asked(lambda client, who: client.post("/search/", {"q": "wilmer mejia"}, headers=TYPED), 40, again=1),
    "person": Asked(lambda client, who: client.get(address(who)), 64, again=10),
    "consultation": Asked(lambda client, who: client.get(address(who, "consultation")), 48, again=6),
    "triage": Asked(lambda client, who: client.get(address(who, "triage")), 44, again=8),
    "registration": Asked(lambda client, who: client.get("/people/new"), 26),
    "agenda": Asked(lambda client, who: client.get("/agenda/?for=all"), 32),
    "referrals": Asked(lambda client, who: client.get("/referrals/"), 28),
    "reception": Asked(lambda client, who: client.get("/door/"), 40, again=4),
    "buses": Asked(lambda client, who: client.get("/busloads/"), 40, again=4),
    "stops": Asked(lambda client, who: client.get("/stops/"), 40, again=4),
    "cohort": Asked(lambda client, who: client.get("/cohort/"), 40, again=4),
    "route": Asked(lambda client, who: client.get("/route/"), 40, again=4),
}
SAVE = Asked(lambda client, who: client.post(address(who, "consultation"), FAST), 110)


def address(who: Person, page: str = "") -> str:
    return f"/people/{who.id.hex()}/{page}"


@contextmanager
def counting() -> Iterator[list[str]]:
    """Every statement that the engine runs meanwhile, with its values; without those that triggers run."""
    said: list[str] = []
    connection.connection.set_trace_callback(lambda one: None if one.startswith("--") else said.append(one))
    yield said
    connection.connection.set_trace_callback(None)


def fill(post: TestPost, number: int) -> list[Person]:
    """People who were seen, who wait, are due or overdue, and have open referrals."""
    actor, people = post.actor(), [post.person(alias=f"Wilmer {letter}") for letter in "abcdefghijklmnop"[:number]]
    for person in people:
        record_encounter(actor, person, {"vitals": {"temp_c": 37.1, "sbp": 118, "dbp": 76}, "opd": OPD})
    post.later(minutes=1)
    for person in people:
        record_arrival(post.actor(), person, reason="feet", colour="green")
    write(post.actor().node, list(list_open_work(post.actor(), people, 2 * number)))
    return people


def ask(client: Client, page: Asked, who: Person, status: int = 200) -> list[str]:
    """What a page asks, once the first request of the minute has been answered."""
    page.get(client, who)
    with counting() as said:
        answer = page.get(client, who)
    assert answer.status_code == status
    return said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_same_of_few_and_of_many(post: TestPost, name: str) -> None:
    client, page = post.client(), PAGES[name]
    few = ask(client, page, fill(post, FEW)[0])
    many = ask(client, page, fill(post, MANY)[0])
    assert len(many) <= len(few), "a question for each person, visit or referral"
    again = {one: times - 1 for one, times in Counter(many).items() if times > 1}
    assert sum(again.values()) <= page.again, again
    assert len(many) <= page.most


def test_saving_asks_the_same_of_few_and_of_many(post: TestPost) -> None:
    client = post.client()
    few, many = (saved(client, fill(post, number)) for number in (FEW, MANY))
    assert len(many) <= len(few) <= SAVE.most


def saved(client: Client, people: list[Person]) -> list[str]:
    """What the second act of a page asks, opened before as a browser must."""
    for who in people[:2]:
        client.get(address(who, "consultation"))
        with counting() as said:
            assert SAVE.get(client, who).status_code == 303
    return said

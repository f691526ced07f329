"""Who may open what: trades that give care, and nobody else."""

import pytest

from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import appoint
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
CARERS = ("doctor", "nurse", "midwife", "psychologist", "social_worker", "promoter")
OTHERS = ("logistician", "epidemiologist", "administrator")
PAGES = ("/search/", "/board/poll", "/people/new", "/people/{}/", "/people/{}/edit", "/people/{}/card", "/people/{}/withdrawn",
         "/withdrawn/")  # fmt: skip
POSTS = ("/people/new", "/people/{}/arrive", "/people/{}/arrival/called", "/people/{}/group", "/people/{}/edit")


@pytest.mark.parametrize("trade", CARERS)
def test_those_who_give_care_open_charts(post: TestPost, trade: str) -> None:
    code = post.person().id.hex()
    client = post.client(trade)
    assert {client.get(path.format(code)).status_code for path in ("/", *PAGES)} == {200}


@pytest.mark.parametrize("trade", OTHERS)
def test_others_are_refused_in_words(post: TestPost, trade: str) -> None:
    code = post.person().id.hex()
    if trade not in post.house.people:
        appoint(post.house, trade)
        post.later(minutes=1)
        exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))
    client = post.client(trade)
    for path in PAGES:
        answer = client.get(path.format(code))
        assert answer.status_code == 403, path
        assert "Wilmer" not in answer.content.decode()
    assert {client.post(path.format(code)).status_code for path in POSTS} == {403}


def test_without_a_session_there_is_only_the_door(post: TestPost) -> None:
    from django.test import Client

    code = post.person().id.hex()
    for path in ("/", *PAGES):
        door, _, back = Client().get(path.format(code))["Location"].partition("?next=")
        assert door == "/login/"
        assert back in ("", path.format(code)), "a link survives the lock, and leads nowhere else"


def test_a_place_that_does_not_open_is_not_offered(post: TestPost) -> None:
    """Those who give no care had the three places of care under the thumb, and each answered no."""
    for trade in ("doctor", "logistician"):
        if trade not in post.house.people:
            appoint(post.house, trade)
            post.later(minutes=1)
            exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))
        shell = post.client(trade).get("/sync/").context["shell"]
        links = [place.href for place in (*shell.bottom_nav, *shell.places)]
        assert ("/search/" in links) == (trade == "doctor")
        assert "/work/" in links
        assert {post.client(trade).get(link).status_code for link in links} == {200}

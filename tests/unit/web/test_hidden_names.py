"""While names are hidden, no page shows one: each stands in what the style sheet hides, or in a box that it veils."""

import re

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_amendment, record_travel_group_member
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import find_travel_group
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import add_post
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
HIDEABLE = re.compile(r'<span class="named">[^<]*</span>|<input[^>]*name="(?:alias|family_name|q)"[^>]*>', re.S)
NAMES = ("Wilmer", "Wílmer", "Mejía", "Hernández", "Mexía", "Yesenia", "Orellana")


def shown(post: TestPost, path: str) -> set[str]:
    """The names that a page shows although names are hidden."""
    page = post.client().get(path, follow=True)
    assert page.status_code == 200
    text = HIDEABLE.sub("", page.content.decode())
    return {name for name in NAMES if name in text}


def entries_of(post: TestPost, path: str) -> list[str]:
    return re.findall(r'href="([^"]*/entries/[^"]+)"', post.client().get(path).content.decode())


@pytest.fixture
def person(post: TestPost) -> Person:
    """Somebody with a companion, an amended name, and a name that another post writes otherwise; they wait."""
    actor, person = post.actor(), post.person()
    party = actor.node.random(16)
    for one in (person, post.person(alias="Yesenia", family_name="Orellana")):
        record_travel_group_member(actor, one, party)
    record_amendment(actor, person, {"family_name": "Mexía Hernández"})
    record_arrival(actor, person)
    add_post(post.house, "coatzacoalcos_casa")
    there = post.house.actor("coatzacoalcos_casa")
    post.later(minutes=5)
    exchange(there.node, MemoryTransport(post.actor().node))
    record_amendment(there, person, {"alias": "Wílmer"})
    record_amendment(post.actor(), person, {"alias": "Wilmer José"})
    post.later(minutes=5)
    exchange(post.actor().node, MemoryTransport(there.node))
    return person


def test_no_page_shows_a_name_that_is_hidden(post: TestPost, person: Person) -> None:
    """With names hidden, the page of a registration told the whole name, and the timeline the amended one."""
    base = f"/people/{person.id.hex()}/"
    entries = entries_of(post, base)
    assert len(entries) == 5
    assert "Wílmer" in post.client().get(base).content.decode()
    pages = ["/", "/search/", base, f"{base}edit", f"{base}consultation", f"{base}contact/", "/drafts/", *entries]
    party = find_travel_group(post.actor().node.cursor, person.id)
    assert party is not None
    pages += [f"/people/new?with={person.id.hex()}", f"/groups/{party.hex()}/"]
    assert {path: found for path in pages if (found := shown(post, path))} == {}

"""Keys that come after what they open: by a road that breaks off, through the door, or before the program was ended."""

from collections.abc import Iterator

import pytest
from django.test import Client

from posta.acts import administration
from posta.acts.registration import record_person
from posta.catalog.compartments import Compartment
from posta.courier import late, loop, roads
from posta.courier.exchange import exchange, segments_offered
from posta.courier.road import RoadClosed
from posta.courier.rounds import Rounds
from posta.courier.transports.http import HttpTransport
from posta.courier.transports.memory import MemoryTransport
from posta.errors import BrokenDisk
from posta.ledger.frontier import list_tips
from posta.node.settings import put_setting
from posta.scribe import here
from posta.scribe.desk import Desk
from posta.scribe.receive import receive
from posta.wire.compare import Offer
from posta.wire.membership import MEMBER, issue_card
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, UNTIL
from tests.house import add_post
from tests.post import PERSON, TestPost
from tests.unit.courier.test_door import Wifi

OTHER, PEER = "coatzacoalcos_casa", "http://192.168.1.20:8470"


@pytest.fixture
def other(post: TestPost) -> Desk:
    """Another post, which wrote under a key that this one was granted and has not received."""
    house = post.house
    add_post(house, OTHER)
    post.later(minutes=1)
    exchange(here.open_desk(), MemoryTransport(house.desk("coordination")))
    administration.record_rotation(house.desk("coordination"), Compartment.CARE, "route", None)
    post.later(minutes=1)
    exchange(house.desk(OTHER), MemoryTransport(house.desk("coordination")))
    house.refresh(OTHER)
    record_person(house.duty(OTHER), {**PERSON, "alias": "Fanny"})
    post.later(minutes=1)
    return house.desk(OTHER)


def known() -> set[str]:
    """Whom this post knows."""
    return {name.split()[0] for (name,) in here.open_cursor().execute("SELECT name FROM chart_person").fetchall()}


def feed_of(carrier: Desk, writer: Desk) -> list[bytes]:
    """The segments of one computer's feed, as another carries them."""
    tips = [tip for tip in list_tips(carrier.cursor) if tip.feed == writer.device.feed]
    offers = [Offer(tip.feed, tip.incarnation, 0, 0, tip.sequence, tip.hash) for tip in tips]
    return [segment for offer in offers for segment in segments_offered(carrier, offer)]


class FullRelay(MemoryTransport):
    """A relay that gives, and has no room to take."""

    def push(self, segment: bytes) -> None:
        raise RoadClosed("The other side answered 507; it will be tried again.")

    def close(self) -> None:
        """Hangs up."""


@pytest.fixture
def full_relay(other: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(roads, "HttpTransport", lambda url, card, sign, clock: FullRelay(other))
    monkeypatch.setattr(roads, "own_card", lambda desk: b"card")
    put_setting("relay.url", "")
    put_setting("peers", [PEER])
    yield
    put_setting("peers", [])


def test_when_a_road_breaks_off_after_keys_and_records_came_then_the_records_are_read(
    post: TestPost, full_relay: None
) -> None:
    """A relay without room broke off every round; what it had brought under a new key stayed closed for good."""
    post.person(alias="Wilmer")
    post.later(minutes=1)
    assert "507" in Rounds().take(here.open_desk)[0].trouble
    assert known() == {"Wilmer", "Fanny"}


def test_when_others_bring_the_key_after_the_record_through_the_door_then_the_record_is_read(
    post: TestPost, other: Desk
) -> None:
    """A post that others exchange with, and that asks nobody itself, never opened what came before its key."""
    put_setting("mission.root", ROOT.verify_key.hex())
    card = issue_card(
        ADMINISTRATOR.sign,
        administrator=ADMINISTRATOR_CARD,
        device=other.device.verify_key,
        valid_until=UNTIL,
        may=MEMBER,
    )
    road = Wifi("http://here", card, other.device.sign, other.clock, client=Client())
    for segment in feed_of(other, other):
        HttpTransport.push(road, segment)
    assert known() == set()
    for segment in feed_of(other, post.house.desk("coordination")):
        HttpTransport.push(road, segment)
    assert known() == {"Fanny"}


def test_when_the_program_was_ended_between_receiving_and_opening_then_the_next_round_opens(
    post: TestPost, other: Desk
) -> None:
    """Homes of before hold records whose key is there and that nothing would ever have opened, roads or no roads."""
    put_setting("peers", [])
    closed = here.open_desk()
    for writer in (other, post.house.desk("coordination")):
        receive(closed, feed_of(other, writer))
    assert known() == set()
    assert loop.take_one_round() == []
    assert known() == {"Fanny"}


def test_when_nothing_came_since_the_last_look_then_no_box_is_opened_and_no_transaction_begun(
    post: TestPost, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange(here.open_desk(), MemoryTransport(other))
    late.open_late(here.open_desk())
    assert known() == {"Fanny"}
    post.person(alias="Wilmer")

    def never(*given: object) -> None:
        raise AssertionError("a quiet round looked for what could be opened")

    monkeypatch.setattr(late, "use_new_keys", never)
    monkeypatch.setattr(late, "list_readable", never)
    late.open_late(here.open_desk())


def test_when_opening_meets_a_full_disk_then_the_next_look_tries_again(
    post: TestPost, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(desk: Desk) -> None:
        raise BrokenDisk("The disk is full: this was not saved. Free some space, then save again.")

    exchange(here.open_desk(), MemoryTransport(other))
    with monkeypatch.context() as broken:
        broken.setattr(late, "use_new_keys", full)
        with pytest.raises(BrokenDisk):
            late.open_late(here.open_desk())
    late.open_late(here.open_desk())
    assert known() == {"Fanny"}

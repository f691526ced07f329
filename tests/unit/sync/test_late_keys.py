"""Keys that come after what they open: by a road that breaks off, through the door, or before the program was ended."""

from collections.abc import Iterator

import pytest
from django.test import Client

from posta.acts.care.registration import record_person
from posta.acts.mission import administration
from posta.catalog.compartments import Compartment
from posta.errors import Reason, StorageError
from posta.ledger.frontier import list_tips
from posta.node.ongoing_syncs import OngoingSyncs
from posta.node.settings import put_setting
from posta.node.storage.database import FullDisk
from posta.scribe.context import local_node
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.sync import background_loop, late_keys, peers
from posta.sync.attempts import SyncAttempts
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transport import TransportError
from posta.sync.transports.http import HttpTransport
from posta.sync.transports.memory import MemoryTransport
from posta.wire.compare import Offer
from posta.wire.membership import MEMBER, issue_card
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, UNTIL
from tests.in_memory_mission import add_post
from tests.post_fixture import PERSON, TestPost
from tests.unit.sync.test_peer_api import Wifi

OTHER, PEER = "coatzacoalcos_casa", "http://192.168.1.20:8470"


@pytest.fixture
def other(post: TestPost) -> NodeContext:
    """Another post, which wrote under a key that this one was granted and has not received."""
    house = post.house
    add_post(house, OTHER)
    post.later(minutes=1)
    exchange(local_node.open_local_context(), MemoryTransport(house.node("coordination")))
    administration.record_rotation(house.node("coordination"), Compartment.CARE, "route", None)
    post.later(minutes=1)
    exchange(house.node(OTHER), MemoryTransport(house.node("coordination")))
    house.refresh(OTHER)
    record_person(house.actor(OTHER), {**PERSON, "alias": "Fanny"})
    post.later(minutes=1)
    return house.node(OTHER)


def known() -> set[str]:
    """Whom this post knows."""
    return {name.split()[0] for (name,) in local_node.open_cursor().execute("SELECT name FROM chart_person").fetchall()}


def feed_of(carrier: NodeContext, writer: NodeContext) -> list[bytes]:
    """The segments of one computer's feed, as another carries them."""
    tips = [tip for tip in list_tips(carrier.cursor) if tip.feed == writer.device.feed]
    offers = [Offer(tip.feed, tip.incarnation, 0, 0, tip.sequence, tip.hash) for tip in tips]
    return [segment for offer in offers for segment in segments_offered(carrier, offer)]


class FullRelay(MemoryTransport):
    """A relay that gives, and has no room to take."""

    def push(self, segment: bytes) -> None:
        raise TransportError("not_reached")

    def close(self) -> None:
        """Hangs up."""


@pytest.fixture
def full_relay(other: NodeContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(peers, "HttpTransport", lambda url, card, sign, clock: FullRelay(other))
    monkeypatch.setattr(peers, "find_own_card", lambda node: b"card")
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
    assert SyncAttempts(OngoingSyncs()).take(local_node.open_local_context)[0].trouble == Reason("not_reached")
    assert known() == {"Wilmer", "Fanny"}


def test_when_others_bring_the_key_after_the_record_through_the_door_then_the_record_is_read(
    post: TestPost, other: NodeContext
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
    for segment in feed_of(other, post.house.node("coordination")):
        HttpTransport.push(road, segment)
    assert known() == {"Fanny"}


def test_when_the_program_was_ended_between_receiving_and_opening_then_the_next_round_opens(
    post: TestPost, other: NodeContext
) -> None:
    """Homes of before hold records whose key is there and that nothing would ever have opened, roads or no roads."""
    put_setting("peers", [])
    closed = local_node.open_local_context()
    for writer in (other, post.house.node("coordination")):
        receive(closed, feed_of(other, writer))
    assert known() == set()
    assert background_loop.run_one_round() == []
    assert known() == {"Fanny"}


def test_when_nothing_came_since_the_last_look_then_no_box_is_opened_and_no_transaction_begun(
    post: TestPost, other: NodeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange(local_node.open_local_context(), MemoryTransport(other))
    late_keys.open_with_late_keys(local_node.open_local_context())
    assert known() == {"Fanny"}
    post.person(alias="Wilmer")

    def never(*given: object) -> None:
        raise AssertionError("a quiet round looked for what could be opened")

    monkeypatch.setattr(late_keys, "decrypt_with_new_keys", never)
    monkeypatch.setattr(late_keys, "list_readable", never)
    late_keys.open_with_late_keys(local_node.open_local_context())


def test_when_opening_meets_a_full_disk_then_the_next_look_tries_again(
    post: TestPost, other: NodeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(node: NodeContext) -> None:
        raise FullDisk("full_disk")

    exchange(local_node.open_local_context(), MemoryTransport(other))
    with monkeypatch.context() as broken:
        broken.setattr(late_keys, "decrypt_with_new_keys", full)
        with pytest.raises(StorageError):
            late_keys.open_with_late_keys(local_node.open_local_context())
    late_keys.open_with_late_keys(local_node.open_local_context())
    assert known() == {"Fanny"}

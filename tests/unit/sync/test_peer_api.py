"""The door of a post for others on the same Wi-Fi: who may come in, how much they may bring, what nonsense gets."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.message import Message
from types import SimpleNamespace

import msgspec
import pytest
from django.test import Client

from posta.acts.mission.join_requests import accept_invitation
from posta.config.background import MemberDevices
from posta.node.settings import put_setting
from posta.node.storage.database import FullDisk
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.transport import TransportError
from posta.sync.transports.http import HttpTransport
from posta.wire.address import MAX_SEGMENT
from posta.wire.membership import CARD_HEADER, REQUEST_HEADER, encode_header_value, sign_request
from tests.coordination_fixture import Coordination
from tests.journeys.test_joining import POST, treat


@dataclass(slots=True)
class Wifi(HttpTransport):
    """The road over HTTP to the node of this process, without a network."""

    client: Client = field(default_factory=Client)

    def _send(self, method: str, path: str, body: bytes, largest: int) -> tuple[object, bytes]:
        moment = self.clock.millis() + self.offset
        answer = self.client.generic(
            method, path, body, content_type="application/octet-stream", headers={
                CARD_HEADER: encode_header_value(self.card),
                REQUEST_HEADER: sign_request(self.sign, method=method, path=path, body=body, moment_ms=moment),
            },
        )  # fmt: skip
        headers = Message()
        for name, value in answer.headers.items():
            headers[name] = value
        return SimpleNamespace(status=answer.status_code, headers=headers), answer.content


@pytest.fixture
def other(centre: Coordination) -> tuple[NodeContext, Wifi]:
    """A post on the same Wi-Fi as this node, and its road to it."""
    centre.appoint("doctor")
    put_setting("mission.root", centre.root.verify_key.hex())
    computer, client = centre.computer(), centre.client()
    client.post("/admin/devices/enrol", {"request": centre.request_of(computer).hex(), "post": POST, "same": "yes"})
    sealed = client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation").content
    node, told = accept_invitation(computer, sealed)
    return node, Wifi("http://here", told.card, node.device.sign, node.clock)


def test_two_posts_exchange_through_the_door(centre: Coordination, other: tuple[NodeContext, Wifi]) -> None:
    node, road = other
    treat(centre, node)
    centre.later(minutes=1)
    outcome = exchange(node, road)
    assert outcome.sent == 2
    assert exchange(node, road).sent == 0
    assert centre.node.cursor.execute("SELECT COUNT(*) FROM figures_row WHERE kind = 2").fetchone() == (1,)


def test_a_stranger_a_lost_computer_and_a_wrong_clock_are_told_the_time_and_nothing_else(
    centre: Coordination, other: tuple[NodeContext, Wifi]
) -> None:
    node, road = other
    assert Client().post("/v1/diff", b"\x90", content_type="x/y").status_code == 401
    road.offset = 3_600_000
    road.diff([])
    assert road.offset == 0, "signed again with the time that it was told"
    road.card = road.card[:-1] + bytes((road.card[-1] ^ 1,))
    with pytest.raises(TransportError):
        road.diff([])
    road.card = road.card[:-1] + bytes((road.card[-1] ^ 1,))
    centre.client().post(f"/admin/devices/{node.device.feed.hex()}/revoke", {"reason": "robado"})
    with pytest.raises(TransportError):
        road.diff([])


def test_nonsense_is_refused_without_a_page(other: tuple[NodeContext, Wifi]) -> None:
    node, road = other
    feed = node.device.feed.hex()
    cases = [
        ("POST", "/v1/diff", b"\xff", 400),
        ("POST", "/v1/diff", msgspec.msgpack.encode([("a", "b")]), 400),
        ("GET", f"/v1/feeds/{feed}/0?from=soon", b"", 400),
        ("GET", f"/v1/feeds/{feed}/0?branch=-1", b"", 400),
        ("GET", f"/v1/feeds/{feed}/0?branch={'9' * 30}", b"", 400),
        ("GET", f"/v1/feeds/{feed}/0?branch=77", b"", 404),
        ("GET", f"/v1/feeds/{'0' * 32}/0?from=0", b"", 404),
        ("PUT", f"/v1/feeds/{feed}/0/0", bytes(MAX_SEGMENT + 1), 413),
        ("PUT", f"/v1/feeds/{feed}/0/0", b"noise", 200),
    ]
    for method, path, body, status in cases:
        answer, told = road._send(method, path, body, 1 << 20)
        assert (method, path, answer.status) == (method, path, status)  # type: ignore[attr-defined]
        assert told == b""


def test_a_disk_that_fails_is_said_by_the_status(
    other: tuple[NodeContext, Wifi], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise FullDisk("full_disk")

    monkeypatch.setattr("posta.sync.peer_api.receive", full)
    with pytest.raises(TransportError, match="507"):
        other[1].push(bytes(200))


def test_a_card_of_the_mission_is_known_by_the_head_of_a_request(
    centre: Coordination, other: tuple[NodeContext, Wifi]
) -> None:
    """Bodies larger than a form are let in by the card in the head, before anything else of the request is there."""
    _, road = other
    header = encode_header_value(road.card)
    here, elsewhere = (MemberDevices(root) for root in (centre.root.verify_key, bytes(32)))
    assert here.find_device(header) is not None
    assert elsewhere.find_device(header) is None
    for wrong in ("", "nonsense", header[:-4], header[:20] + "AAAA" + header[24:]):
        assert here.find_device(wrong) is None


def test_a_door_whose_clock_is_far_ahead_still_knows_the_members(
    centre: Coordination, other: tuple[NodeContext, Wifi]
) -> None:
    """A post 200 days ahead told every member that their card had run out, and was met by nobody."""
    node, road = other
    treat(centre, node)
    centre.later(minutes=1)
    exchange(node, road)
    centre.clock.at += timedelta(days=200)
    assert exchange(node, road).sent == 0

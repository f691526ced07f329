"""A computer was declared lost and is still in use: once it knows, it records nothing more, says so, and opens no more."""

from pathlib import Path

import pytest
from django.test import Client

from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.acts.mission.enrolled_devices import latest_head
from posta.catalog import kinds
from posta.catalog.structural_acts import AppointmentEnded
from posta.config.background import check_still_employed
from posta.mission.posts import find_device
from posta.node.http.locked_page import LoginProblem, render
from posta.node.identity.device import Unlocked
from posta.node.identity.device_keys_holder import held_device
from posta.node.settings import get_setting, put_setting
from posta.node.wsgi.passphrase_gate import DeviceDeclaredLost as Closed
from posta.scribe.revoked_device import ThisDeviceRevoked
from posta.scribe.write import write
from posta.sync import peers
from posta.sync.exchange import exchange
from posta.sync.own_membership import DEVICE_REVOKED, accept_revocation_order, find_own_card
from posta.sync.transport import PeerRefused, TransportError
from posta.sync.transports import http
from posta.sync.transports.memory import MemoryTransport
from posta.wire import membership
from posta.wire.membership import OrderKind, issue_order
from tests.coordination_fixture import Coordination
from tests.journeys.test_renewal import a_card, new_computer
from tests.journeys.test_thread import OPD
from tests.post_fixture import TestPost


def test_a_computer_that_knows_records_nothing_and_goes_on_showing(post: TestPost, tmp_path: Path) -> None:
    """Given a post in use, when news of its loss arrives, then writing is refused in words, reading goes on until the lock."""
    person = post.person()
    page = f"/people/{person.id.hex()}/"
    declare_lost(post)
    answer = post.client().get(page)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Este equipo fue declarado perdido" in text
    assert "Escriba en papel" in text
    refused = post.client().post(f"{page}arrive", {"reason": "Pies"})
    assert refused.status_code == 403
    assert "no se puede registrar nada más" in refused.content.decode()
    with pytest.raises(ThisDeviceRevoked):
        record_encounter(post.actor(), person, {"opd": OPD})
    post.later(minutes=5)
    assert post.client("nurse").get(page).status_code == 200, "that it was read cannot be written, and hinders nobody"
    staff, keys = post.house.people["doctor"]
    with pytest.raises(Closed):
        check_still_employed(tmp_path, Unlocked(held_device(), staff, keys, bytes(32)))
    assert "Este equipo fue declarado perdido" in render("es", problem=LoginProblem.LOST).decode()


def test_news_of_a_forker_is_still_received(post: TestPost) -> None:
    """Receiving goes on at a computer that was declared lost: it must not break on what it has to say itself."""
    declare_lost(post)
    centre = post.house.node("coordination")
    write(
        centre,
        [administration.draft_admin_entry(centre, kinds.APPOINTMENT_ENDED, AppointmentEnded(staff=bytes(16)), None)],
    )
    assert exchange(post.actor().node, MemoryTransport(centre)).received.new == 1


def test_another_post_shows_a_lost_computer_the_order_against_it(centre: Coordination) -> None:
    """Given a lost computer at a post's door, when it asks, then it is shown the signed order, which it believes."""
    node, card = new_computer(centre)
    stranger, _ = new_computer(centre)
    feed = node.device.feed
    assert centre.client().post(f"/admin/devices/{feed.hex()}/revoke", {"reason": "robado"}).status_code == 303
    device = find_device(centre.node.cursor, feed)
    assert device is not None
    assert device.revoked == (0, -1)
    answer = knock(centre, node.device.sign, card)
    assert answer.status_code == 403
    assert not accept_revocation_order(stranger, answer.content), "it names another computer"
    assert not accept_revocation_order(node, answer.content[:-1] + bytes([answer.content[-1] ^ 1]))
    assert not accept_revocation_order(node, b'{"error": "revoked"}'), "a relay that only says so is not believed"
    assert get_setting("order.against_us") is None
    assert accept_revocation_order(node, answer.content)
    assert get_setting("order.against_us") is not None


def test_the_road_says_it_and_writing_ends(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a lost post that no news has reached, when another shows it the order, then it stops recording."""
    root, person = type(held_device()).generate(post.house.random.randbytes), post.house.people["administrator"][1]
    card = a_card(post, root, person)
    put_setting("mission.root", root.verify_key.hex())
    put_setting("device.card", card.hex())
    assert find_own_card(post.actor().node) == card
    order = issue_order(
        person.sign,
        kind=OrderKind.REVOKE,
        administrator=card[58:178],
        payload=b"\x91\xc4\x20" + held_device().verify_key,
    )

    def refuse(self: object, heads: object) -> None:
        raise PeerRefused("served_no_more", order)

    monkeypatch.setattr(http.HttpTransport, "diff", refuse)
    with pytest.raises(TransportError) as closed:
        peers.sync_with(post.actor().node, "http://127.0.0.1:9")
    assert closed.value.code == DEVICE_REVOKED
    answer = post.client().post("/people/new", {"alias": "Wilmer", "consent_care": "y"})
    assert answer.status_code in (403, 422)
    assert "declarado perdido" in post.client().get("/").content.decode()


def declare_lost(post: TestPost) -> None:
    centre, node = post.house.node("coordination"), post.actor().node
    post.later(minutes=1)
    exchange(centre, MemoryTransport(node))
    upto = latest_head(centre.cursor, node.device.feed)
    administration.record_revocation(centre, node.device.feed, upto, None, "left in a bus")
    assert exchange(node, MemoryTransport(centre)).received.new == 1


def knock(centre: Coordination, sign, card: bytes):
    """One request of a device at the door of this post."""
    body = b"\x90"
    value = membership.sign_request(sign, method="POST", path="/v1/diff", body=body, moment_ms=centre.clock.millis())
    headers = {membership.CARD_HEADER: membership.encode_header_value(card), membership.REQUEST_HEADER: value}
    return Client().post("/v1/diff", body, content_type="application/msgpack", headers=headers)

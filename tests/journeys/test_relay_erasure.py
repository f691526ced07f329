"""The relay forgets too: a team leader forgets somebody, an administrator signs, and the next exchange erases them there."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from posta.acts.actor import draft_entry
from posta.acts.care.forgetting import list_rows_of
from posta.acts.mission.join_requests import accept_invitation
from posta.acts.mission.relay_erasure import list_erased_at_relay, list_to_sign, sign_relay_erasures
from posta.administration.relay_erasures import present_relay_erasures
from posta.care.choices.forgotten_rows import present_forgotten
from posta.catalog import choice_acts as c
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload
from posta.catalog.kinds import CHOICE, KINDS
from posta.clock import to_epoch_day, to_millis
from posta.ids import EntryId
from posta.ledger.missing_parts import list_missing_parts
from posta.ledger.queries import list_hashes
from posta.node.settings import drop_setting, put_setting
from posta.relay.server_process import running_relay
from posta.scribe.context.node_context import NodeContext
from posta.scribe.erasure import erasure_message, subject_of
from posta.scribe.incoming.erasure_receipts import record_relay_receipts
from posta.scribe.relay_orders import (
    SETTING,
    load_relay_erasures,
    load_signed_order,
    put_relay_erasures,
    put_signed_order,
)
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.peers import sync_with
from posta.sync.transport import TransportError
from posta.sync.transports.http import HttpTransport
from posta.wire.membership import OrderKind, issue_order
from tests.coordination_fixture import Coordination
from tests.forgotten_person import Team, certify, forgotten, long_card, make_team

NAMES = ("relay.url", "device.card", "order.revoke", "sync.last", "sync.trouble", "mission.administrator", SETTING)


@pytest.fixture(autouse=True)
def _own_settings(centre: Coordination) -> Iterator[None]:
    yield
    for name in NAMES:
        drop_setting(name)


@pytest.fixture
def url(centre: Coordination, tmp_path: Path) -> Iterator[str]:
    """A relay of this mission in a process of its own, which the coordination knows."""
    with running_relay(tmp_path, centre.root.verify_key) as address:
        put_setting("relay.url", address)
        put_setting("device.card", long_card(centre, centre.node).hex())
        yield address


def post_exchanges(team: Team, url: str) -> None:
    """Let the post exchange with the relay."""
    team.centre.later(minutes=2)
    with closing(
        HttpTransport(url, long_card(team.centre, team.node), team.node.device.sign, team.centre.clock)
    ) as road:
        assert exchange(team.node, road).received.reasons == []


def sealed_of(team: Team, rows: list[int]) -> list[bytes]:
    """The sealed parts of these entries, as the post sent them."""
    marks = ",".join("?" * len(rows))
    found = team.node.cursor.execute(f"SELECT sealed FROM ledger_part WHERE id >> 4 IN ({marks})", rows).fetchall()
    return [sealed for (sealed,) in found]


def held_by_relay(team: Team, url: str) -> bytes:
    """Everything that the relay hands to somebody who has nothing."""
    with closing(
        HttpTransport(url, long_card(team.centre, team.node), team.node.device.sign, team.centre.clock)
    ) as road:
        offers, _ = road.diff([])
        return b"".join(segment for offer in offers for segment in road.fetch(offer))


def test_the_relay_erases_once_an_administrator_has_signed(centre: Coordination, url: str) -> None:
    """Given a person at the relay, when they are forgotten and it is signed, then the next exchange erases them there too."""
    team = make_team(centre)
    person = team.somebody()
    post_exchanges(team, url)
    parts = sealed_of(team, list_rows_of(team.node, person.id))
    assert len(parts) >= 4
    assert None not in parts
    assert all(part in held_by_relay(team, url) for part in parts)

    order = team.forget(person)
    post_exchanges(team, url)
    sync_with(centre.node, url)
    assert [one.relay for one in present_forgotten(team.leader)] == [""]
    assert all(part in held_by_relay(team, url) for part in parts), "nobody has ordered it yet"
    client = centre.client()
    assert "falta una firma" in client.get("/admin/forgotten/").content.decode()
    assert "Que también el relevo lo borre" in client.get("/admin/").content.decode()

    certify(centre)
    assert client.post("/admin/forgotten/").status_code == 303
    page = client.get("/admin/forgotten/").content.decode()
    assert "lo hace el próximo intercambio" in page
    assert list_to_sign(centre.node) == {}
    sync_with(centre.node, url)
    kept = held_by_relay(team, url)
    assert not any(part in kept for part in parts)
    assert set(list_erased_at_relay(centre.node)) == {order}
    assert "El relevo lo borró:" in client.get("/admin/forgotten/").content.decode()
    post_exchanges(team, url)
    assert [bool(one.relay) for one in present_forgotten(team.leader)] == [True], (
        "the page of requests says so at the post"
    )


def test_what_is_brought_again_after_it_was_erased_does_not_stand_up(centre: Coordination, url: str) -> None:
    team = make_team(centre)
    person = team.somebody()
    parts = sealed_of(team, list_rows_of(team.node, person.id))
    team.forget(person)
    team.meet()
    certify(centre)
    assert sign_relay_erasures(centre.node, centre.people["administrator"][1]) == 1
    sync_with(centre.node, url)
    assert sign_relay_erasures(centre.node, centre.people["administrator"][1]) == 0
    late = make_late_post(team)
    with closing(HttpTransport(url, long_card(centre, late), late.device.sign, centre.clock)) as road:
        assert exchange(late, road).received.new > 0
    assert list_missing_parts(late.cursor) == [], (
        "what was erased at the relay counts as forgotten, not as lost on the way"
    )
    post_exchanges(team, url)
    kept = held_by_relay(team, url)
    assert not any(part in kept for part in parts)


def make_late_post(team: Team) -> NodeContext:
    """A post that joins the mission now."""
    computer, client = team.centre.computer(), team.centre.client()
    asked = {"request": team.centre.request_of(computer).hex(), "post": "coatzacoalcos_casa", "same": "yes"}
    assert client.post("/admin/devices/enrol", asked).status_code == 303
    return accept_invitation(computer, client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation").content)[0]


def test_an_order_waits_while_the_relay_is_not_reached(centre: Coordination, tmp_path: Path) -> None:
    order = forgotten(centre)
    certify(centre)
    put_setting("device.card", long_card(centre, centre.node).hex())
    assert sign_relay_erasures(centre.node, centre.people["administrator"][1]) == 1
    closed = "http://127.0.0.1:9"
    put_setting("relay.url", closed)
    with pytest.raises(TransportError):
        sync_with(centre.node, closed)
    [row] = present_relay_erasures(centre.actor())
    assert (row.erased, row.signed, row.to_sign, row.trouble) == ("", True, False, "")
    assert "lo hace el próximo intercambio" in centre.client().get("/admin/forgotten/").content.decode()
    with running_relay(tmp_path, centre.root.verify_key) as address:
        put_setting("relay.url", address)
        sync_with(centre.node, address)
    assert set(list_erased_at_relay(centre.node)) == {order}


def test_a_refused_order_says_why_and_stops_nothing_else(centre: Coordination, url: str) -> None:
    """Given a certificate that has run out by the relay's clock, when the order is brought, then the exchange goes on."""
    team = make_team(centre)
    team.forget(team.somebody())
    team.meet()
    person = centre.people["administrator"][1]
    assert sign_relay_erasures(centre.node, person) == 1
    put_setting(
        "order.revoke",
        [issue_order(person.sign, kind=OrderKind.REVOKE, administrator=bytes(120), payload=b"\x90").hex()],
    )
    assert sync_with(centre.node, url).sent > 0
    client = centre.client()
    page = client.get("/admin/forgotten/").content.decode()
    assert "no aceptó las firmas" in page
    assert list_erased_at_relay(centre.node) == {}
    certify(centre)
    assert client.post("/admin/forgotten/").status_code == 303
    [order] = list_kept()
    put_signed_order(order, _spoiled(load_signed_order(order)))
    sync_with(centre.node, url)
    assert "contestó 422" in client.get("/admin/forgotten/").content.decode()
    assert client.post("/admin/forgotten/").status_code == 303
    sync_with(centre.node, url)
    assert set(list_erased_at_relay(centre.node)) == {order}
    [row] = present_relay_erasures(centre.actor())
    assert (row.trouble, row.to_sign) == ("", False)


def _spoiled(order: bytes) -> bytes:
    """An order whose signature is wrong: its last byte is another one, whatever it was."""
    return order[:-1] + bytes([order[-1] ^ 1])


def list_kept() -> list[EntryId]:
    return list(load_relay_erasures())


def test_an_order_is_brought_again_after_a_day_and_to_another_relay(
    centre: Coordination, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relay that was replaced has heard of nothing, and cannot say so."""
    forgotten(centre)
    certify(centre)
    sign_relay_erasures(centre.node, centre.people["administrator"][1])
    brought: list[str] = []
    real = HttpTransport.bring
    monkeypatch.setattr(
        HttpTransport, "bring", lambda road, what, order: (brought.append(what), real(road, what, order))
    )
    for hours, expected in ((0, 1), (1, 1), (22, 1), (2, 2), (23, 2), (1, 3)):
        centre.later(hours=hours)
        sync_with(centre.node, url)
        assert len(brought) == expected, hours
    [(order, one)] = load_relay_erasures().items()
    put_relay_erasures({order: replace(one, url="http://127.0.0.1:1")})
    sync_with(centre.node, url)
    assert len(brought) == 4


def test_what_has_not_come_yet_is_said_and_signed_later(centre: Coordination, url: str) -> None:
    """Given an order that names an entry which is nowhere yet, then the relay's part is not called done."""
    team = make_team(centre)
    person, actor = team.somebody(), team.leader
    staff, keys = centre.people["team_leader"]
    rows = list_rows_of(team.node, person.id)
    named = (*(hash_[:16] for hash_ in list_hashes(team.node.cursor, rows).values()), bytes(range(16)))
    subject = subject_of(person.id)
    order = c.Erasure(
        subject=subject, entries=named, signer=staff, signature=keys.sign(erasure_message(subject, named))
    )
    act = c.PersonChoice(answers=((c.FORGETTING, c.DONE),), erasure=order)
    version, post = KINDS[CHOICE].version, actor.post.number
    about = ClinicalPayload(CHOICE, version, staff, person.id, to_millis(actor.now), 0, post, None, act)
    counted = FactsPayload(CHOICE, version, post, to_epoch_day(actor.clock_day), None, "", "", "", "", None, act)
    write(
        team.node, [draft_entry([(Compartment.FACTS, counted), (Compartment.CARE, about)], person.network, held=False)]
    )
    team.meet()
    certify(centre)
    assert sign_relay_erasures(centre.node, centre.people["administrator"][1]) == 1
    sync_with(centre.node, url)
    [row] = present_relay_erasures(centre.actor())
    assert (row.absent, row.erased, bool(row.partly), row.to_sign) == (1, "", True, False)
    assert "todavía no llega aquí" in centre.client().get("/admin/forgotten/").content.decode()


def test_only_a_computer_that_administers_says_what_the_relay_did(centre: Coordination) -> None:
    team = make_team(centre)
    order = team.forget(team.somebody())
    team.meet()
    record_relay_receipts(team.node, [order])
    team.meet()
    assert list_erased_at_relay(centre.node) == {}
    assert [one.relay for one in present_forgotten(team.leader)] == [""]
    assert set(list_to_sign(centre.node)) == {order}


def test_without_a_certificate_there_is_no_button(centre: Coordination) -> None:
    forgotten(centre)
    page = centre.client().get("/admin/forgotten/").content.decode()
    assert "Firmar para el relevo" in page
    centre.later(days=3000)
    client = centre.client()
    page = client.get("/admin/forgotten/").content.decode()
    assert "Firmar para el relevo" not in page
    assert "certificado" in page
    assert client.post("/admin/forgotten/").status_code == 403

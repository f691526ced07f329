"""A mission grows old: cards of half a year and a certificate of one are renewed, and what happens where they are not."""

from datetime import timedelta
from pathlib import Path

import pytest

from posta.acts.mission.join_requests import accept_invitation
from posta.cli.commands.certify import run as run_certify
from posta.cli.commands.doctor import run_checks
from posta.cli.run import make_parser
from posta.clock import FixedClock
from posta.mission.keys.membership_cards import latest_card
from posta.mission.posts import find_device
from posta.node.identity.device import write_public_facts
from posta.node.identity.device_file import PublicFacts
from posta.node.settings import put_setting
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import DeviceKeys, PersonKeys
from posta.seal.shares import split_secret, write_share
from posta.sync.exchange import exchange
from posta.sync.file_transfer import sync_folder
from posta.sync.own_membership import CARD_EXPIRED, find_own_card, write_card_expiry
from posta.sync.peers import sync_with
from posta.sync.transport import PeerRefused, TransportError
from posta.sync.transports import http
from posta.sync.transports.memory import MemoryTransport
from posta.web.middleware import card_notices
from posta.wire.membership import AdministratorExpired, CardExpired, issue_administrator, issue_card, verify_card
from tests.coordination_fixture import Coordination
from tests.in_memory_mission import START
from tests.post_fixture import TestPost

POST = "tenosique_la72"


def new_computer(centre: Coordination) -> tuple[NodeContext, bytes]:
    """A computer enrolled at the administrator's screen, and the card of its invitation."""
    computer, client = centre.computer(), centre.client()
    client.post("/admin/devices/enrol", {"request": centre.request_of(computer).hex(), "post": POST, "same": "yes"})
    sealed = client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation").content
    node, told = accept_invitation(computer, sealed)
    return node, told.card


def is_served(centre: Coordination, node: NodeContext, card: bytes) -> bool:
    """Whether a relay or another post lets this computer in today."""
    shown = latest_card(node.cursor, node.device.verify_key, card)
    assert shown is not None
    try:
        verify_card(shown, centre.root.verify_key, centre.clock.now().date())
    except (CardExpired, AdministratorExpired):
        return False
    return True


def offered(centre: Coordination) -> list[str]:
    """The computers whose cards the administrator's screen has ticked."""
    return [one.feed for one in centre.client().get("/admin/cards/").context["cards"] if one.chosen]


def renew(centre: Coordination) -> str:
    answer = centre.client().post("/admin/cards/renew", {"device": offered(centre)})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_mission_whose_cards_are_renewed_goes_on_after_200_days(centre: Coordination) -> None:
    """Given a post of 100 days, when the administrator renews what the screen offers, then it is served on day 200."""
    node, card = new_computer(centre)
    assert "/admin/cards/" not in overview(centre)
    centre.later(days=100)
    assert "/admin/cards/" in overview(centre), "from day 90 on the first page of administration asks for it"
    assert len(offered(centre)) == 2, "the coordination's own computer is among them"
    assert renew(centre) == "/admin/cards/?renewed=2"
    assert offered(centre) == []
    centre.later(minutes=1)
    exchange(node, MemoryTransport(centre.node))
    centre.later(days=100)
    assert is_served(centre, node, card)
    device = find_device(node.cursor, node.device.feed)
    assert device is not None
    assert device.until == days(centre, 80)
    own = find_own_card(centre.node)
    assert own is not None
    verify_card(own, centre.root.verify_key, centre.clock.now().date())


def test_a_card_that_ran_out_is_renewed_by_a_stick(centre: Coordination, tmp_path: Path) -> None:
    """Given a post nobody renewed for 200 days, when somebody ticks it and brings the stick, then it is served again."""
    node, card = new_computer(centre)
    centre.later(days=200)
    assert not is_served(centre, node, card)
    feed = node.device.feed.hex()
    assert feed not in offered(centre), "it may be lost: nobody renews it without looking"
    sync_folder(centre.node, tmp_path)
    assert sync_folder(node, tmp_path).received.new == 0, "and no file is closed for it either"
    centre.client().post("/admin/cards/renew", {"device": [feed, *offered(centre)]})
    centre.later(minutes=1)
    sync_folder(centre.node, tmp_path)
    assert sync_folder(node, tmp_path).received.new > 0
    assert is_served(centre, node, card)


def test_a_certificate_is_renewed_by_three_shares_of_the_root(
    centre: Coordination, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a mission of 320 days, when three holders certify Ana anew, then its cards outlive the first year."""
    node, card = new_computer(centre)
    centre.later(days=170)
    renew(centre)
    centre.later(days=150)
    page = centre.client().get("/admin/cards/")
    assert page.context["ask"]
    renew(centre)
    assert centre.client().get("/admin/cards/").context["cards"][0].device.until, "shortened to the certificate's day"
    shares = [
        write_share(one, "es") for one in split_secret(centre.root.to_bytes()[:32], random=centre.random.randbytes)
    ]
    certificate = certify(centre, page.context["code"], [shares[4], "not a share", shares[0], shares[2]], monkeypatch)
    assert "365" not in capsys.readouterr().err
    answer = centre.client().post("/admin/cards/certificate", {"code": certificate})
    assert answer.headers["Location"] == "/admin/cards/?certified=1"
    renew(centre)
    centre.later(minutes=1)
    exchange(node, MemoryTransport(centre.node))
    centre.later(days=100)
    assert is_served(centre, node, card), "day 420"


def test_without_a_new_certificate_no_card_is_renewed_and_the_page_says_what_to_do(centre: Coordination) -> None:
    new_computer(centre)
    centre.later(days=400)
    feeds = [one.feed for one in centre.client().get("/admin/cards/").context["cards"]]
    answer = centre.client().post("/admin/cards/renew", {"device": feeds})
    assert answer.status_code == 403
    assert "raíz de la misión" in answer.content.decode()
    assert "posta certify" in centre.client().get("/admin/cards/").content.decode()


def test_a_certificate_of_somebody_else_or_nothing_is_refused(
    centre: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = DeviceKeys.generate(centre.random.randbytes)
    code = centre.client().get("/admin/cards/").context["code"]
    other = code[: 8 + 64] + stranger.verify_key.hex()
    shares = [
        write_share(one, "es") for one in split_secret(centre.root.to_bytes()[:32], random=centre.random.randbytes)
    ]
    theirs = certify(centre, other, shares[:3], monkeypatch)
    for wrong in ("", "zz", "00" * 120, theirs, theirs[:-2] + "00"):
        assert centre.client().post("/admin/cards/certificate", {"code": wrong}).status_code in (403, 422), wrong


def test_a_second_administrator_is_certified_and_renews(centre: Coordination, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a second administrator without a certificate, when the root certifies them, then they renew too."""
    centre.appoint("administrator")
    assert centre.client().post("/admin/cards/renew", {"device": []}).status_code == 403
    shares = [
        write_share(one, "fr") for one in split_secret(centre.root.to_bytes()[:32], random=centre.random.randbytes)
    ]
    code = centre.client().get("/admin/cards/").context["code"]
    certificate = certify(centre, code, shares[1:4], monkeypatch)
    assert centre.client().post("/admin/cards/certificate", {"code": certificate}).status_code == 303
    centre.later(days=120)
    assert renew(centre) == "/admin/cards/?renewed=1"


def test_the_post_says_when_its_card_runs_out(post: TestPost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Given a post with a card, when it nears its end and passes it, then screen, exchange and doctor say so; work goes on."""
    root, staff = DeviceKeys.generate(post.house.random.randbytes), post.house.people["administrator"]
    card = a_card(post, root, staff[1])
    put_setting("device.card", card.hex())
    write_public_facts(tmp_path, PublicFacts("es"))
    tmp_path.chmod(0o700)
    (tmp_path / "slots").write_bytes(b"")
    write_card_expiry(post.actor().node, tmp_path)
    assert "2019-05-24" in (tmp_path / "device.toml").read_text()
    assert card_notices(post.actor()) == []
    post.later(days=160)
    (notice,) = card_notices(post.actor())
    assert "20" in notice.words
    assert "20 días" in post.client().get("/").content.decode()
    post.later(days=40)
    page = post.client().get("/").content.decode()
    assert "venció" in page
    assert "memoria USB" in page
    person = post.person()
    assert post.client().get(f"/people/{person.id.hex()}/").status_code == 200, "what a post does for people goes on"

    def refuse(self: object, heads: object) -> None:
        raise PeerRefused("served_no_more")

    monkeypatch.setattr(http.HttpTransport, "diff", refuse)
    with pytest.raises(TransportError) as closed:
        sync_with(post.actor().node, "http://127.0.0.1:9")
    assert closed.value.code == CARD_EXPIRED


def a_card(post: TestPost, root: DeviceKeys, person: PersonKeys) -> bytes:
    today = post.house.clock.now().date()
    admin = issue_administrator(
        root.sign, root_key=root.verify_key, administrator=person.verify_key, valid_until=today + timedelta(365)
    )
    device = post.actor().node.device.verify_key
    return issue_card(person.sign, administrator=admin, device=device, valid_until=today + timedelta(180))


def certify(centre: Coordination, code: str, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What `posta certify` prints when these lines are typed."""
    printed: list[str] = []
    monkeypatch.setattr("posta.cli.commands.certify.SystemClock", lambda: centre.clock)
    monkeypatch.setattr("posta.cli.commands.certify._typed", lambda: iter(lines))
    monkeypatch.setattr("posta.cli.commands.certify.print_info", printed.append)
    assert run_certify(make_parser().parse_args(["certify", code])) == 0
    return printed[-1]


def overview(centre: Coordination) -> str:
    return centre.client().get("/admin/").content.decode()


def days(centre: Coordination, more: int) -> int:
    return centre.clock.millis() // 86_400_000 + more


@pytest.mark.parametrize(
    ("days_more", "said"), [(31, ""), (30, "runs out in 30 days"), (0, "runs out in 0 days"), (-1, "ran out on")]
)
def test_doctor_tells_how_long_the_card_holds(tmp_path: Path, days_more: int, said: str) -> None:
    """Given a locked computer, when anybody runs `posta doctor`, then it says what is to be done about the card."""
    clock = FixedClock(START)
    write_public_facts(tmp_path, PublicFacts("es", card=(START.date() + timedelta(days_more)).isoformat()))
    told = [one.words for one in run_checks(tmp_path, clock=clock) if "membership card" in one.words]
    assert len(told) == (1 if said else 0)
    assert all(said in trouble for trouble in told)

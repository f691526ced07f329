"""A relay whose own clock is ahead takes every card for over: the posts are told that it is the relay, and none is accused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.clock import DAY_MILLIS, HOUR_MILLIS
from posta.errors import Reason
from posta.node.settings import drop_setting, put_setting
from posta.relay.server_process import running_relay
from posta.scribe.context.clocks import AHEAD, RIGHT, ClockReading, read_clock
from posta.scribe.context.local_node import STATED
from posta.sync.attempts import try_sync
from posta.sync.own_membership import CARD_EXPIRED
from posta.sync.peers import OTHER_CLOCK, _why, list_sync_addresses
from posta.sync.transport import PeerRefused
from posta.wire.membership import MEMBER, issue_card
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT
from tests.coordination_fixture import Coordination
from tests.in_memory_mission import START, make_mission

HELD = 300  # days: longer than the card of the founding, which another root has signed
HOLDS = (START + timedelta(days=HELD)).date()
"""The last day of a card that holds by the clock of the posts (2018), and is long over by that of the relay's computer."""
TURNED = "The other side did not accept this device's signature; check the clock and the card."


@pytest.fixture(autouse=True)
def _a_card_that_holds(centre: Coordination, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("posta.cli.commands.sync.open_home", lambda home: None)
    names = ("relay.url", "peers", "sync.last", "sync.trouble", STATED)
    for name in names:
        drop_setting(name)
    give_card(centre, HOLDS)
    yield
    for name in names:
        drop_setting(name)


def give_card(centre: Coordination, until: date) -> None:
    card = issue_card(
        ADMINISTRATOR.sign, administrator=ADMINISTRATOR_CARD, device=centre.device.verify_key, valid_until=until,
        may=MEMBER,
    )  # fmt: skip
    put_setting("device.card", card.hex())


def test_posta_sync_says_that_it_is_the_other_sides_clock(
    centre: Coordination, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The administration renewed every card, which helped nothing: nobody looked at the relay's clock."""
    with running_relay(tmp_path, ROOT.verify_key) as url:
        assert main(["sync", "--relay", url]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"posta sync: {Reason(OTHER_CLOCK)}\n"
    assert list_sync_addresses() == []


def test_the_page_of_the_exchange_says_so_and_accuses_nobody_here(centre: Coordination, tmp_path: Path) -> None:
    with running_relay(tmp_path, ROOT.verify_key) as url:
        put_setting("relay.url", url)
        for _ in range(3):
            assert try_sync(lambda: centre.node, url).trouble == Reason(OTHER_CLOCK)
            centre.later(minutes=20)
    client = centre.client()
    page = client.get("/sync/").content.decode()
    assert "El reloj del otro lado va adelantado" in page
    assert "el de esta computadora está bien" in page
    assert read_clock(centre.node).state == RIGHT
    for address in ("/sync/", "/admin/", "/coordination/"):
        shown = client.get(address).content.decode()
        for accused in ("va atrasado más de un día", "parece adelantado", "estuvo adelantado", "venció"):
            assert accused not in shown, (address, accused)


@pytest.mark.parametrize("days", [46, 120, 400])
def test_a_post_that_was_quiet_for_weeks_is_not_accused_where_a_relay_is_further_on(days: int) -> None:
    """It had heard of nobody for so long that its own clock seemed to be ahead, though a relay stated a later time still."""
    house = make_mission(["tenosique_la72"])
    house.clock.advance(days=days)
    node, later = house.node("tenosique_la72"), house.clock.millis() + 400 * DAY_MILLIS
    assert read_clock(node).state == AHEAD
    assert read_clock(replace(node, stated=lambda: later)) == ClockReading(house.clock.millis(), house.clock.millis())
    assert read_clock(replace(node, stated=lambda: later - (400 + days) * DAY_MILLIS)).state == AHEAD


@pytest.mark.parametrize(
    ("left", "offset", "said"),
    [
        (40, 41 * DAY_MILLIS, OTHER_CLOCK),
        (0, 26 * HOUR_MILLIS, OTHER_CLOCK),
        (0, 20 * HOUR_MILLIS, OTHER_CLOCK),  # less than a day, at the last day of a card
        (40, 20 * HOUR_MILLIS, "signature_not_accepted"),  # no card is over by that
        (40, -400 * DAY_MILLIS, "signature_not_accepted"),  # nor by a clock that is behind
        (-2, 400 * DAY_MILLIS, CARD_EXPIRED),  # it has, by every clock
        (-2, 0, CARD_EXPIRED),
    ],
)
def test_what_is_said_when_a_relay_turns_a_computer_away(
    centre: Coordination, left: int, offset: int, said: str
) -> None:
    centre.later(days=HELD - left)
    assert _why(centre.node, PeerRefused("signature_not_accepted"), offset) == said

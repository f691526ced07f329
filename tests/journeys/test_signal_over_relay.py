"""A promoter's signal on the road: recorded without a network, carried by a relay over HTTP, answered, and seen again."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from posta.acts.actor import Actor
from posta.acts.care.signal_recording import record_signal
from posta.acts.operations.signal_acts import list_possible_signal_acts, record_signal_step
from posta.catalog.operation_acts import SignalStep
from posta.clock import HOUR_MILLIS
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.posts import Post
from posta.mission.staff import find_staff
from posta.operations.signals.signal_lists import Signal, find_signal, list_acts, list_open_signals
from posta.relay.server_process import running_relay
from posta.scribe.replay import replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transport import TransportError
from posta.sync.transports.http import HttpTransport
from posta.wire.membership import MEMBER, issue_card
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, UNTIL
from tests.in_memory_mission import InMemoryMission, make_mission

TRACKS, CASA, CENTRE = "coatzacoalcos_vias", "coatzacoalcos_casa", "coordination"
WORDS, ANSWER = "CANARIO: siete con diarrea junto al tanque", "RESPUESTA: el equipo de agua llega a las 9"
SEEN = {"sig_type": "disease", "sig_dx": "awd", "sig_place": "30039", "sig_src": "shelter", "n_aff": 7}


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([TRACKS, CASA], trades=("doctor", "promoter", "epidemiologist", "administrator"))


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[str]:
    """The address of a relay in a process of its own, on a free port of the loopback."""
    with running_relay(tmp_path, ROOT.verify_key) as url:
        yield url


def meet_relay(house: InMemoryMission, name: str, url: str) -> None:
    """Let a computer exchange with the relay at an address, once what it wrote can no longer be undone."""
    house.clock.advance(minutes=2)
    node = house.node(name)
    card = issue_card(
        ADMINISTRATOR.sign, administrator=ADMINISTRATOR_CARD, device=node.device.verify_key, valid_until=UNTIL,
        may=MEMBER,
    )  # fmt: skip
    with closing(HttpTransport(url, card, node.device.sign, node.clock)) as road:
        assert exchange(node, road).received.reasons == []


def at_coordination(house: InMemoryMission) -> Actor:
    """The epidemiologist at the computer of coordination, where nobody is cared for."""
    node = house.node(CENTRE)
    staff = find_staff(node.cursor, house.people["epidemiologist"][0])
    assert staff is not None
    return Actor(node, staff, Post(0, CENTRE, "", CENTRE, "", ("",), ""))


def look(house: InMemoryMission, at: str, signal: EntryId) -> Signal:
    found = find_signal(house.node(at).cursor, signal)
    assert found is not None, at
    return found


def unused_address() -> str:
    """Return an address of the loopback at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_promoter_offline_is_answered_by_coordination_over_the_relay(
    house: InMemoryMission, relay: str, tmp_path: Path
) -> None:
    promoter = house.actor(TRACKS, "promoter")
    entry = record_signal(promoter, SEEN, WORDS)
    with pytest.raises(TransportError):
        meet_relay(house, TRACKS, unused_address())
    here = look(house, TRACKS, entry)
    assert (here.state, here.due) == ("recorded", here.recorded + 24 * HOUR_MILLIS), "kept, and its clock runs"
    assert [one.id for one in list_open_signals(house.node(TRACKS).cursor, limit=9)] == [entry]
    assert list_possible_signal_acts(promoter, here) == []
    with pytest.raises(Refused):
        record_signal_step(promoter, here, SignalStep(act="verify"))

    house.clock.advance(hours=3)
    meet_relay(house, TRACKS, relay)
    assert find_signal(house.node(CENTRE).cursor, entry) is None, "the relay holds it, coordination has not asked yet"
    meet_relay(house, CENTRE, relay)
    arrived = look(house, CENTRE, entry)
    assert (arrived.state, arrived.note, arrived.post) == ("recorded", WORDS, promoter.post.number)
    assert arrived.due == here.due, "the clock runs from the recording, not from the arrival"

    epidemiologist = at_coordination(house)
    seen_at_post = []
    for step, state in (
        (SignalStep(act="verify"), "verified"),
        (SignalStep(act="assess", risk="high", response=("samples", "wash")), "assessed"),
        (SignalStep(act="answer", response=("team",), note=ANSWER), "answered"),
        (SignalStep(act="close", note="Sin casos nuevos en 7 días"), "closed"),
    ):
        house.clock.advance(minutes=20)
        record_signal_step(epidemiologist, look(house, CENTRE, entry), step)
        assert look(house, CENTRE, entry).state == state
        meet_relay(house, CENTRE, relay)
        meet_relay(house, TRACKS, relay)
        seen_at_post.append(look(house, TRACKS, entry).state)
    assert seen_at_post == ["verified", "assessed", "answered", "closed"]

    closed = look(house, TRACKS, entry)
    assert (closed.risk, closed.is_open, closed.due) == ("high", False, None)
    acts = list_acts(house.node(TRACKS).cursor, entry)
    assert [(one.act, one.note) for one in acts][2:] == [("answer", ANSWER), ("close", "Sin casos nuevos en 7 días")]
    assert list_open_signals(house.node(TRACKS).cursor, limit=9) == []

    meet_relay(house, CASA, relay)
    assert look(house, CASA, entry).state == "closed", "the next post reads it too, all at once"
    for name in (TRACKS, CASA, CENTRE):
        node = house.node(name)
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before, name
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert len(kept) > 10_000
    assert not any(words.split(":")[0].encode() in kept for words in (WORDS, ANSWER)), "the relay reads nothing"

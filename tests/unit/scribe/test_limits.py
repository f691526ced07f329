"""What is signed can be sent: by relay and by stick up to the last byte, and longer than that it is not signed at all."""

from io import BytesIO
from pathlib import Path

import pytest

from posta.acts.actor import draft_entry
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.ids import FeedId
from posta.relay.server_process import running_relay
from posta.scribe.context.node_context import NodeContext
from posta.scribe.write import EntryDraft, write
from posta.sync.exchange import exchange
from posta.sync.file_transfer import export_bundle, import_bundle
from posta.sync.transports.http import HttpTransport
from posta.sync.transports.memory import MemoryTransport
from posta.wire.address import MAX_COMMIT, MAX_SEGMENT, Segment, WireEntry, WirePart, decode_segment, encode_segment
from posta.wire.errors import TooLongToSend
from posta.wire.membership import MEMBER, issue_card
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, UNTIL
from tests.in_memory_mission import InMemoryMission, make_mission

HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"
LONG = 65_000
NEWER = 60  # no form has this number yet


def long_act(house: InMemoryMission, size: int = LONG) -> EntryDraft:
    """An act with so many letters that hardly pack, as a form of a newer version might hold them."""
    actor = house.actor(HERE)
    letters = "".join(chr(33 + byte % 90) for byte in house.random.randbytes(size))
    said = ClinicalPayload(
        kinds.ENCOUNTER, 1, actor.staff.id, bytes(16), 1, 0, actor.post.number, None, {NEWER: {1: letters}}
    )
    return draft_entry([(Compartment.CARE, said)], actor.network, held=False)


def heads_of(node: NodeContext) -> list[int]:
    """Up to where each signature of this device goes."""
    rows = node.cursor.execute(
        "SELECT h.sequence FROM ledger_head h JOIN ledger_feed f ON f.id = h.feed WHERE f.feed = ? ORDER BY 1",
        (node.device.feed,),
    )
    return [row[0] for row in rows]


def write_the_most(house: InMemoryMission) -> NodeContext:
    """A post that signs as many long acts together as can be sent together."""
    node = house.actor(HERE).node
    write(node, [long_act(house)])
    sealed = node.cursor.execute("SELECT MAX(LENGTH(sealed)) FROM ledger_part").fetchone()[0]
    write(node, [long_act(house) for _ in range(MAX_COMMIT // (sealed + 115))])
    assert len(heads_of(node)) == 2, "one signature for all of them"
    return node


def long_ones(node: NodeContext) -> int:
    """How many of the long acts are read here."""
    return int(node.cursor.execute("SELECT COUNT(*) FROM chart_item").fetchone()[0])


def test_the_longest_commit_is_a_segment_that_everybody_takes() -> None:
    part = WirePart(bytes(8), bytes(32), MAX_COMMIT - 115, bytes(MAX_COMMIT - 115))
    segment = Segment(
        bytes(32), FeedId(bytes(16)), 0, 0, bytes(32), (WireEntry(bytes(115), b"", 1, (part,)),), bytes(64)
    )
    data = encode_segment(segment)
    assert MAX_COMMIT < len(data) <= MAX_SEGMENT
    assert decode_segment(data).entries[0].parts[0].size == part.size


def test_the_longest_commit_goes_through_a_relay(tmp_path: Path) -> None:
    house = make_mission([HERE, THERE])
    node, there = write_the_most(house), house.node(THERE)
    with running_relay(tmp_path, ROOT.verify_key) as url:
        for one in (house.node("coordination"), node, there):
            card = issue_card(
                ADMINISTRATOR.sign,
                administrator=ADMINISTRATOR_CARD,
                device=one.device.verify_key,
                valid_until=UNTIL,
                may=MEMBER,
            )
            road = HttpTransport(url, card, one.device.sign, one.clock)
            exchange(one, road)
            road.close()
    assert long_ones(there) == long_ones(node) > 12


def test_the_longest_commit_goes_on_a_stick() -> None:
    house = make_mission([HERE, THERE])
    node, there, stick = write_the_most(house), house.node(THERE), BytesIO()
    exchange(node, MemoryTransport(house.node("coordination")))  # so that it knows for whom a stick is
    export_bundle(node, stick)
    stick.seek(0)
    receipt = import_bundle(there, stick)
    assert receipt.reasons == []
    assert long_ones(there) == long_ones(node) > 12


def test_acts_too_long_for_one_signature_get_several_and_all_arrive() -> None:
    house = make_mission([HERE, THERE])
    node, there = house.actor(HERE).node, house.node(THERE)
    assert len(write(node, [long_act(house) for _ in range(40)])) == 40
    assert len(heads_of(node)) > 1
    exchange(there, MemoryTransport(node))
    assert long_ones(there) == 40


def test_an_act_too_long_to_be_sent_is_not_signed() -> None:
    """A part holds 64 kB; what is longer was once signed, and everything after it waited behind it for ever."""
    house = make_mission([HERE])
    node = house.actor(HERE).node
    for sheets in ([long_act(house, 66_000)], [long_act(house), long_act(house, 66_000)]):
        with pytest.raises(TooLongToSend):
            write(node, sheets)
    care = long_act(house).parts[0]
    with pytest.raises(TooLongToSend):
        write(node, [EntryDraft((care,) * 15 + (care,) * 5, held=False)])
    assert heads_of(node) == []

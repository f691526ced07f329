"""What a turned device writes stops nobody: it is set aside, and what comes with it is taken in."""

import random

import msgspec
import pytest

from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import FactsPayload
from posta.errors import Reason
from posta.scribe.incoming.receive import receive
from tests.faults.hostile_device import TRICKS, HostileDevice, Parts
from tests.in_memory_mission import make_mission

TENOSIQUE, COATZA = "tenosique_la72", "coatzacoalcos_casa"
DEEP = b"\x91" * 50_000 + b"\x01"  # a list in a list in a list


def nested_care(hostile: HostileDevice) -> Parts:
    epoch = hostile.keyring.current(Compartment.CARE, "route")
    return [(epoch, epoch, msgspec.msgpack.encode(hostile.said(kinds.ENCOUNTER, None))[:-1] + DEEP)]


def nested_facts(hostile: HostileDevice) -> Parts:
    epoch = hostile.keyring.current(Compartment.FACTS, "")
    facts = FactsPayload(kinds.ENCOUNTER, 1, 1, 17_860, None, "", "", "", "", None, None)
    return [(epoch, epoch, msgspec.msgpack.encode(facts)[:-1] + DEEP)]


@pytest.mark.parametrize("nested", [nested_care, nested_facts])
def test_a_body_nested_beyond_measure_is_set_aside_and_what_comes_with_it_is_taken_in(nested) -> None:
    """It rolled back the whole batch of whoever received it, and so did the next round, and the next."""
    house = make_mission([TENOSIQUE, COATZA])
    turned = house.node(TENOSIQUE)
    hostile = HostileDevice(turned.device, turned.keyring, random.Random(1), house.clock.millis())
    for parts in (nested(hostile), TRICKS["harmless"](hostile)[1]):
        hostile._append(hostile.lines[0], parts, 0)
    receipt = receive(house.node(COATZA), hostile.segments())
    assert (receipt.new, receipt.aside) == (2, 1)
    assert receipt.reasons == [Reason("malformed_compartment")]

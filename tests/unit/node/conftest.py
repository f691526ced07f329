"""A device made in a scratch folder, opened by cheap words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from posta.clock import FixedClock
from posta.node.identity.device import NewDevice, create_device
from posta.node.identity.master_key_holder import NodeKeys
from tests.cheap_passphrases import TINY

WORDS = "sol luna mar rio ola"


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def made(home) -> NewDevice:
    return create_device(home, WORDS, "es", parameters=TINY)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2018, 11, 25, 6, tzinfo=UTC))


def opened_of(made: NewDevice) -> NodeKeys:
    """What a worker holds of a device that was opened."""
    return NodeKeys(made.unlocked.device.to_bytes(), made.unlocked.master)

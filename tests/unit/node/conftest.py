"""A device made in a scratch folder, opened by cheap words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from posta.clock import FixedClock
from posta.node.device import NewDevice, create_device
from tests.cheap_words import TINY

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

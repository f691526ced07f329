"""What lies in the home of an invented computer beside its log: settings, in its own database, and a membership card.

The program asks one database of its process for them; here many computers live in one process, so that `Homes` says whose
turn it is. The cards are signed by a root of the storm's own.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from unittest.mock import patch

from posta.node import settings
from posta.scribe.context.clocks import extrapolate_stated_time
from posta.scribe.context.local_node import ORDER_AGAINST_US, STATED
from posta.seal.keys import DeviceKeys
from posta.wire.membership import issue_administrator, issue_card
from tests.faults.world import Machine, World

RELAY = "http://10.0.0.1:8471"
ROOT = DeviceKeys.generate(lambda count: bytes(range(count)))
_UNTIL = date(2099, 12, 31)
_SETTINGS = "CREATE TABLE IF NOT EXISTS node_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)"


class Homes:
    """Stands for the process's database where settings are read: those of the computer that is asked now."""

    def __init__(self) -> None:
        self.machine: Machine | None = None

    @contextmanager
    def of(self, machine: Machine) -> Iterator[None]:
        """Whatever is asked meanwhile, it is this computer's."""
        before, self.machine = self.machine, machine
        try:
            yield
        finally:
            self.machine = before

    @contextmanager
    def cursor(self) -> Iterator[SimpleNamespace]:
        assert self.machine is not None
        bare = self.machine.disk.connection.cursor()
        yield SimpleNamespace(execute=lambda sql, given: bare.execute(sql.replace("%s", "?"), given))

    def close(self) -> None:
        """Stays open."""


def prepare(world: World, machine: Machine, ends: Iterable[str] = ()) -> None:
    """Let a computer have a card and settings; again after a restore."""
    machine.disk.connection.execute(_SETTINGS)
    _put(machine, "mission.root", ROOT.verify_key.hex())
    _put(machine, "device.card", _card_of(world.centre.device, machine.device.verify_key).hex())
    machine.node = replace(
        machine.node,
        stated=lambda: _stated(machine),
        has_revocation_order=lambda: settings.has_setting(ORDER_AGAINST_US, machine.disk.connection),
    )
    if ends:
        _put(machine, "relay.url", RELAY)
        _put(machine, "peers", [url for url in ends if url != RELAY])


def _put(machine: Machine, name: str, value: settings.Value) -> None:
    asked = Homes()
    with patch.object(settings, "connection", asked), asked.of(machine):
        settings.put_setting(name, value)


def _stated(machine: Machine) -> int | None:
    asked = Homes()
    with patch.object(settings, "connection", asked), asked.of(machine):
        stated, measured = settings.get_setting(STATED) or (0, 0)
    return extrapolate_stated_time(stated, measured, machine.clock.millis())


@cache
def _card_of(administrator: DeviceKeys, device: bytes) -> bytes:
    card = issue_administrator(
        ROOT.sign, root_key=ROOT.verify_key, administrator=administrator.verify_key, valid_until=_UNTIL
    )
    return issue_card(administrator.sign, administrator=card, device=device, valid_until=_UNTIL)

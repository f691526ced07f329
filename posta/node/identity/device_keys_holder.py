"""Which device this process is: its keys, held in memory from unlocking until the process is killed.

>>> from posta.seal.keys import DeviceKeys
>>> hold_device(DeviceKeys.generate(bytes)); held_device().feed == DeviceKeys.generate(bytes).feed
True
"""

from posta.node.identity.device import Unlocked, database_key
from posta.node.process_state import PROCESS
from posta.node.storage import database_keys
from posta.node.storage.database_keys import Locked
from posta.seal.keys import DeviceKeys


def hold_device(device: DeviceKeys) -> None:
    """Keep the device's keys for as long as this process lives."""
    PROCESS.device = device


def held_device() -> DeviceKeys:
    """Return the keys of this device. Raises Locked."""
    if PROCESS.device is None:
        raise Locked("device_keys_locked")
    return PROCESS.device


def hold(device: bytes, master: bytes) -> None:
    """Keep the keys of an open node, given as bytes: the device's own and that of its database."""
    database_keys.hold_database_key("default", database_key(master))
    hold_device(DeviceKeys.from_bytes(device))


def hold_unlocked(unlocked: Unlocked) -> None:
    """Keep what five words opened."""
    hold(unlocked.device.to_bytes(), unlocked.master)

"""Which device this process is: its keys, held in memory from unlocking until the process is killed.

>>> from posta.seal.keys import DeviceKeys
>>> hold_device(DeviceKeys.generate(bytes)); held_device().feed == DeviceKeys.generate(bytes).feed
True
"""

from posta.node import opened
from posta.node.device import Unlocked
from posta.node.keyring import Locked
from posta.seal.keys import DeviceKeys

_held: list[DeviceKeys] = []


def hold_device(device: DeviceKeys) -> None:
    """Keep the device's keys for as long as this process lives."""
    _held[:] = [device]


def held_device() -> DeviceKeys:
    """The keys of this device. Raises Locked."""
    if not _held:
        raise Locked("locked: the keys of this device are not here. Unlock it with your five words.")
    return _held[0]


def hold_unlocked(unlocked: Unlocked) -> None:
    """Keep what five words opened: the device's keys and the key of the database."""
    opened.hold(opened.Opened(unlocked.device.to_bytes(), unlocked.master))

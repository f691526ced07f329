"""What every worker of an open post holds, for all colleagues alike: the device's own keys and its master key.

`hold_node_keys` is called once, before Django looks at its databases. The keys leave this process in one way only: to
the successor of this worker (see `posta.node.process.handover`).
"""

from dataclasses import dataclass, field

from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.ids import FeedId
from posta.node.process_state import PROCESS


class NotOpened(TemporarilyUnavailable):
    """Only a process in which somebody's words have opened the node holds the device's keys."""

    sentence = gettext_noop("This process has not been opened with anybody's words. Open the post first.")


@dataclass(frozen=True, slots=True)
class NodeKeys:
    """The device's keys as bytes (`DeviceKeys.to_bytes()`), and the key from which the databases' keys are derived."""

    device: bytes = field(repr=False)
    master: bytes = field(repr=False)

    @property
    def feed(self) -> FeedId:
        """Return the feed that this device writes."""
        from posta.seal.keys import DeviceKeys

        return DeviceKeys.from_bytes(self.device).feed


def hold_node_keys(opened: NodeKeys) -> None:
    """Keep the keys for as long as this process lives, and hand each room the one it works with."""
    # Imported here, because a worker that has not opened yet must try the words first, not load libraries.
    from posta.node.identity import device_keys_holder

    device_keys_holder.hold(opened.device, opened.master)
    PROCESS.node_keys = opened


def get_node_keys() -> NodeKeys:
    """Return the device's keys, in a worker; raises `NotOpened` anywhere else."""
    if PROCESS.node_keys is None:
        raise NotOpened
    keys: NodeKeys = PROCESS.node_keys
    return keys

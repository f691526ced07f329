"""Keys that a holder lacks, and keys that are with a holder who may hold them no more: found in the log and put right.

A computer that administers does by itself what its own keys allow, after each exchange: it gives computers the keys
of orders and of counting, and replaces what a lost computer or a former colleague was granted. No person is the
author of that. The keys of the chart and the sealed ones it does not hold: an administrator gives them, with their
own words open.
"""

from posta.acts.mission import administration
from posta.acts.mission.founding import AdminKeys, device_epochs
from posta.clock import DEFAULT_TIME_ZONE, to_epoch_day, today_in
from posta.ids import StaffId
from posta.mission.keys.granted_keys import load_keyring
from posta.mission.keys.key_grants import MissingGrant, list_exposed, list_missing_grants
from posta.mission.posts import find_device
from posta.scribe.context.node_context import NodeContext
from posta.scribe.revoked_device import is_device_revoked


def list_missing_keys(node: NodeContext) -> list[MissingGrant]:
    """Return every key that a holder is entitled to today and was never granted."""
    return list_missing_grants(node.cursor, to_epoch_day(today_in(node.clock, DEFAULT_TIME_ZONE)))


def maintain_keys(node: NodeContext) -> int:
    """Replace exposed keys and grant missing ones that this computer holds, if it administers. Returns how many.

    Only after an exchange: a computer that was restored does not know before whom it had declared lost.
    """
    device = find_device(node.cursor, node.device.feed)
    if device is None or not device.administers or is_device_revoked(node):
        return 0
    exposed = list_exposed(node.cursor)
    for compartment, network in exposed:
        administration.record_rotation(node, compartment, network, None)
        node = node.holding(load_keyring(node.cursor, node.device))
    return len(exposed) + len(
        administration.record_missing_grants(node, list_missing_keys(node), device_epochs(node), None)
    )


def grant_missing_keys(node: NodeContext, case: AdminKeys, *, by: StaffId) -> int:
    """Give everybody the keys they lack, as far as this administrator has them; return how many were given."""
    return len(administration.record_missing_grants(node, list_missing_keys(node), case.epochs, by))

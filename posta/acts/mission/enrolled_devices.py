"""The mission's computers: the invitation of one that was enrolled, and what to do when one is lost."""

import msgspec

from posta.acts.mission import administration
from posta.acts.mission.founding import AdminNotCertified, get_admin_certificate, issue_device_card
from posta.acts.mission.join_requests import JoinRequest, create_invitation
from posta.catalog.compartments import MISSION_WIDE, Compartment
from posta.clock import DEFAULT_TIME_ZONE, today_in
from posta.errors import NotAllowed, gettext_noop
from posta.ids import FeedId, StaffId
from posta.ledger.branches import list_branch_heads_until
from posta.ledger.frontier import list_tips
from posta.ledger.row_types import Cursor
from posta.mission.errors import NotOfThisMission
from posta.mission.keys.granted_keys import load_keyring
from posta.mission.keys.membership_cards import find_card
from posta.mission.posts import Device, find_device, find_post
from posta.node.settings import get_setting, put_setting
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import PersonKeys
from posta.wire.membership import OrderKind, issue_order, verify_administrator

REVOKE_ORDER = "order.revoke"


class CannotRevokeOwnDevice(NotAllowed):
    """A computer cannot be declared lost by an administrator who works at it."""

    sentence = gettext_noop("This very computer cannot declare itself lost; do it at another one that administers.")


def build_invitation(node: NodeContext, person: PersonKeys, device: Device) -> bytes:
    """Return the sealed invitation of an enrolled computer, as often as needed; nobody else can open it."""
    check_certified(node, person)
    root = bytes.fromhex(str(get_setting("mission.root")))
    request = JoinRequest(device.verify_key, device.box_public)
    card = find_card(node.cursor, device.feed) or issue_device_card(node, person, device.verify_key, until=device.until)
    return create_invitation(node, request, root=root, card=card, relay=str(get_setting("relay.url", "")))


def check_certified(node: NodeContext, person: PersonKeys) -> None:
    """Check that this administrator's signature makes a card that others accept.

    Raises AdminNotCertified, AdministratorExpired.
    """
    root = bytes.fromhex(str(get_setting("mission.root")))
    verify_administrator(get_admin_certificate(node, person.verify_key), root, today_in(node.clock, DEFAULT_TIME_ZONE))


def latest_head(cursor: Cursor, feed: FeedId) -> tuple[int, int]:
    """Return how far a device's feed is held here: its newest incarnation and sequence.

    It is (0, -1) if no entry ever arrived.
    """
    return max(((tip.incarnation, tip.sequence) for tip in list_tips(cursor) if tip.feed == feed), default=(0, -1))


def revoke_device(
    node: NodeContext, person: PersonKeys, feed: FeedId, *, by: StaffId, reason: str = "", until: int | None = None
) -> int:
    """Declare a device lost and replace every key it held. Its known entries stand, later ones are set aside.

    `until` (ms): it was ours until then, and what it wrote later by its own clock is set aside too; also of a device
    that was declared lost before. Returns the number of epochs that began. Raises NotOfThisMission,
    CannotRevokeOwnDevice.
    """
    device = find_device(node.cursor, feed)
    if device is None or (device.revoked is not None and until is None):
        raise NotOfThisMission("computer_not_enrolled")
    if feed == node.device.feed:
        raise CannotRevokeOwnDevice
    heads = None if until is None else list_branch_heads_until(node.cursor, feed, until)
    upto = latest_head(node.cursor, feed) if heads is None else max(((i, s) for i, s, _ in heads), default=(0, -1))
    signed = _publish_block_order(node, person, device) if device.revoked is None else b""
    administration.record_revocation(node, feed, upto, by, reason, signed, heads)
    if device.revoked is not None:  # its keys were replaced when it was first declared lost
        return 0
    held = _epochs_held_by(node.cursor, device)
    for compartment, network in held:
        administration.record_rotation(node, compartment, network, by)
        node = node.holding(load_keyring(node.cursor, node.device))
    return len(held)


def _epochs_held_by(cursor: Cursor, device: Device) -> list[tuple[Compartment, str]]:
    """Return compartments and networks whose keys this device, or the people who worked at it, may have had."""
    post = find_post(cursor, device.post)
    networks = post.networks if post else ()
    places = [(c, n) for n in networks for c in sorted(set(Compartment) - MISSION_WIDE)]
    return [*places, *((c, "") for c in sorted(MISSION_WIDE))]


def _publish_block_order(node: NodeContext, person: PersonKeys, device: Device) -> bytes:
    """Return the signed order to serve this device no more.

    It is empty without a certificate; then the log alone turns the device away. The courier brings the order in each
    round to the relay, which cannot read the log; posts show it to the device itself.
    """
    try:
        administrator = get_admin_certificate(node, person.verify_key)
    except AdminNotCertified:
        return b""
    payload = msgspec.msgpack.encode([device.verify_key])
    order = issue_order(person.sign, kind=OrderKind.REVOKE, administrator=administrator, payload=payload)
    put_setting(REVOKE_ORDER, [*get_setting(REVOKE_ORDER, []), order.hex()])
    return order

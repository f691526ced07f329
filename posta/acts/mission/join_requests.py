"""How a device joins a mission: it asks with its public keys, an administrator answers with a sealed invitation.

    new device:     request   "PJq1" + verify key 32 + box public 32       (QR or file; holds no secret)
    administrator:  compares six words with the people at the new device, then enrols it and seals an invitation
    new device:     opens it, trusts the founding device named in it, reads the administrator's feed, and is a member

Both sides show the same six words, worked out from the request, and six more when the invitation has named the mission;
people read them to each other aloud.
"""

from dataclasses import dataclass
from hashlib import sha256

import msgspec

from posta.catalog.compartments import Compartment
from posta.errors import InvalidData, gettext_noop
from posta.feed.entry import Head
from posta.ledger.frontier import UNDO_WINDOW_MILLIS, list_tips
from posta.ledger.queries import iterate_segments
from posta.mission.posts import list_devices, trust_founder
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import decrypt_with_new_keys
from posta.seal.epoch_keyring import Keyring
from posta.seal.epochs import Epoch
from posta.seal.keys import DeviceKeys, seal_to
from posta.wire.address import encode_segment

_MAGIC = b"PJq1"


class NotAJoinRequest(InvalidData):
    """The bytes are not a device's request to join."""

    sentence = gettext_noop("This is not a request to join; show the QR of the new computer again.")


class NotAnInvitation(InvalidData):
    """The invitation was made for another device, or was altered."""

    sentences = {
        "invitation_without_key": gettext_noop("This invitation holds no key for this computer; ask for a new one."),
        "invitation_of_another": gettext_noop(
            "This invitation is for another computer or was altered; ask for a new one."
        ),
    }


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """The public keys of a device that wants to join."""

    verify_key: bytes
    box_public: bytes


class Invitation(msgspec.Struct, frozen=True, array_like=True):
    """What a new device needs to begin: the mission's root, its founding device, all admin keys, its card, the log so far."""

    root: bytes
    founder: tuple[bytes, bytes]
    admin_epochs: tuple[tuple[bytes, bytes], ...]  # oldest first: what was ordered under an old key stays readable
    card: bytes
    relay: str
    segments: tuple[bytes, ...]

    def __repr__(self) -> str:
        return object.__repr__(self)


def create_join_request(device: DeviceKeys) -> bytes:
    """Return the request of a new device."""
    return rebuild_join_request(device.verify_key, device.box_public)


def rebuild_join_request(verify_key: bytes, box_public: bytes) -> bytes:
    """Return the request that a device with these public keys made."""
    return _MAGIC + verify_key + box_public


def parse_join_request(data: bytes) -> JoinRequest:
    """Return the request in a QR or file. Raises NotAJoinRequest."""
    if len(data) != 68 or data[:4] != _MAGIC:
        raise NotAJoinRequest
    return JoinRequest(data[4:36], data[36:])


def parse_join_request_text(text: str) -> bytes:
    """Return the bytes of a request from the hexadecimal digits of its QR, with any spaces.

    Raises NotAJoinRequest.
    """
    try:
        return bytes.fromhex("".join(text.split()))
    except ValueError:
        raise NotAJoinRequest from None


def verification_digest(request: bytes, root: bytes = b"") -> bytes:
    """Return what both sides turn into six words (`seal.passphrase.comparison_words`).

    Before enrolling it depends on the request alone; afterwards also on the mission's root, so that the new computer
    knows which mission it has joined.
    """
    return sha256(b"posta/1/join" + request + root).digest()


def create_invitation(node: NodeContext, request: JoinRequest, *, root: bytes, card: bytes, relay: str = "") -> bytes:
    """Return the sealed invitation for a device that was just enrolled; only that device can open it."""
    founder = next(d for d in list_devices(node.cursor) if d.feed == node.device.feed)
    admin = tuple((e.id, e.key) for e in node.keyring.by_id.values() if e.compartment == Compartment.ADMIN)
    content = Invitation(root, (founder.verify_key, founder.box_public), admin, card, relay, tuple(_own_segments(node)))
    return seal_to(request.box_public, msgspec.msgpack.encode(content))


def accept_invitation(node: NodeContext, sealed: bytes) -> tuple[NodeContext, Invitation]:
    """Become a member: trust the founding device and read its feed. Raises NotAnInvitation."""
    try:
        invitation = msgspec.msgpack.decode(node.device.open_box(sealed), type=Invitation)
    except (InvalidData, msgspec.MsgspecError):
        raise NotAnInvitation("invitation_of_another") from None
    epochs = [Epoch(id_, int(Compartment.ADMIN), "", key) for id_, key in invitation.admin_epochs]
    trust_founder(node.cursor, *invitation.founder)
    receive(node.holding(Keyring.of(epochs)), invitation.segments)
    node = decrypt_with_new_keys(node)  # what was ordered under earlier keys opens with the grants just read
    if not node.keyring.by_id:
        raise NotAnInvitation("invitation_without_key")
    return node, invitation


def _own_segments(node: NodeContext) -> list[bytes]:
    """Yield every order of this computer, also those held back for undo: the newcomer's own keys come last."""
    now = node.clock.millis() + UNDO_WINDOW_MILLIS
    segments = []
    for tip in list_tips(node.cursor):  # of all incarnations: the mission was founded before any restore
        if tip.feed != node.device.feed:
            continue
        head = Head(tip.feed, tip.incarnation, tip.sequence, tip.hash)
        for segment in iterate_segments(node.cursor, head.feed, head.incarnation, 0, end=head.hash, now=now):
            segments.append(encode_segment(segment))
    return segments

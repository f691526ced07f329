"""The road on foot: a `.posta` file on a USB stick, sealed to the mission's active devices.

Writing one needs no knowledge of another device's state: it holds everything from the last head that the folder's
other end is known to hold, or everything. Reading one is idempotent: what was there is counted, what is broken is
named, good segments stay.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from posta.clock import to_epoch_day
from posta.errors import InvalidData, Reason, TemporarilyUnavailable, gettext_noop
from posta.ledger.frontier import list_sendable_heads
from posta.ledger.queries import iterate_segments
from posta.mission.posts import find_mission, list_devices
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import ReceiveReport, receive
from posta.scribe.replay import decrypt_with_new_keys
from posta.sync.exchange import BATCH_SEGMENTS, SyncResult, add_to_report, split_batches
from posta.sync.own_membership import trusted_day
from posta.wire.address import encode_segment
from posta.wire.bundle import read_bundle, to_age_identity, to_age_recipient, write_bundle
from posta.wire.errors import NotForThisDevice
from posta.wire.membership import mission_of

Progress = Callable[[int, int], None]
UNREADABLE = Reason("bundle_not_opened")


class UnreadableFile(InvalidData):
    """Why nothing, or not all, could be read of what lies on a stick."""

    sentences = {
        "bundle_not_opened": gettext_noop(
            "Something on the stick has a name like a bundle and cannot be opened; the rest was read."
        ),
        "stick_not_read": gettext_noop("The stick or disk could not be read to the end; try again, or another stick."),
    }


class NoFolder(TemporarilyUnavailable):
    """The folder to exchange with is not there."""

    sentence = gettext_noop("There is no such folder: put the stick in, or make the folder first. Nothing was written.")


def export_bundle(node: NodeContext, target: BinaryIO, *, progress: Progress = lambda done, total: None) -> int:
    """Write everything that may travel to a bundle; returns the number of entries."""
    counted = [0]
    heads = list_sendable_heads(node.cursor, node.clock.millis())
    total = sum(head.sequence + 1 for head in heads)
    administrators = {d.feed for d in list_devices(node.cursor) if d.administers}

    def segments() -> Iterator[bytes]:
        for head in sorted(heads, key=lambda h: (h.feed not in administrators, h.feed, h.incarnation)):
            now = node.clock.millis()
            for segment in iterate_segments(node.cursor, head.feed, head.incarnation, 0, end=head.hash, now=now):
                counted[0] += len(segment.entries)
                progress(counted[0], total)
                yield encode_segment(segment)

    write_bundle(target, segments(), _recipients(node), _mission(node))
    return counted[0]


def export_file(node: NodeContext, path: Path, *, progress: Progress = lambda done, total: None) -> int:
    """Write a bundle to a file that has its name only once it is whole; returns the number of entries."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        with scratch.open("wb") as target:
            written = export_bundle(node, target, progress=progress)
            target.flush()
            os.fsync(target.fileno())  # a stick is pulled out the moment the command ends
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return written


def import_bundle(
    node: NodeContext, source: BinaryIO, *, progress: Progress = lambda done, total: None
) -> ReceiveReport:
    """Read a bundle and take in its good segments.

    A file that is cut, damaged or for others says what is wrong with the rest.
    """
    receipt = ReceiveReport()
    identity = to_age_identity(node.device.secret)
    try:
        for batch in split_batches(read_bundle(source, identity, mission=_mission(node)), BATCH_SEGMENTS):
            add_to_report(receipt, receive(node, batch))
            progress(receipt.new + receipt.had, 0)
    except (InvalidData, NotForThisDevice) as error:
        _count_unreadable(receipt, error.reason)
    except OSError:
        _count_unreadable(receipt, Reason("stick_not_read"))
    if receipt.new or receipt.filled:
        decrypt_with_new_keys(node)
    return receipt


def sync_folder(node: NodeContext, folder: Path, *, progress: Progress = lambda done, total: None) -> SyncResult:
    """Exchange with a folder: read every bundle in it, replace our own under a name that says nothing.

    Our own is read too: after a restore it may hold what nobody else has, and it is about to be written over. No
    folder is made: where a stick is not in its place, the record would land on the disk beside. Raises NoFolder.
    """
    if not folder.is_dir():
        raise NoFolder
    outcome = SyncResult()
    own = folder / f"{node.device.feed.hex()[:8]}.posta"
    for path in sorted(folder.glob("*.posta")):
        try:
            source = path.open("rb")
        except OSError:  # a folder of that name, a link that leads nowhere, a file of somebody else
            _count_unreadable(outcome.received, UNREADABLE)
            continue
        with source:
            add_to_report(outcome.received, import_bundle(node, source, progress=progress))
    outcome.sent = export_file(node, own, progress=progress)
    outcome.heads = tuple(list_sendable_heads(node.cursor, node.clock.millis()))
    return outcome


def _count_unreadable(receipt: ReceiveReport, reason: Reason) -> None:
    receipt.aside += 1
    receipt.unread += 1
    receipt.note(reason)


def _recipients(node: NodeContext) -> list[str]:
    """Return the devices whose cards are valid, this one, and always those that administer.

    The stick is how administering devices receive news of the post.
    """
    today = to_epoch_day(trusted_day(node))
    devices = [d for d in list_devices(node.cursor) if d.revoked is None]
    holding = [d for d in devices if d.administers or d.feed == node.device.feed or d.until is None or d.until >= today]
    return [to_age_recipient(device.box_public) for device in holding]


def _mission(node: NodeContext) -> bytes:
    mission = find_mission(node.cursor)
    return mission_of(mission[1]) if mission else bytes(16)

"""A `.posta` file: segments for a USB stick, sealed to the mission's devices; a finder sees only a size.

    "PSb1" | blocks | 0000 | SHA-256 of everything before it

    block: length 4 | check 8 (SHA-256, shortened) | age file
    in it: mission 16 | index 4 | last 1 | used 4 | segments, each with its length 4 | zero padding

Why one age file per block and not one for all: age authenticates a stream in order and gives up at its first fault,
and sticks do lose a sector or get pulled out. Each block opens by itself, so the segments of every whole block
survive. The index and the `last` mark, sealed inside, show blocks that were removed or put in another order. Every
segment still carries its own signature: a bundle is a container and proves nothing.

Blocks are padded to 4, 16, 64 or 256 KiB, 1 or 2 MiB, all but the last of a file being of 1 MiB as a rule; the list
of recipients is filled up with throw-away keys to a multiple of eight, so that it does not count the mission's
devices.

    recipients = [to_age_recipient(device.box_public) for device in active]
    write_bundle(file, segments, recipients, mission)
    for segment in read_bundle(file, to_age_identity(secret), mission=mission): ...

Blocks are age files (age-encryption.org/v1, C2SP).
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, BinaryIO

import pyrage

from posta.errors import gettext_noop
from posta.seal.bech32 import bech32
from posta.wire.address import MAX_SEGMENT
from posta.wire.errors import CutShort, NotABundle, NotForThisDevice, TooLarge, WireError

if TYPE_CHECKING:
    from hashlib import _Hash

Progress = Callable[[int, int], None]
MAX_BLOCKS = 4096
_MAGIC = b"PSb1"
_BUCKETS = (4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 2 << 20)
_FULL = 1 << 20
_INNER = struct.Struct(">16sIBI")
_CHECK_SIZE = 8
_MAX_FRAME = 3 << 20
_RECIPIENT_STEP = 8


class DamagedBlock(WireError):
    """A block of the bundle was damaged, removed or exchanged; the segments of the others were handed on."""

    sentences = {
        "damaged_block": gettext_noop("Block %(block)s of %(blocks)s of the bundle is damaged; copy the file again."),
        "wrong_bundle_checksum": gettext_noop("The checksum at the end of the bundle is wrong; copy the file again."),
    }


class NoRecipients(WireError):
    """A bundle without a recipient, or for something that is not an age recipient."""

    sentences = {
        "no_bundle_recipient": gettext_noop("A bundle needs at least one device that can open it."),
        "bundle_recipient_not_age": gettext_noop("One of the recipients is not an age key; enrol that device again."),
    }


def write_bundle(
    target: BinaryIO,
    segments: Iterable[bytes],
    recipients: Sequence[str],
    mission: bytes,
    progress: Progress = lambda segments, size: None,
) -> int:
    """Write a bundle; `progress` receives segments and bytes so far. Return the number of segments written.

    Raises NoRecipients, TooLarge.
    """
    sealers = _sealers(recipients)
    digest = sha256(_MAGIC)
    target.write(_MAGIC)
    written = size = 0
    for index, (held, last) in enumerate(_mark_last(_fill_blocks(segments))):
        if index == MAX_BLOCKS:
            raise TooLarge("bundle_too_large")
        frame = _seal_block(held, sealers, _INNER.pack(mission, index, last, sum(len(s) + 4 for s in held)))
        digest.update(frame)
        target.write(frame)
        written, size = written + len(held), size + len(frame)
        progress(written, size)
    digest.update(bytes(4))
    target.write(bytes(4) + digest.digest())
    return written


def read_bundle(source: BinaryIO, identity: str, *, mission: bytes) -> Iterator[bytes]:
    """Yield the segments of a bundle, block by block; those of whole blocks come out before a fault is raised.

    Raises NotABundle; NotForThisDevice for another's; CutShort where the file ends early; DamagedBlock, naming the
    first damaged block, after everything that could be read; TooLarge before unpacking what no Posta wrote.
    """
    if source.read(len(_MAGIC)) != _MAGIC:
        raise NotABundle
    opener = pyrage.x25519.Identity.from_str(identity)
    digest, damaged, finished, index = sha256(_MAGIC), [], False, -1
    for index, frame in enumerate(_frames(source, digest)):
        held = _open_block(frame, opener, index, mission)
        if held is None:
            damaged.append(index)
            continue
        finished, segments = held
        yield from segments
    if damaged or not finished:
        raise _damage_error(damaged, index + 1)
    if _read_exactly(source, 32) != digest.digest():
        raise DamagedBlock("wrong_bundle_checksum")


def to_age_recipient(box_public: bytes) -> str:
    """Return the age recipient of a device's X25519 public key."""
    return bech32("age", box_public)


def to_age_identity(secret: bytes) -> str:
    """Return the age identity of a device's X25519 secret, so that bundles need no key of their own."""
    return bech32("age-secret-key-", secret).upper()


def _sealers(recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    if not recipients:
        raise NoRecipients("no_bundle_recipient")
    try:
        sealers = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError:
        raise NoRecipients("bundle_recipient_not_age") from None
    while len(sealers) % _RECIPIENT_STEP:
        sealers.append(pyrage.x25519.Identity.generate().to_public())
    return sealers


def _fill_blocks(segments: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield segments grouped so that each group fits a block; always at least one group."""
    held: list[bytes] = []
    room = _FULL - _INNER.size
    for segment in segments:
        if len(segment) > MAX_SEGMENT:
            raise TooLarge("segment_too_large")
        if held and len(segment) + 4 > room:
            yield held
            held, room = [], _FULL - _INNER.size
        held.append(segment)
        room -= len(segment) + 4
    yield held


def _mark_last(groups: Iterator[list[bytes]]) -> Iterator[tuple[list[bytes], bool]]:
    before = next(groups)
    for group in groups:
        yield before, False
        before = group
    yield before, True


def _seal_block(held: list[bytes], sealers: list[pyrage.x25519.Recipient], inner: bytes) -> bytes:
    body = inner + b"".join(len(s).to_bytes(4, "big") + s for s in held)
    last = inner[_INNER.size - 5]
    bucket = next(size for size in _BUCKETS if size >= max(len(body), 0 if last else _FULL))
    sealed = bytes(pyrage.encrypt(body.ljust(bucket, b"\0"), sealers))
    return len(sealed).to_bytes(4, "big") + sha256(sealed).digest()[:_CHECK_SIZE] + sealed


def _frames(source: BinaryIO, digest: "_Hash") -> Iterator[bytes]:
    """Yield the blocks as they stand in the file, up to the trailer. Raises CutShort, TooLarge."""
    for index in count():
        prefix = _read_exactly(source, 4)
        digest.update(prefix)
        size = int.from_bytes(prefix, "big")
        if size == 0:
            return
        if size > _MAX_FRAME or index == MAX_BLOCKS:
            raise TooLarge("block_too_large")
        frame = _read_exactly(source, _CHECK_SIZE + size)
        digest.update(frame)
        yield frame


def _read_exactly(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise CutShort("bundle_cut_short")
    return data


def _open_block(
    frame: bytes, opener: pyrage.x25519.Identity, index: int, mission: bytes
) -> tuple[bool, list[bytes]] | None:
    """Return whether this is the last block, and its segments; None if it is damaged. Raises NotForThisDevice."""
    sealed = frame[_CHECK_SIZE:]
    if sha256(sealed).digest()[:_CHECK_SIZE] != frame[:_CHECK_SIZE]:
        return None
    try:
        plain = pyrage.decrypt(sealed, [opener])
    except pyrage.DecryptError as fault:
        if "No matching keys" in str(fault):
            raise NotForThisDevice("bundle_for_others") from None
        return None
    return _read_block(plain, index, mission)


def _read_block(plain: bytes, index: int, mission: bytes) -> tuple[bool, list[bytes]] | None:
    if len(plain) < _INNER.size:
        return None
    of_mission, stated, last, used = _INNER.unpack_from(plain)
    if of_mission != mission:
        raise NotForThisDevice("bundle_of_another_mission")
    at, end, segments = _INNER.size, _INNER.size + used, []
    if stated != index or end > len(plain):
        return None
    while at < end:
        size = int.from_bytes(plain[at : at + 4], "big")
        segments.append(plain[at + 4 : at + 4 + size])
        at += 4 + size
    return (bool(last), segments) if at == end else None


def _damage_error(damaged: list[int], blocks: int) -> WireError:
    if damaged:
        return DamagedBlock("damaged_block", block=damaged[0] + 1, blocks=blocks)
    return CutShort("bundle_without_end")

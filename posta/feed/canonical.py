"""The bytes of a header: one fixed layout, so that a header has one hash everywhere and for ever.

    wire version 1 | algorithm 1 | feed 16 | incarnation 4 | sequence 8 | previous 32 | clock 8 | number of parts 1
    then per part:   epoch 8 | hash 32 | size 4                                            (all big-endian)

The first 70 bytes exist before the parts are sealed; they are bound to each part as associated data (`seal.envelope`).

The hash is SHA-256 (FIPS 180-4).
"""

import struct
from hashlib import sha256

from posta.feed.entry import WIRE_VERSION, Header, PartRef
from posta.feed.errors import MalformedHeader, UnknownWireVersion
from posta.ids import FeedId

_FIXED = struct.Struct(">BB16sIQ32sQ")
_PART = struct.Struct(">8s32sI")
PREFIX_SIZE = _FIXED.size
pack_prefix = _FIXED.pack
pack_part = _PART.pack


def prefix_of(header: Header) -> bytes:
    """Return the 70 bytes that are known before the parts are sealed."""
    h = header
    return pack_prefix(h.wire_version, h.algorithm, h.feed, h.incarnation, h.sequence, h.previous, h.hlc)


def encode_header(header: Header) -> bytes:
    """Return the canonical bytes of a header."""
    parts = b"".join(pack_part(p.epoch, p.digest, p.size) for p in header.parts)
    return prefix_of(header) + bytes((len(header.parts),)) + parts


def decode_header(data: bytes) -> Header:
    """Return the header these bytes stand for.

    Raises UnknownWireVersion for a newer layout, MalformedHeader for anything else that is not exactly one header.
    """
    if len(data) <= PREFIX_SIZE or len(data) != PREFIX_SIZE + 1 + data[PREFIX_SIZE] * _PART.size:
        raise MalformedHeader("wrong_header_length")
    version, algorithm, feed, incarnation, sequence, previous, hlc = _FIXED.unpack_from(data)
    if version != WIRE_VERSION:
        raise UnknownWireVersion(version=version)
    parts = tuple(PartRef(*fields) for fields in _PART.iter_unpack(data[PREFIX_SIZE + 1 :]))
    return Header(FeedId(feed), incarnation, sequence, previous, hlc, parts, version, algorithm)


def hash_entry(previous: bytes, header: bytes) -> bytes:
    """Return the hash of an entry: SHA-256 of the previous hash and the header's bytes."""
    return sha256(previous + header).digest()

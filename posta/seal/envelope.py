"""Sealing one part: compress, pad, encrypt; and the way back.

    plain → [dictionary 1 | length 2-3 | zstd frame] → zero padding to a size bucket → XChaCha20-Poly1305

The nonce is random, never a counter: a restored backup repeats counters. The first 70 bytes of the entry's header,
the index of the part and the epoch id are bound as associated data, so a part opens only at its own place in its own
feed. Compression comes before sealing (sealed bytes do not compress); padding hides the exact length.

Two ways to close an envelope:

- `seal_part` with the epoch's key, by who may also read it;
- `seal_to_public_key` with the epoch's public key, by who may write but not read: a nurse who ticks "linked to violence" or
  notes a telephone number puts it where only the holders can open it.

Standards: Zstandard frames (RFC 8878), XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), X25519 for deposits (RFC
7748). The steps of the padding are our own.
"""

from collections.abc import Callable

import zstandard
from nacl.bindings import crypto_scalarmult, crypto_scalarmult_base
from nacl.exceptions import CryptoError

from posta.seal.aead import NONCE_SIZE, decrypt, encrypt
from posta.seal.dictionaries import NO_DICTIONARY, compressor, decompressor
from posta.seal.epochs import Epoch, derive_shared_key
from posta.seal.errors import CannotOpen, MalformedSeal

Random = Callable[[int], bytes]
MAX_PLAIN = 1 << 16
MOST_DEPOSIT_KEYS = 4096  # of one epoch
_STATES_SIZE = 0xE0  # in a frame's first byte; ours state none, and zstandard makes room for whatever is stated
_STORED = 0x80  # set in the dictionary byte when the body is not compressed because that would be longer


def seal_part(plain: bytes, epoch: Epoch, *, aad: bytes, random: Random, dictionary: int = NO_DICTIONARY) -> bytes:
    """Return the sealed bytes of a part: nonce, ciphertext and tag. Raises MalformedSeal if it is too long."""
    nonce = random(NONCE_SIZE)
    return nonce + encrypt(_wrap(plain, dictionary), aad, nonce, epoch.key)


def open_part(sealed: bytes, epoch: Epoch, *, aad: bytes) -> bytes:
    """Return the plain bytes of a part sealed with this epoch's key. Raises CannotOpen, MalformedSeal."""
    try:
        padded = decrypt(sealed[NONCE_SIZE:], aad, sealed[:NONCE_SIZE], epoch.key)
    except (CryptoError, ValueError):
        raise CannotOpen("part_does_not_open") from None
    return _unwrap(padded)


def seal_to_public_key(
    plain: bytes, public: bytes, *, aad: bytes, random: Random, dictionary: int = NO_DICTIONARY
) -> bytes:
    """Return the sealed bytes of a part for holders of the epoch with this public key.

    The writer cannot open them again.
    """
    secret = random(32)
    ephemeral = crypto_scalarmult_base(secret)
    nonce = random(NONCE_SIZE)
    key = derive_shared_key(crypto_scalarmult(secret, public), ephemeral, public)
    body = encrypt(_wrap(plain, dictionary), aad, nonce, key)
    return ephemeral + nonce + body


def open_with_secret_key(sealed: bytes, epoch: Epoch, *, aad: bytes) -> bytes:
    """Return the plain bytes of a deposited part. Raises CannotOpen, MalformedSeal."""
    ephemeral, nonce, body = sealed[:32], sealed[32:56], sealed[56:]
    try:
        return _unwrap(decrypt(body, aad, nonce, _shared_key(epoch, ephemeral)))
    except (CryptoError, ValueError, RuntimeError):
        raise CannotOpen("deposit_does_not_open") from None


def _shared_key(epoch: Epoch, ephemeral: bytes) -> bytes:
    """Return the key of a deposit. The epoch keeps it, because a chart is opened, written in and shown again, and
    each deposit tried with each epoch; so it goes when the epoch goes."""
    key = epoch.deposit_keys.get(ephemeral)
    if key is None:
        key = derive_shared_key(crypto_scalarmult(epoch.box_secret, ephemeral), ephemeral, epoch.public)
        if len(epoch.deposit_keys) >= MOST_DEPOSIT_KEYS:
            epoch.deposit_keys.clear()
        epoch.deposit_keys[ephemeral] = key
    return key


def padded_size(size: int) -> int:
    """Return the padded length: steps of 32 up to 512 bytes, then an eighth of the next power of two."""
    step = 32 if size <= 512 else 1 << max(5, size.bit_length() - 3)
    return -(-size // step) * step


def _wrap(plain: bytes, dictionary: int) -> bytes:
    if len(plain) >= MAX_PLAIN:
        raise MalformedSeal("part_too_long")
    frame = compressor(dictionary).compress(plain)
    if len(frame) >= len(plain):
        dictionary, frame = dictionary | _STORED, plain
    body = bytes((dictionary,)) + len(plain).to_bytes(2, "big") + frame
    return body.ljust(padded_size(len(body)), b"\0")


def _unwrap(padded: bytes) -> bytes:
    if len(padded) < 3:
        raise MalformedSeal("part_cut_short")
    dictionary, size = padded[0], int.from_bytes(padded[1:3], "big")
    if dictionary & _STORED:
        return padded[3 : 3 + size]
    try:
        plain = _unpack(dictionary, padded[3:], size) if size else b""
    except zstandard.ZstdError:
        raise MalformedSeal("part_does_not_unpack") from None
    if len(plain) != size:
        raise MalformedSeal("part_of_another_length")
    return plain


def _unpack(dictionary: int, frame: bytes, size: int) -> bytes:
    if frame and frame[0] & _STATES_SIZE:
        raise MalformedSeal("part_states_size_twice")
    return decompressor(dictionary).decompress(frame, max_output_size=size)

"""The keys of devices and people: Ed25519 to sign, X25519 to open what was sealed to them.

A *device* signs the head of its feed and opens epoch keys granted to devices. A *person* signs what needs a person
(an administrative act, a second approval) and opens epoch keys granted to people. Both are 64 bytes, an Ed25519 seed
and an X25519 secret, made where they are used; the private halves never travel.

Signatures are Ed25519 (RFC 8032), pairs X25519 (RFC 7748), derived keys BLAKE2b (RFC 7693), sealed boxes those of
libsodium (`crypto_box_seal`).

>>> device = DeviceKeys.generate(lambda size: bytes(size))
>>> verify_signature(device.verify_key, b"head", device.sign(b"head"))
True
>>> device.open_box(seal_to(device.box_public, b"epoch key"))
b'epoch key'
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_scalarmult,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from posta.errors import InvalidData, gettext_noop
from posta.ids import ID_SIZE, FeedId

SEED_SIZE = 32
KEYS_SIZE = 2 * SEED_SIZE
PUBLIC_SIZE = 32
SIGNATURE_SIZE = 64
NONCE_SIZE = 24

Random = Callable[[int], bytes]
_ANY_SECRET = b"\x01" * 32


class BadKeys(InvalidData):
    """Key material must be exactly as long as its kind."""

    sentences = {
        "wrong_public_key_length": gettext_noop("This public key is not the right length: it has 32 bytes."),
        "wrong_master_key_length": gettext_noop("A master key has 32 bytes."),
        "wrong_key_length": gettext_noop(
            "These keys are not the right length: a seed and a secret have 32 bytes each."
        ),
        "wrong_pair_length": gettext_noop("These keys are not the right length: a pair has 64 bytes."),
    }


class NotForUs(InvalidData):
    """A sealed box opens only with the secret it was sealed to, and only unaltered."""

    sentences = {
        "closed_with_another_key": gettext_noop("This was closed with another key, or was altered."),
        "box_of_another": gettext_noop("This box is sealed to somebody else, or was altered on the way."),
    }


@dataclass(frozen=True, slots=True)
class _Keys:
    """A signing seed and a box secret, with what is derived from them; shown to nobody by `repr`."""

    seed: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    _signing: SigningKey = field(init=False, repr=False, compare=False)
    _box: PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_SIZE or len(self.secret) != SEED_SIZE:
            raise BadKeys("wrong_key_length")
        object.__setattr__(self, "_signing", SigningKey(self.seed))
        object.__setattr__(self, "_box", PrivateKey(self.secret))

    @classmethod
    def generate(cls, random: Random) -> Self:
        """Make new keys from a source of random bytes (`os.urandom`; tests and the simulator hand a seeded one)."""
        return cls(random(SEED_SIZE), random(SEED_SIZE))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return keys from the 64 bytes of `to_bytes`."""
        if len(raw) != KEYS_SIZE:
            raise BadKeys("wrong_pair_length")
        return cls(raw[:SEED_SIZE], raw[SEED_SIZE:])

    def to_bytes(self) -> bytes:
        """Return Ed25519 seed, then X25519 secret."""
        return self.seed + self.secret

    @property
    def verify_key(self) -> bytes:
        """Return the public half that checks signatures."""
        return bytes(self._signing.verify_key)

    @property
    def box_public(self) -> bytes:
        """Return the public half that others seal to."""
        return bytes(self._box.public_key)

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature."""
        return bytes(self._signing.sign(message).signature)

    def open_box(self, sealed: bytes) -> bytes:
        """Return what was sealed to `box_public`; raises `NotForUs` if it was sealed to another or altered."""
        try:
            return bytes(SealedBox(self._box).decrypt(sealed))
        except (CryptoError, TypeError, ValueError) as reason:
            raise NotForUs("box_of_another") from reason


class DeviceKeys(_Keys):
    """The keys of one computer, made on it."""

    __slots__ = ()

    @property
    def feed(self) -> FeedId:
        """Return the feed this device writes."""
        return feed_id_of(self.verify_key)


class PersonKeys(_Keys):
    """The keys of one member of staff, kept in their slots."""

    __slots__ = ()


def seal_to(box_public: bytes, plain: bytes) -> bytes:
    """Seal bytes so that only the holder of the secret half can open them; 48 bytes longer, sender unnamed.

    Raises BadKeys.
    """
    if len(box_public) != PUBLIC_SIZE:
        raise BadKeys("wrong_public_key_length")
    return bytes(SealedBox(PublicKey(box_public)).encrypt(plain))


def public_key_id(box_public: bytes) -> bytes:
    """Return the eight bytes by which a sealed box names the public key it was sealed to."""
    return hashlib.blake2b(box_public, digest_size=8, person=b"posta/keyname").digest()


def is_valid_box_key(box_public: bytes) -> bool:
    """Return whether boxes can be sealed to a public key.

    They cannot to one of the few points that give everybody the same secret.

    >>> from nacl.bindings import crypto_scalarmult_base
    >>> is_valid_box_key(bytes(32)), is_valid_box_key(crypto_scalarmult_base(b"k" * 32))
    (False, True)
    """
    try:
        crypto_scalarmult(_ANY_SECRET, box_public)
    except (RuntimeError, CryptoError):
        return False
    return True


def verify_signature(verify_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature over the message was made with the private half of `verify_key`."""
    if len(verify_key) != PUBLIC_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        VerifyKey(verify_key).verify(message, signature)
    except (CryptoError, ValueError):
        return False
    return True


@lru_cache(maxsize=256)  # a device asks for its own name many times an act
def feed_id_of(verify_key: bytes) -> FeedId:
    """Return the id of the feed signed with this key: the first 16 bytes of its SHA-256."""
    return FeedId(hashlib.sha256(verify_key).digest()[:ID_SIZE])


def derive_key(master: bytes, label: str) -> bytes:
    """Return a 32-byte key for one purpose; one derived key gives neither the master nor another. Raises BadKeys."""
    if len(master) != SEED_SIZE:
        raise BadKeys("wrong_master_key_length")
    return hashlib.blake2b(label.encode(), key=master, digest_size=32, person=b"posta/1/derive").digest()


def wrap_secret(key: bytes, plain: bytes, *, label: str, random: Random) -> bytes:
    """Close something small under a 32-byte key for one named purpose: nonce, then XChaCha20-Poly1305."""
    nonce = random(NONCE_SIZE)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plain, label.encode(), nonce, key)


def unwrap_secret(key: bytes, sealed: bytes, *, label: str) -> bytes:
    """Return what `wrap_secret` closed under the same key and label; raises `NotForUs` otherwise."""
    nonce, body = sealed[:NONCE_SIZE], sealed[NONCE_SIZE:]
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(body, label.encode(), nonce, key)
    except (CryptoError, TypeError, ValueError) as reason:
        raise NotForUs("closed_with_another_key") from reason

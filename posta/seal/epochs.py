"""Epochs: the keys of a compartment over time.

Each compartment of each care network has a sequence of random 32-byte keys. A new epoch begins when somebody leaves or
a device is lost; old epochs stay with their holders, since a record must stay readable. From the key an X25519 pair is
derived: its public half lets everybody *deposit* what only holders may read.

A header names the epoch of each part. For person-held compartments it names it *blinded*: a value that differs in every
entry and that only holders of the key can recognise. So neither a relay nor a seized laptop can tell a note of a
psychologist from a telephone number.

Keys and names are derived with keyed BLAKE2b (RFC 7693), each with a personalisation of its own; pairs are X25519
(RFC 7748).
"""

from dataclasses import dataclass, field
from hashlib import blake2b

from nacl.bindings import crypto_scalarmult_base

EPOCH_ID_SIZE = 8
KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class Epoch:
    """One key of one compartment (number of `catalog.compartments`) in one care network ("" = the whole mission)."""

    id: bytes
    compartment: int
    network: str
    key: bytes = field(repr=False)
    blinded: bool = False
    box_secret: bytes = field(init=False, repr=False, compare=False)
    public: bytes = field(init=False, repr=False, compare=False)  # with which anyone may deposit
    deposit_keys: dict[bytes, bytes] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.id) != EPOCH_ID_SIZE or len(self.key) != KEY_SIZE:
            raise ValueError("An epoch has an 8-byte id and a 32-byte key.")
        # Once for each epoch: a chart is full of deposits, and each is tried with every epoch held.
        secret = blake2b(self.key, digest_size=32, person=b"posta/box").digest()
        object.__setattr__(self, "box_secret", secret)
        object.__setattr__(self, "public", crypto_scalarmult_base(secret))


def header_epoch_id(epoch: Epoch, prefix: bytes, index: int) -> bytes:
    """Return the eight bytes by which a header names the epoch of its part `index`."""
    return blind_epoch(epoch.key, prefix, index) if epoch.blinded else epoch.id


def blind_epoch(key: bytes, prefix: bytes, index: int) -> bytes:
    """Return the blinded name of an epoch in one entry; `prefix` is the 70 first bytes of the header."""
    return blake2b(prefix + bytes((index,)), digest_size=EPOCH_ID_SIZE, key=key, person=b"posta/blind").digest()


def derive_shared_key(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    """Return the key of a deposit from the X25519 shared secret and both public keys."""
    return blake2b(shared + ephemeral + public, digest_size=KEY_SIZE, person=b"posta/deposit").digest()


def derive_pseudonym(secret: bytes, person: bytes) -> bytes:
    """Return a person in facts: keyed BLAKE2b of the person's id.

    The key is a secret that posts hold and coordination does not.
    """
    return blake2b(person, digest_size=12, key=secret, person=b"posta/facts").digest()

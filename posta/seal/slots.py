"""Key slots: how five words open a device, in a file that does not show how many people can.

The file always holds 32 slots of the same size. A used slot is what one person needs to work here (the device's
master key, their id, their own keys) sealed with a key that Argon2id makes from their words; an unused slot is random
bytes. Only a holder of the master key can distinguish them. Salt and cost are in the file once, so that words alone,
without a user name, open it with one slow derivation and 32 fast attempts (so a guess tests all people at once, which
takes at most five of the 64.6 bits). Which slots are used, and by whom, is itself sealed under the master key: the
*map*.

    file   = magic 4 | version 1 | memory in KiB 4 | time cost 1 | salt 16 | reserved 6 | map | 32 slots   (big-endian)
    map    = nonce 24 | XChaCha20-Poly1305(map key, 32 owners of 16 bytes, zero where free) + tag 16
    slot   = nonce 24 | XChaCha20-Poly1305(words key, length 2 | payload | zeros: 160 bytes) + tag 16

The head of the file is the associated data of map and slots; a slot's also names its index. Pure: files are `node`'s.

The slow key is Argon2id's (RFC 9106, `passphrase_kdf`).

>>> import os; least = Parameters(128 * 1024, 2)
>>> slots = create_slots(b"m" * 32, "marea lapiz", b"a" * 16, b"payload", parameters=least, random=os.urandom)
>>> open_slot(slots, "Marea-Lápiz")
(0, b'payload')
>>> open_slot(slots, "otra cosa") is None
True
"""

import struct
from dataclasses import dataclass

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as _open,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as _seal,
)
from nacl.exceptions import CryptoError

from posta.errors import InvalidData, TemporarilyUnavailable, gettext_noop
from posta.seal.keys import Random, derive_key
from posta.seal.passphrase_kdf import derive_passphrase_key

MAGIC = b"PSLT"
VERSION = 1
SLOT_COUNT = 32
OWNER_SIZE = 16
PAYLOAD_LIMIT = 158
SALT_SIZE = 16

_HEAD = struct.Struct(">4sBIB16s6x")
_NONCE_SIZE = 24
_TAG_SIZE = 16
_PLAIN_SIZE = 2 + PAYLOAD_LIMIT
_SLOT_SIZE = _NONCE_SIZE + _PLAIN_SIZE + _TAG_SIZE
_MAP_SIZE = _NONCE_SIZE + SLOT_COUNT * OWNER_SIZE + _TAG_SIZE
FILE_SIZE = _HEAD.size + _MAP_SIZE + SLOT_COUNT * _SLOT_SIZE

_FREE = bytes(OWNER_SIZE)
_MEMORY_FLOOR = 128 * 1024
_MEMORY_CEILING = 4 * 1024 * 1024


class BadSlots(InvalidData):
    """A slots file has its one size, magic, version, and costs between floor and ceiling."""

    sentences = {
        "slot_cost_out_of_range": gettext_noop("The cost of trying words is outside 128 MiB to 4 GiB, 2 to 16 passes."),
        "wrong_slots_size": gettext_noop("This is not a slots file: its size is wrong."),
        "not_a_slots_file": gettext_noop("This is not a slots file, or a newer one: update Posta."),
        "slots_do_not_open": gettext_noop("The map of key slots does not open: wrong master key or damaged file."),
    }


class BadPayload(InvalidData):
    """A slot holds up to 158 bytes for an owner whose id is not zero."""

    sentences = {
        "wrong_owner_length": gettext_noop("The owner of a slot has an id of 16 bytes."),
        "slot_too_long": gettext_noop("A key slot holds up to 158 bytes."),
    }


class NoFreeSlot(TemporarilyUnavailable):
    """At most 32 people can open one device."""

    sentence = gettext_noop("32 people can open this device already. Remove one who no longer works here.")


class PassphraseInUse(TemporarilyUnavailable):
    """Two people on one device never share words."""

    sentence = gettext_noop("These words already open this device for somebody else. Generate others.")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The cost of trying one set of words: at least 128 MiB, normally 256 MiB three times over (1-2 seconds)."""

    memory_kib: int = 256 * 1024
    time_cost: int = 3

    def __post_init__(self) -> None:
        check_cost(self.memory_kib, self.time_cost)


def check_cost(memory_kib: int, time_cost: int) -> None:
    """Refuse a cost at which words are too cheap to try, or impossible.

    The cost is that of a file to be made, or of one that was found.

    Raises BadSlots.
    """
    if not (_MEMORY_FLOOR <= memory_kib <= _MEMORY_CEILING and 2 <= time_cost <= 16):
        raise BadSlots("slot_cost_out_of_range")


def create_slots(
    master: bytes, words: str, owner: bytes, payload: bytes, *, parameters: Parameters, random: Random
) -> bytes:
    """Return a slots file that one person can open."""
    head = _HEAD.pack(MAGIC, VERSION, parameters.memory_kib, parameters.time_cost, random(SALT_SIZE))
    empty = head + _close_map(head, master, (_FREE,) * SLOT_COUNT, random) + random(SLOT_COUNT * _SLOT_SIZE)
    return add_slot(empty, master, words, owner, payload, random=random)


def add_slot(file: bytes, master: bytes, words: str, owner: bytes, payload: bytes, *, random: Random) -> bytes:
    """Return the file with one more person, or with this person's slot replaced; one slow derivation.

    Raises BadPayload, NoFreeSlot, PassphraseInUse, BadSlots.
    """
    owners = list(list_owners(file, master))
    if len(owner) != OWNER_SIZE or owner == _FREE:
        raise BadPayload("wrong_owner_length")
    index = owners.index(owner) if owner in owners else _first_free(owners)
    key = _words_key(file, words)
    taken = _find(file, key)
    if taken is not None and taken[0] != index:
        raise PassphraseInUse
    owners[index] = owner
    return _with_map(_with_slot(file, index, _close(file, key, index, payload, random)), master, owners, random)


def open_slot(file: bytes, words: str) -> tuple[int, bytes] | None:
    """Return the slot these words open and what it holds; None if they open none.

    It is always exactly one slow derivation. Raises BadSlots.
    """
    return _find(file, _words_key(file, words))


def change_words(file: bytes, old: str, new: str, *, random: Random) -> bytes | None:
    """Return the file with one person's words replaced, or None if the old words open nothing; two slow derivations.

    Raises PassphraseInUse, BadSlots.
    """
    found = _find(file, _words_key(file, old))
    if found is None:
        return None
    index, payload = found
    key = _words_key(file, new)
    taken = _find(file, key)
    if taken is not None and taken[0] != index:
        raise PassphraseInUse
    return _with_slot(file, index, _close(file, key, index, payload, random))


def drop_slot(file: bytes, master: bytes, owner: bytes, *, random: Random) -> bytes:
    """Return the file in which this person's slot is random bytes; unchanged people keep theirs."""
    owners = list(list_owners(file, master))
    if owner in owners and owner != _FREE:
        index = owners.index(owner)
        owners[index] = _FREE
        file = _with_slot(file, index, random(_SLOT_SIZE))
    return _with_map(file, master, owners, random)


def list_owners(file: bytes, master: bytes) -> tuple[bytes, ...]:
    """Return the owner of each slot, zeros where free; only the master key can read this. Raises BadSlots."""
    read_parameters(file)
    start = _HEAD.size
    nonce, sealed = _split(file[start : start + _MAP_SIZE])
    try:
        plain = _open(sealed, file[:start], nonce, _map_key(master))
    except CryptoError as reason:
        raise BadSlots("slots_do_not_open") from reason
    return tuple(plain[at : at + OWNER_SIZE] for at in range(0, len(plain), OWNER_SIZE))


def wipe_bytes(random: Random) -> bytes:
    """Return what to overwrite a slots file with: as many random bytes, after which no words open anything."""
    return random(FILE_SIZE)


def read_parameters(file: bytes) -> Parameters:
    """Return the cost written in a slots file; raises `BadSlots` for anything that is not one."""
    if len(file) != FILE_SIZE:
        raise BadSlots("wrong_slots_size")
    magic, version, memory_kib, time_cost, _ = _HEAD.unpack(file[: _HEAD.size])
    if magic != MAGIC or version != VERSION:
        raise BadSlots("not_a_slots_file")
    return Parameters(memory_kib, time_cost)


def _words_key(file: bytes, words: str) -> bytes:
    cost, salt = read_parameters(file), _HEAD.unpack(file[: _HEAD.size])[4]
    return derive_passphrase_key(words, salt, memory_kib=cost.memory_kib, time_cost=cost.time_cost)


def _find(file: bytes, key: bytes) -> tuple[int, bytes] | None:
    """Try every slot, also after the right one, so that the time does not show which it was."""
    found = None
    for index in range(SLOT_COUNT):
        nonce, sealed = _split(file[_slot_at(index) : _slot_at(index + 1)])
        try:
            plain = _open(sealed, _slot_data(file, index), nonce, key)
        except CryptoError:
            continue
        found = index, plain[2 : 2 + int.from_bytes(plain[:2], "big")]
    return found


def _close(file: bytes, key: bytes, index: int, payload: bytes, random: Random) -> bytes:
    if len(payload) > PAYLOAD_LIMIT:
        raise BadPayload("slot_too_long")
    plain = (len(payload).to_bytes(2, "big") + payload).ljust(_PLAIN_SIZE, b"\0")
    nonce = random(_NONCE_SIZE)
    return nonce + _seal(plain, _slot_data(file, index), nonce, key)


def _close_map(head: bytes, master: bytes, owners: tuple[bytes, ...], random: Random) -> bytes:
    nonce = random(_NONCE_SIZE)
    return nonce + _seal(b"".join(owners), head, nonce, _map_key(master))


def _with_slot(file: bytes, index: int, slot: bytes) -> bytes:
    return file[: _slot_at(index)] + slot + file[_slot_at(index + 1) :]


def _with_map(file: bytes, master: bytes, owners: list[bytes], random: Random) -> bytes:
    head, slots = file[: _HEAD.size], file[_HEAD.size + _MAP_SIZE :]
    return head + _close_map(head, master, tuple(owners), random) + slots


def _first_free(owners: list[bytes]) -> int:
    if _FREE not in owners:
        raise NoFreeSlot
    return owners.index(_FREE)


def _slot_at(index: int) -> int:
    return _HEAD.size + _MAP_SIZE + index * _SLOT_SIZE


def _slot_data(file: bytes, index: int) -> bytes:
    return file[: _HEAD.size] + bytes([index])


def _map_key(master: bytes) -> bytes:
    return derive_key(master, "posta/1/slots/map")


def _split(sealed: bytes) -> tuple[bytes, bytes]:
    return sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]

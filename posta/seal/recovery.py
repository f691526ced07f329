"""The recovery key of a device: ten words on paper that open its backups when everything else is lost.

It is an age identity (X25519) made from words, so a backup can be opened with the words here, or with the identity they
stand for by any age program. Ten words of 7,776 hold 129 bits: no slow derivation is needed. The words are shown once;
the device keeps only the public half, to which every backup is also encrypted.

>>> words = "uno dos tres cuatro cinco seis siete ocho nueve diez"
>>> recovery_identity(words) == recovery_identity(words.upper())
True
>>> recovery_identity(words)[:16]
'AGE-SECRET-KEY-1'
"""

import hashlib

from posta.errors import WrongData
from posta.seal.keys import Random
from posta.seal.words import generate_words, normalise_words

RECOVERY_WORDS = 10

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "age-secret-key-"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class NotRecoveryWords(WrongData):
    """A recovery key has ten words."""


def generate_recovery_words(language: str, random: Random) -> str:
    """Ten new words to print once."""
    return generate_words(language, random, count=RECOVERY_WORDS)


def recovery_identity(words: str) -> str:
    """The age identity these ten words stand for."""
    typed = normalise_words(words).split()
    if len(typed) != RECOVERY_WORDS:
        raise NotRecoveryWords("A recovery key has ten words. Compare with the printed page.")
    secret = hashlib.blake2b(" ".join(typed).encode(), digest_size=32, person=b"posta/1/recovery").digest()
    return _bech32(_PREFIX, secret).upper()


def _bech32(prefix: str, raw: bytes) -> str:
    """BIP 173, as age writes its keys."""
    five_bits = _regroup(raw)
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    checksum = _polymod(expanded + five_bits + [0] * 6) ^ 1
    tail = [checksum >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(_LETTERS[value] for value in five_bits + tail)


def _regroup(raw: bytes) -> list[int]:
    bits = int.from_bytes(raw, "big") << (-len(raw) * 8 % 5)
    count = -(-len(raw) * 8 // 5)
    return [bits >> 5 * (count - 1 - at) & 31 for at in range(count)]


def _polymod(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for at in range(5):
            total ^= _GENERATOR[at] if top >> at & 1 else 0
    return total

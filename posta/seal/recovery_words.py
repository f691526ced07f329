"""The recovery key of a device: ten words on paper that open its backups when everything else is lost.

It is an age identity (X25519) made from words, so a backup can be opened with the words here, or with the identity they
stand for by any age program. Ten words of 7,776 hold 129 bits: no slow derivation is needed. The words are shown once;
the device keeps only the public half, to which every backup is also encrypted.

The words become the key by BLAKE2b (RFC 7693), and the key is written as age writes it (`bech32`).

>>> words = "uno dos tres cuatro cinco seis siete ocho nueve diez"
>>> recovery_identity(words) == recovery_identity(words.upper())
True
>>> recovery_identity(words)[:16]
'AGE-SECRET-KEY-1'
"""

import hashlib

from posta.errors import InvalidData, gettext_noop
from posta.seal.bech32 import bech32
from posta.seal.keys import Random
from posta.seal.passphrase import generate_passphrase, normalise_passphrase

RECOVERY_WORDS = 10

_PREFIX = "age-secret-key-"


class NotRecoveryWords(InvalidData):
    """A recovery key has ten words."""

    sentence = gettext_noop("A recovery key has ten words. Compare with the printed page.")


def generate_recovery_words(language: str, random: Random) -> str:
    """Draw ten new words to print once."""
    return generate_passphrase(language, random, count=RECOVERY_WORDS)


def recovery_identity(words: str) -> str:
    """Return the age identity these ten words stand for. Raises NotRecoveryWords."""
    typed = normalise_passphrase(words).split()
    if len(typed) != RECOVERY_WORDS:
        raise NotRecoveryWords
    secret = hashlib.blake2b(" ".join(typed).encode(), digest_size=32, person=b"posta/1/recovery").digest()
    return bech32(_PREFIX, secret).upper()

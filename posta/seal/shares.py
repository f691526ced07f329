"""Splitting a secret among people: any three of five can restore it, two learn nothing.

Shamir's scheme over the field GF(256) of AES, byte by byte: each byte of the secret is the value at zero of a random
polynomial of degree two, and a share is its values at the share's own number. The mission's root key is split so on
paper. A share is printed as words of the comparing list (one word a byte: number, threshold, set, data, checksum), so
that a hand-copied sheet with one wrong word is refused rather than giving a wrong key.

Source: A. Shamir, How to share a secret, Communications of the ACM 22 (1979); the field is that of AES (FIPS 197).

>>> shares = split_secret(b"root", threshold=2, count=3, random=lambda size: bytes(range(1, size + 1)))
>>> join_shares(shares[1:])
b'root'
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from posta.errors import InvalidData, gettext_noop
from posta.seal.keys import Random
from posta.seal.passphrase import LANGUAGES, encode_words, normalise_passphrase

THRESHOLD = 3
COUNT = 5

_SET_SIZE = 2
_HEAD_SIZE = 2 + _SET_SIZE
_CHECK_SIZE = 4


class BadSplit(InvalidData):
    """A secret of at least one byte is split among 2 to 255 people; 2 or more suffice."""

    sentence = gettext_noop("A secret is split among 2 to 255 people, of whom at least two are needed.")


class BadShare(InvalidData):
    """A printed share is complete, in one language, and its checksum fits."""

    sentences = {
        "wrong_word_in_share": gettext_noop(
            "A word of this share is wrong or missing. Compare it with the sheet, word by word."
        ),
        "incomplete_share": gettext_noop("This share is not one: number, threshold, set or bytes are missing."),
    }


class SharesDoNotJoin(InvalidData):
    """Joining needs as many different shares of one and the same set as its threshold."""

    sentences = {
        "too_few_shares": gettext_noop("%(count)d different shares are here, %(needed)d are needed."),
        "shares_of_two_sets": gettext_noop("These shares are not of one set. Bring sheets that were printed together."),
    }


@dataclass(frozen=True, slots=True, repr=False)
class Share:
    """One person's part: its number, how many are needed, which set it belongs to, and its bytes."""

    number: int
    threshold: int
    set_id: bytes
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 255 and 2 <= self.threshold <= 255 and self.data and len(self.set_id) == _SET_SIZE):
            raise BadShare("incomplete_share")


def split_secret(secret: bytes, *, random: Random, threshold: int = THRESHOLD, count: int = COUNT) -> tuple[Share, ...]:
    """Return the shares of a secret, numbered from one. Raises BadSplit."""
    if not secret or not 2 <= threshold <= count <= 255:
        raise BadSplit
    set_id = random(_SET_SIZE)
    coefficients = [secret] + [random(len(secret)) for _ in range(threshold - 1)]
    return tuple(Share(x, threshold, set_id, _evaluate(coefficients, x)) for x in range(1, count + 1))


def join_shares(shares: Iterable[Share]) -> bytes:
    """Return the secret, from as many different shares as the threshold or more; raises `SharesDoNotJoin`."""
    chosen = {share.number: share for share in shares}
    sets = {(share.threshold, share.set_id, len(share.data)) for share in chosen.values()}
    if len(sets) != 1:
        raise SharesDoNotJoin("shares_of_two_sets")
    threshold = next(iter(sets))[0]
    if len(chosen) < threshold:
        raise SharesDoNotJoin("too_few_shares", count=len(chosen), needed=threshold)
    used = [chosen[number] for number in sorted(chosen)[:threshold]]
    weights = _weights_at_zero([share.number for share in used])
    columns = zip(*(share.data for share in used), strict=True)
    return bytes(_sum(_times(y, weight) for y, weight in zip(column, weights, strict=True)) for column in columns)


def write_share(share: Share, language: str) -> str:
    """Return a share as words for paper."""
    body = bytes([share.number, share.threshold]) + share.set_id + share.data
    return " ".join(encode_words(body + _checksum(body), language))


def read_share(text: str) -> Share:
    """Return a share from its words in any of the three languages.

    Raises `BadShare` if a word is wrong or missing.
    """
    typed = normalise_passphrase(text).split()
    for language in LANGUAGES:
        value = {word: byte for byte, word in enumerate(encode_words(bytes(range(256)), language))}
        if all(word in value for word in typed):
            raw = bytes(value[word] for word in typed)
            body, check = raw[:-_CHECK_SIZE], raw[-_CHECK_SIZE:]
            if len(body) > _HEAD_SIZE and _checksum(body) == check:
                return Share(body[0], body[1], body[2:_HEAD_SIZE], body[_HEAD_SIZE:])
    raise BadShare("wrong_word_in_share")


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK_SIZE, person=b"posta/1/share").digest()


def _evaluate(coefficients: Sequence[bytes], x: int) -> bytes:
    """Return the polynomials at x, one per byte, by Horner's rule."""
    values = bytearray(len(coefficients[0]))
    for coefficient in reversed(coefficients):
        for at, byte in enumerate(coefficient):
            values[at] = _times(values[at], x) ^ byte
    return bytes(values)


def _weights_at_zero(numbers: Sequence[int]) -> list[int]:
    """Return Lagrange's weights for interpolating at zero; in this field subtraction is exclusive or."""
    weights = []
    for x in numbers:
        weight = 1
        for other in numbers:
            if other != x:
                weight = _times(weight, _times(other, _inverse(other ^ x)))
        weights.append(weight)
    return weights


def _sum(values: Iterable[int]) -> int:
    total = 0
    for value in values:
        total ^= value
    return total


def _times(a: int, b: int) -> int:
    """Return the product in GF(256) modulo x^8 + x^4 + x^3 + x + 1.

    The steps are the same for all values.
    """
    product = 0
    for bit in range(8):
        product ^= a & -(b >> bit & 1)
        a = (a << 1) ^ (0x11B & -(a >> 7))
    return product


def _inverse(a: int) -> int:
    """Return the reciprocal: a to the power 254."""
    result, square = 1, a
    for _ in range(7):
        square = _times(square, square)
        result = _times(result, square)
    return result

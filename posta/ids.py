"""Typed identifiers, and the short form of them that people read aloud.

Ids are 16 random or hashed bytes. People see eight letters and digits in two groups, in Crockford's base 32
(no I, L, O, U), so that a code can be dictated over a bad telephone line.

>>> format_short_code(PersonId(bytes(range(16))))
'000G-40R4'
"""

from typing import NewType

FeedId = NewType("FeedId", bytes)
EntryId = NewType("EntryId", bytes)
PersonId = NewType("PersonId", bytes)
StaffId = NewType("StaffId", bytes)

ID_SIZE = 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def format_short_code(identifier: bytes) -> str:
    """Return the first 40 bits of an id as two groups of four characters."""
    number = int.from_bytes(identifier[:5], "big")
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -5, -5))
    return f"{letters[:4]}-{letters[4:]}"


def parse_short_code(text: str) -> bytes | None:
    """Return the five leading bytes that a spoken code stands for, or None if it is not one."""
    letters = text.upper().translate(_LOOKALIKES)
    if len(letters) != 8 or any(letter not in ALPHABET for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(5, "big")

"""The partners of the directory: all of them, one of them, those that fit some words."""

import unicodedata
from collections.abc import Sequence

import msgspec

from posta.catalog.operation_acts import DirectoryEntry
from posta.ledger.row_types import Cursor

_decode = msgspec.msgpack.Decoder(DirectoryEntry).decode


def list_partners(cursor: Cursor) -> list[DirectoryEntry]:
    """Return every partner, by name; closed ones are last."""
    sql = "SELECT body FROM operations_partner ORDER BY closed, name, code"
    return [_decode(row[0]) for row in cursor.execute(sql).fetchall()]


def find_partner(cursor: Cursor, code: str) -> DirectoryEntry | None:
    """Return the partner of a code."""
    row = cursor.execute("SELECT body FROM operations_partner WHERE code = ?", (code,)).fetchone()
    return _decode(row[0]) if row else None


def load_partner_names(cursor: Cursor) -> dict[str, str]:
    """Return the names of partners by code."""
    return dict(cursor.execute("SELECT code, name FROM operations_partner").fetchall())


def fits_words(words: str, texts: Sequence[str]) -> bool:
    """Return whether each word is the beginning of a word of these texts; accents and case do not matter.

    >>> fits_words("hosp tenosi", ["Hospital comunitario", "Tenosique"]), fits_words("clinica", ["Hospital"])
    (True, False)
    """
    known = _fold(" ".join(texts)).split()
    return all(any(one.startswith(word) for one in known) for word in _fold(words).split())


def _fold(words: str) -> str:
    flat = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter if letter.isalnum() else " " for letter in flat if not unicodedata.combining(letter))

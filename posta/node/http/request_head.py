"""The head of a request as plain bytes, and what it says about the page that sent it.

Supervisor and worker judge it before anything else is loaded: only pages of this very address may lock, log out or bring
words. Browsers say where a form comes from in two headers; on plain HTTP, away from the computer itself, in `Origin`
alone.

>>> is_foreign({"host": "10.42.0.1:8470", "origin": "http://10.42.0.1:8470"})
False
>>> is_foreign({"host": "10.42.0.1:8470", "origin": "http://10.42.0.1:8000"})
True
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

END_OF_HEAD = b"\r\n\r\n"
LONGEST_FORM = 4096  # of words

LONGEST_TYPED = 64 * 1024  # of a form that somebody filled in
LONGEST_SIZE = 12  # digits

WITH_WORDS = frozenset({"/unlock", "/login", "/words", "/lock", "/logout"})
FORM, WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"
_OURS = ("same-origin", "none")


def read_fields(head: bytes) -> dict[str, str]:
    """Return the headers of a request by their names in small letters."""
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def is_foreign(fields: Mapping[str, str]) -> bool:
    """Return whether a page of another site, or of another port of this computer, made the browser ask."""
    if fields.get("sec-fetch-site", "none") not in _OURS:
        return True
    origin = fields.get("origin")
    return origin is not None and _place_of(origin) != fields.get("host", "").lower()


def is_from_our_page(fields: Mapping[str, str]) -> bool:
    """Return whether the browser says that a page of this very address asked; silence says nothing."""
    says = "origin" in fields or fields.get("sec-fetch-site") == "same-origin"
    return says and not is_foreign(fields)


def size_of_form(fields: Mapping[str, str]) -> int:
    """Return the bytes of a posted form that may hold words; 0 for anything else."""
    length = fields.get("content-length", "")
    return (
        int(length) if length.isascii() and length.isdigit() and len(length) < 6 and int(length) <= LONGEST_FORM else 0
    )


def size_of_typed(fields: Mapping[str, str]) -> int:
    """Return the bytes of a form that somebody filled in.

    It is 0 for anything else, and for what is too long to keep.
    """
    size = _size_of_any(fields)
    return size if size <= LONGEST_TYPED else 0


def is_too_long_to_keep(fields: Mapping[str, str]) -> bool:
    """Return whether a page of ours sends a form that is too long to be kept.

    A form with a bundle is an example.
    """
    return is_from_our_page(fields) and _size_of_any(fields) > LONGEST_TYPED


def target_of(head: bytes) -> tuple[str, str]:
    """Return path and query of a request line."""
    line = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    path, _, query = (line[1] if len(line) > 1 else "/").partition("?")
    return path, query


def is_typed_form(head: bytes) -> bool:
    """Return whether a page of ours sends a form that somebody filled in. Forms with words are none: words are kept nowhere."""
    fields = read_fields(head)
    with_words = target_of(head)[0].rstrip("/") in WITH_WORDS
    return head.startswith(b"POST ") and not with_words and is_from_our_page(fields) and size_of_typed(fields) > 0


def _size_of_any(fields: Mapping[str, str]) -> int:
    length, kind = fields.get("content-length", ""), fields.get("content-type", "").lower()
    is_size = length.isascii() and length.isdigit() and len(length) < LONGEST_SIZE
    return int(length) if is_size and kind.startswith((FORM, WITH_FILES)) else 0


def _place_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""

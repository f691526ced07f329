"""Addresses with an id in them, for lists: the pattern of a name is resolved once, and not for every row."""

from functools import lru_cache

from django.urls import reverse

_ID = "0" * 32


def address_with_id(name: str, id_: bytes, *rest: str) -> str:
    """Return the address of this name with an id, and what follows it."""
    before, after = _split_address(name, rest)
    return f"{before}{id_.hex()}{after}"


@lru_cache(maxsize=128)
def _split_address(name: str, rest: tuple[str, ...]) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_ID, *rest]).partition(_ID)
    return before, after

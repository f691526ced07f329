"""A page of the site before it is rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posta.publicsite.addresses import Address, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An address, the template below `publicsite/`, title, one sentence for search engines, and what the template shows.

    `others` are the languages in which the same page exists, this one among them.
    """

    address: Address
    template: str
    title: str
    description: str
    shown: Mapping[str, Any]
    others: tuple[str, ...]

    @property
    def path(self) -> str:
        """The path of the page below the root of the site."""
        return path_of(self.address)

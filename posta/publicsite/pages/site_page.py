"""A page of the site before it is rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posta.publicsite.addresses import Address, link, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """An address, the template below `publicsite/`, title, one sentence for search engines, and the template's values.

    `others` are the languages in which the same page exists, this one among them. `root` is set for a page that a
    server shows at any depth: the path of the site on its host (`/` or `/mexico/`), from which its links then start.
    """

    address: Address
    template: str
    title: str
    description: str
    shown: Mapping[str, Any]
    others: tuple[str, ...]
    root: str = ""

    @property
    def path(self) -> str:
        """Return the path of the page below the root of the site."""
        return path_of(self.address)

    def link(self, path: str) -> str:
        """Return the link from this page to the file at a path below the root of the site."""
        return self.root + path if self.root else link(self.path, path)

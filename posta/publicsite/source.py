"""Everything that a site is built from, read and judged."""

from dataclasses import dataclass

from posta.publicsite.content.values import Content
from posta.publicsite.languages import LANGUAGES
from posta.publicsite.network.values import Network
from posta.publicsite.published.values import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The public part of the mission, the content folder and the published figures."""

    network: Network
    content: Content
    figures: tuple[Figure, ...]
    languages: tuple[str, ...] = LANGUAGES

"""Everything from which a site is built, read and judged."""

from dataclasses import dataclass

from posta.publicsite.content.site_content import SiteContent
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.published.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The public part of the mission, the content folder and the published figures."""

    network: PublicNetwork
    content: SiteContent
    figures: tuple[Figure, ...]
    languages: tuple[str, ...] = LANGUAGES

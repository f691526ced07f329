"""The name of a place in a language of the site, and whether screen readers must read it as Spanish."""

from typing import Final

from django.utils.translation import gettext, ngettext_lazy

from posta.publicsite.network.public_network import PublicPlace

_MANY: Final = {"community": ngettext_lazy("%(count)s community", "%(count)s communities", "count")}
"""How equal places of a kind are called together."""


def is_spanish(place: PublicPlace, language: str) -> bool:
    """Return whether a place keeps its Spanish name on a page in another language, where it is read as Spanish."""
    return language != "es" and place.precision == "municipality" and place.name[language] == place.name["es"]


def name_in_language(place: PublicPlace, language: str) -> str:
    """Return the name of a place; for equal places known only by their state, their number too."""
    if place.count == 1:
        return place.name[language]
    if place.kind in _MANY:
        return str(_MANY[place.kind] % {"count": place.count})
    return gettext("%(name)s: %(count)s places") % {"name": place.name[language], "count": place.count}

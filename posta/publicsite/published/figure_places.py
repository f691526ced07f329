"""The place of a figure, as far as the site may name it: the whole mission, a state, a municipality or a public place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from posta.publicsite.language.site_languages import LANGUAGES, Texts
from posta.publicsite.network.public_network import PublicNetwork, PublicPlace
from posta.publicsite.published.figure import is_state
from posta.terms.places import ENTITIES, get_subdivisions

_OTHER_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "MX-CMX": {"en": "Mexico City", "fr": "Mexico"},
    "MX-MEX": {"es": "Estado de México", "en": "State of Mexico", "fr": "État de Mexico"},
}
"""The states whose name is another one in another language, or that their official name does not tell apart."""

_MISSION: Final = {"es": "Toda la misión", "en": "The whole mission", "fr": "Toute la mission"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePlace:
    """A place of figures. `state` is its ISO 3166-2 code, `municipality` its INEGI code; both empty for the mission.

    `id` is that of a public place with a page of its own.
    """

    code: str
    name: Texts
    state: str = ""
    municipality: str = ""
    municipality_name: str = ""
    id: str = ""

    @property
    def level(self) -> str:
        """Return how fine the place is. Places of one level do not contain one another."""
        return "place" if self.id else "municipality" if self.municipality else "state" if self.state else "mission"

    @property
    def pcodes(self) -> tuple[str, str]:
        """Return the place codes that humanitarian data sets use for Mexico: `MX07` and `MX07022`."""
        number = next((number for number, code in ENTITIES.items() if code == self.state), "")
        return f"MX{number}" if number else "", f"MX{self.municipality}" if self.municipality else ""


def find_figure_place(network: PublicNetwork, code: str) -> FigurePlace | None:
    """Return the place of a figure, or None if no such place is public. The empty code is the mission."""
    if not code:
        return FigurePlace(code="", name=_MISSION)
    if is_state(code):
        public = any(ENTITIES.get(place.state) == code for place in network.places)
        return FigurePlace(code=code, name=name_of_state(code), state=code) if public else None
    precise = (place for place in network.places if place.precision == "municipality")
    place = next((place for place in precise if code in (place.id, place.municipality)), None)
    return _where(place, code) if place else None


def name_of_state(code: str) -> Texts:
    """Return the name of a state by its ISO 3166-2 code, in every language."""
    official = get_subdivisions().get(code, code)
    return {language: _OTHER_NAMES.get(code, {}).get(language, official) for language in LANGUAGES}


def _where(place: PublicPlace, code: str) -> FigurePlace:
    state = ENTITIES[place.state]
    own = code == place.id
    name = place.name if own else dict.fromkeys(LANGUAGES, place.municipality_name)
    return FigurePlace(
        code=code,
        name={language: f"{name[language]}, {name_of_state(state)[language]}" for language in LANGUAGES},
        state=state,
        municipality=place.municipality,
        municipality_name=place.municipality_name,
        id=place.id if own else "",
    )

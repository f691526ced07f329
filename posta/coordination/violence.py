"""Violence on the way as coordination sees it: by month, place and perpetrator, all posts together, no cell below five."""

from dataclasses import dataclass

from posta.acts.coordination_context import CoordinationContext
from posta.figures.violence_places import list_violence_places
from posta.formkit.language import current_language
from posta.terms.lists import get_list
from posta.terms.places import place_label

MOST = 30


@dataclass(frozen=True, slots=True, repr=False)
class ViolenceLine:
    """One cell in words."""

    month: str
    place: str
    perpetrator: str
    events: int


def present_violence(watch: CoordinationContext) -> tuple[ViolenceLine, ...]:
    """Return the latest cells."""
    language, perpetrators = current_language(), get_list("v_perp")
    return tuple(
        ViolenceLine(
            one.month, place_label(one.place, language), perpetrators.label(one.perpetrator, language), one.events
        )
        for one in list_violence_places(watch.cursor)[:MOST]
    )

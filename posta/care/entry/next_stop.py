"""Where people who are being registered go next, as a page asks it: posts in the order of the route, and a day.

The nearest posts ahead are chips with the day on which people may arrive there, the others stand behind a fold. Nothing
is chosen beforehand, so that leaving the question costs nothing; a box takes another day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.acts.care.agenda.next_stops import last_day, list_posts_by_route
from posta.acts.care.family import NextStop
from posta.catalog.answering.parse import parse_day
from posta.catalog.errors import InvalidValue
from posta.chart.agenda.planned_visits import list_expectations
from posta.clock import from_epoch_day
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, get_values
from posta.ids import PersonId
from posta.mission.posts import find_post
from posta.web.formatting import format_day

PLACE, DAY = "next_place", "next_day"
POSTS_SHOWN = 3


@dataclass(frozen=True, slots=True, repr=False)
class NextStopForm:
    """The question as the page shows it; `none` if no post is chosen, `day` and `error` of the box as typed."""

    first: tuple[Choice, ...]
    others: tuple[Choice, ...]
    none: bool
    day: str
    error: str

    @property
    def is_open(self) -> bool:
        """Return whether the other posts stand in sight: one of them is chosen."""
        return any(one.chosen for one in self.others)


def present_next_stop(actor: Actor, raw: FormData, error: str = "") -> NextStopForm | None:
    """Return the question with what was chosen; None where this network has no other open post."""
    chosen = next(iter(get_values(raw, PLACE)), "")
    choices = tuple(
        Choice(one.place.id, one.place.name, note=format_day(one.day, actor.today), chosen=one.place.id == chosen)
        for one in list_posts_by_route(actor)
    )
    typed = next(iter(get_values(raw, DAY)), "")
    none = not any(one.chosen for one in choices)
    return NextStopForm(choices[:POSTS_SHOWN], choices[POSTS_SHOWN:], none, typed, error) if choices else None


def read_next_stop(actor: Actor, raw: FormData) -> NextStop | None:
    """Return where they are expected next, if a post was chosen; without a day, on the proposed one.

    Raises InvalidValue for a day that is none, and for a post that has closed since the page was opened.
    """
    chosen = next(iter(get_values(raw, PLACE)), "")
    if not chosen:
        return None
    stop = next((one for one in list_posts_by_route(actor) if one.place.id == chosen), None)
    if stop is None:
        raise InvalidValue("refer_closed")
    typed = next(iter(get_values(raw, DAY)), "").strip()
    day = parse_day(typed, actor.today) if typed else stop.day
    return NextStop(stop.place, day, last_day(day))


def stop_of_companion(actor: Actor, companion: PersonId) -> Mapping[str, list[str]]:
    """Return the question answered as for somebody with whom they travel and who is expected at a post already."""
    known = list_expectations(actor.node.cursor, [companion]).get(companion)
    place = find_post(actor.node.cursor, known.post) if known else None
    if known is None or place is None:
        return {}
    day = max(from_epoch_day(known.day), actor.today)
    return {PLACE: [place.id], DAY: [f"{day:%d/%m/%Y}"]}

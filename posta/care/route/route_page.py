"""The values of the page of the route."""

from dataclasses import dataclass
from datetime import timedelta

from posta.acts.actor import Actor
from posta.care.display.arrivals import reason_label
from posta.catalog.compartments import Compartment
from posta.chart.record.group_complaints import list_group_complaints
from posta.clock import DAY_MILLIS
from posta.figures.top_diagnoses import count_top_diagnoses
from posta.figures.violence_places import list_violence_places
from posta.formkit.language import current_language
from posta.mission.rules.permissions import can_open
from posta.terms.diagnoses import diagnosis_label
from posta.terms.lists import get_list
from posta.terms.places import place_label
from posta.web.formatting import format_day, to_local_day

MONTH_DAYS, GROUP_DAYS, GROUP_LEAST = 30, 3, 5


@dataclass(frozen=True, slots=True, repr=False)
class CountRow:
    """Words, a second line, and a number."""

    words: str
    more: str
    number: int


@dataclass(frozen=True, slots=True, repr=False)
class RoutePage:
    """Everything that the page shows; `violence` is None for who may not know of it."""

    diagnoses: tuple[CountRow, ...]
    groups: tuple[CountRow, ...]
    violence: tuple[CountRow, ...] | None


def present_route(actor: Actor) -> RoutePage:
    """Return the counts of this post."""
    cursor, post, language = actor.node.cursor, actor.post.number, current_language()
    since = actor.today - timedelta(days=MONTH_DAYS)
    diagnoses = count_top_diagnoses(cursor, post, since)
    groups = list_group_complaints(cursor, post, actor.day_start - GROUP_DAYS * DAY_MILLIS, least=GROUP_LEAST)
    return RoutePage(
        tuple(CountRow(diagnosis_label(code, language), "", number) for code, number in diagnoses),
        tuple(
            CountRow(reason_label(one.reason), format_day(to_local_day(actor, one.last), actor.today), one.people)
            for one in groups
        ),
        _violence(actor, language) if can_open(actor.staff, Compartment.PROTECTED) else None,
    )


def _violence(actor: Actor, language: str) -> tuple[CountRow, ...]:
    perpetrators = get_list("v_perp")
    return tuple(
        CountRow(
            place_label(one.place, language),
            f"{perpetrators.label(one.perpetrator, language)} · {one.month}",
            one.events,
        )
        for one in list_violence_places(actor.node.cursor, actor.post.number)
    )

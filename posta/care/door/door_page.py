"""The values of the door page: six short questions with what was typed, and the number just given."""

from collections import Counter
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.arrival_form import ArrivalForm, present_arrival_form
from posta.care.display.duplicate_candidates import DuplicateCandidate
from posta.care.door.awaited_rows import AwaitedRow, find_awaited, list_awaited
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.board import QueueItem, list_board
from posta.chart.record.person_registers import list_people
from posta.chart.tickets import list_latest_people
from posta.clinical.signs.door_signs import DOOR, list_signs
from posta.clock import DAY_MILLIS
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, get_values
from posta.formkit.language import current_language
from posta.formkit.problem_messages import AnyProblem
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form
from posta.terms.places import place_label
from posta.web.formatting import to_local_time

COMMON_COUNTRIES = ("HN", "GT", "SV", "NI", "VE", "CU", "HT", "MX")
COUNTRIES_SHOWN = 6
LATEST_PEOPLE, LATEST_DAYS = 40, 7  # from whom the countries of the chips are taken
GROUP_BY_KIND = {"reception_centre": "returnee", "community": "host", "emergency": "idp"}
USUAL_GROUP = "migrant"
PENDING = "p"  # a consent that nobody has asked for yet


@dataclass(frozen=True, slots=True, repr=False)
class TicketView:
    """The number that was just given, and how many wait."""

    arrival: str
    number: str
    waiting: int


@dataclass(frozen=True, slots=True, repr=False)
class Slip:
    """What is printed for the person: the number, the place, the day and the hour. No name."""

    number: str
    place: str
    day: str
    hour: str


@dataclass(frozen=True, slots=True, repr=False)
class DoorPage:
    """Everything that the page shows."""

    form: FormView
    who: tuple[FieldView, ...]
    age: tuple[FieldView, ...]
    country: FieldView
    group: FieldView
    group_words: str
    coming: ArrivalForm
    signs: tuple[Choice, ...]
    matches: tuple[DuplicateCandidate, ...]
    ticket: TicketView | None
    awaited: tuple[AwaitedRow, ...] = ()
    awaited_matches: frozenset[str] = frozenset()


def present_door(
    actor: Actor,
    raw: FormData,
    problems: tuple[AnyProblem, ...] = (),
    matches: tuple[DuplicateCandidate, ...] = (),
    ticket: TicketView | None = None,
) -> DoorPage:
    """Return the empty page, or the page with what was typed and what is wrong with it."""
    language = current_language()
    typed = {**initial_answers(actor), **raw}
    chips = {"country_origin": tuple(Choice(code, place_label(code, language)) for code in list_countries(actor))}
    form = present_form(get_form(PERSON_FORM), typed, problems, language=language, top_codes=chips, today=actor.today)
    by_name, ticked = form.by_name, frozenset(get_values(raw, "sign"))
    return DoorPage(
        form,
        (replace(by_name["alias"], label=_("Name or alias"), needed=False, expected=False), by_name["sex"]),
        tuple(by_name[name] for name in ("age_value", "age_unit")),
        replace(by_name["country_origin"], label=_("Where from")),
        by_name["pop_group"],
        next((one.label for one in by_name["pop_group"].choices if one.chosen), ""),
        present_arrival_form(actor, {name: list(values) for name, values in raw.items()}),
        tuple(Choice(one.code, one.label(language), chosen=one.code in ticked) for one in list_signs(DOOR)),
        matches,
        ticket,
        () if matches else list_awaited(actor),
        find_awaited(actor, [one.code for one in matches]),
    )


def initial_answers(actor: Actor) -> dict[str, list[str]]:
    """Return what the door does not ask, or proposes: years, the usual situation here, consent not asked yet."""
    group = GROUP_BY_KIND.get(actor.post.kind, USUAL_GROUP)
    return {"age_unit": ["y"], "pop_group": [group], "consent_care": [PENDING], "consent_record": [PENDING]}


def list_countries(actor: Actor) -> tuple[str, ...]:
    """Return the countries of the chips: those of the people who came last, then the usual ones."""
    since = actor.day_start - LATEST_DAYS * DAY_MILLIS
    latest = list_latest_people(actor.node.cursor, actor.post.number, since, most=LATEST_PEOPLE)
    people = list_people(actor.node.cursor, latest).values()
    seen = Counter(str(one.answers["country_origin"]) for one in people if one.answers.get("country_origin"))
    return tuple(dict.fromkeys([*(code for code, _count in seen.most_common()), *COMMON_COUNTRIES]))[:COUNTRIES_SHOWN]


def present_ticket(actor: Actor, arrival: bytes) -> TicketView | None:
    """Return the number of an arrival that still waits here; None for any other."""
    waiting = list_board(actor.node.cursor, actor.post.number, actor.queue_start)
    found = next((one for one in waiting if one.arrival == arrival and one.ticket), None)
    if found is None:
        return None
    return TicketView(found.arrival.hex(), found.ticket, sum(one.state == "waiting" for one in waiting))


def find_numbered(actor: Actor, arrival: bytes) -> QueueItem | None:
    """Return an arrival with a number that still waits here."""
    waiting = list_board(actor.node.cursor, actor.post.number, actor.queue_start)
    return next((one for one in waiting if one.arrival == arrival and one.ticket), None)


def present_slip(actor: Actor, found: QueueItem) -> Slip:
    """Return what is printed of an arrival."""
    came = to_local_time(actor, found.since)
    return Slip(found.ticket, actor.post.name, f"{came:%d/%m/%Y}", f"{came:%H:%M}")

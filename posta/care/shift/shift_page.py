"""The values of the list for the next shift. It is read aloud and printed, so of what is reserved it says no more.

Tomorrow's list holds the visits planned for that day. The night's list holds those who were handed over to it, and at a
place where people sleep also those seen there lately with fever, on insulin or left under observation. A reason that
comes from a sealed visit is shown to those who hold its key, and never on paper.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.queue.hand_over import WITH_BEDS
from posta.acts.care.visits.vital_signs import list_measured
from posta.care.display.agenda.planned_visits import PlannedRow, present_planned_rows
from posta.care.display.entries.answer_text import format_value
from posta.catalog.compartments import Compartment
from posta.catalog.frame import VISIT_FORM, VITALS_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import Form, get_form, list_forms
from posta.chart.agenda.planned_visits import list_due, list_expectations
from posta.chart.history.timeline import list_filled, list_filled_forms
from posta.chart.night_list import NightWatch, list_nights, list_seen_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clinical.patient import Patient
from posta.clinical.signs.vital_limits import Level, is_beyond
from posta.clock import DAY_MILLIS, HOUR_MILLIS, to_epoch_day, to_millis
from posta.ids import PersonId
from posta.web.formatting import format_age, format_long_date, masked_name

NIGHT_MILLIS = 18 * HOUR_MILLIS  # who was handed over to the night is on its list until it is over
SEEN_DAYS, INSULIN_DAYS = 7, 30
MEDICINES, INSULINS = "atc_inn", "A10A"  # the ATC codes of insulins begin with it
TEMPERATURE, OBSERVED = "temp_c", "obs"
Reasons = Mapping[PersonId, list[str]]


@dataclass(frozen=True, slots=True, repr=False)
class NightRow:
    """One person of the night: the open reasons, whether there is a sealed one, and its words for who holds the key."""

    href: str
    name: str
    veiled: str
    age: str
    reasons: tuple[str, ...]
    sealed: bool = False
    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ShiftPage:
    """Everything the list shows."""

    tomorrow: str
    today: str
    groups: tuple[tuple[str, tuple[PlannedRow, ...]], ...]
    night: tuple[NightRow, ...]
    has_beds: bool


def present_shift(actor: Actor) -> ShiftPage:
    """Return the list of this post; the number of queries does not depend on how many people are on it."""
    tomorrow = actor.today + timedelta(days=1)
    due = list_due(actor.node.cursor, actor.post.number, to_epoch_day(tomorrow))
    groups: dict[str, list[PlannedRow]] = defaultdict(list)
    for row in present_planned_rows(actor, due, shared=True):
        groups[row.why].append(row)
    return ShiftPage(
        tomorrow=format_long_date(tomorrow),
        today=format_long_date(actor.today),
        groups=tuple((why, tuple(rows)) for why, rows in sorted(groups.items())),
        night=tuple(_list_night(actor)),
        has_beds=actor.post.kind in WITH_BEDS,
    )


def _list_night(actor: Actor) -> Iterator[NightRow]:
    nights = list_nights(actor.node.cursor, actor.post.number, to_millis(actor.now) - NIGHT_MILLIS, actor.node.keyring)
    reasons = _found_reasons(actor) if actor.post.kind in WITH_BEDS else {}
    handed: dict[PersonId, list[NightWatch]] = defaultdict(list)
    for one in nights:
        handed[one.person].append(one)
    wanted = list(dict.fromkeys((*handed, *reasons)))
    people = list_people(actor.node.cursor, wanted)
    for person in (people[one] for one in wanted if one in people):
        yield _row(actor, person, handed[person.id], reasons.get(person.id, ()))


def _row(actor: Actor, person: Person, handed: Iterable[NightWatch], found: Iterable[str]) -> NightRow:
    handed = list(handed)
    plain = [one.reason or _("Watch tonight") for one in handed if not one.reserved]
    return NightRow(
        href=reverse("person", args=[person.id.hex()]),
        name=person.name,
        veiled=masked_name(person),
        age=format_age(person.answers, actor.today),
        reasons=(*plain, *found),
        sealed=any(one.reserved for one in handed),
        opened=tuple(one.reason for one in handed if one.reserved and one.reason),
    )


def _found_reasons(actor: Actor) -> Reasons:
    """Return what the chart says of people who were seen here in the last week and are expected nowhere else."""
    cursor, now = actor.node.cursor, to_millis(actor.now)
    seen = list_seen_people(cursor, actor.post.number, now - SEEN_DAYS * DAY_MILLIS)
    away = list_expectations(cursor, seen)
    here = list_people(cursor, [one for one in seen if one not in away])
    people = {one.id: one for one in here.values()}
    found: dict[PersonId, list[str]] = defaultdict(list)
    for source in (_with_fever, _on_insulin, _observed):
        for person, words in source(actor, people):
            found[person].append(words)
    return found


def _with_fever(actor: Actor, people: Mapping[PersonId, Person]) -> Iterator[tuple[PersonId, str]]:
    since = to_millis(actor.now) - DAY_MILLIS
    field = get_form(VITALS_FORM).field(TEMPERATURE)
    for person, taken in list_measured(actor, people, since).items():
        value = next((signs[TEMPERATURE] for _item, signs in taken if TEMPERATURE in signs), None)
        patient = Patient(
            compute_age(people[person].answers, actor.today), str(people[person].answers.get("sex") or "u")
        )
        if is_beyond(TEMPERATURE, value, Level.USUAL, patient) == "high":
            yield person, _("Fever: %(value)s") % {"value": format_value(field, value)}


def _on_insulin(actor: Actor, people: Mapping[PersonId, Person]) -> Iterator[tuple[PersonId, str]]:
    since, keyring = to_millis(actor.now) - INSULIN_DAYS * DAY_MILLIS, actor.node.keyring
    filled = list_filled_forms(actor.node.cursor, list(people), keyring, _forms_with_medicines(), since)
    for person, items in filled.items():
        if any(_names_insulin(answers) for _item, given in items for answers in given.values()):
            yield person, _("Insulin")


@cache
def _forms_with_medicines() -> tuple[Form, ...]:
    """Return the forms of the open chart that say which medicines were given."""
    return tuple(
        form
        for form in list_forms()
        if form.compartment is Compartment.CARE
        and any(inner.system == MEDICINES for one in form.fields for inner in (one, *one.fields))
    )


def _names_insulin(value: object) -> bool:
    """Return whether a code of an insulin stands anywhere among these answers."""
    if isinstance(value, Mapping):
        return any(_names_insulin(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_names_insulin(one) for one in value)
    return isinstance(value, str) and value.startswith(INSULINS)


def _observed(actor: Actor, people: Mapping[PersonId, Person]) -> Iterator[tuple[PersonId, str]]:
    since = to_millis(actor.now) - DAY_MILLIS
    visits = list_filled(
        actor.node.cursor, list(people), actor.node.keyring, get_form(VISIT_FORM), since, most=1
    )  # fmt: skip
    for person, [(_item, answers), *_rest] in visits.items():
        if answers.get("disposition") == OBSERVED:
            yield person, _("Observation")

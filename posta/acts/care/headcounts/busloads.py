"""People who arrive together: heads counted first, by sex and age band, then those of them who need something.

A bus that was counted is not counted again: the same number on the same day, or the same heads within an hour without a
number, is asked about once. What is written about each person names the bus, so that its needs are a list without names.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.clean_text import clean_text
from posta.catalog.language.form import Form, list_forms
from posta.chart.busload_arrivals import BusloadArrival, list_of_busloads
from posta.chart.history.entry_content import decrypt_entries
from posta.clock import get_zone, to_epoch_day, to_local
from posta.errors import InvalidData, gettext_noop
from posta.figures.activity_entries import list_entries_of
from posta.ids import EntryId

SCREEN = "busloads"
SAME_WITHIN = timedelta(hours=1)
Counts = Mapping[str, int]


class NobodyCounted(InvalidData):
    """No head was counted."""

    sentence = gettext_noop("Nobody is counted. Write how many came, at least one.")


class SameBusload(InvalidData):
    """A bus like this one was counted already."""

    sentence = gettext_noop("This bus or flight seems to be counted already. Look at it, or count it as another one.")

    def __init__(self, counted: "Busload") -> None:
        self.counted = counted
        super().__init__()


@dataclass(frozen=True, slots=True, repr=False)
class Busload:
    """A counted bus: when it came, how, its number and origin in words, heads by question, who of them was registered."""

    id: EntryId
    at: datetime
    vehicle: str
    vehicle_id: str
    from_place: str
    counts: Counts
    arrivals: tuple[BusloadArrival, ...] = ()

    @property
    def people(self) -> int:
        """Return how many people came."""
        return sum(self.counts.values())


@cache
def get_busload_form() -> Form:
    """Return the form on which heads are counted."""
    return next(form for form in list_forms() if form.service.screen == SCREEN)


def record_busload(actor: Actor, answers: Mapping[str, object], *, another: bool = False) -> EntryId:
    """Count the people of a bus. Raises NobodyCounted, SameBusload unless it is `another`, InvalidAnswers, Refused."""
    form = get_busload_form()
    if not sum(_counts(answers).values()):
        raise NobodyCounted
    same = None if another else _find_same(actor, answers)
    if same is not None:
        raise SameBusload(same)
    return record_encounter(actor, None, {form.name: answers}).entry


def list_busloads(actor: Actor, since: date) -> list[Busload]:
    """Return the buses counted at this post since a day, the latest first, with who was registered of them."""
    cursor, form = actor.node.cursor, get_busload_form()
    found = list_entries_of(cursor, form.name, [actor.post.number], to_epoch_day(since))
    contents = decrypt_entries(cursor, [one.row for one in found], actor.node.keyring)
    people = list_of_busloads(cursor, [one.id for one in found])
    known = ((one.id, contents[one.row].forms.get(form.name, {})) for one in found if one.row in contents)
    return [_busload(actor, entry, answers, people.get(entry, ())) for entry, answers in known if answers]


def find_busload(actor: Actor, entry: EntryId, since: date) -> Busload | None:
    """Return a counted bus of this post."""
    return next((one for one in list_busloads(actor, since) if one.id == entry), None)


def _busload(
    actor: Actor, entry: EntryId, answers: Mapping[str, object], arrivals: Sequence[BusloadArrival]
) -> Busload:
    at = answers.get("arrived_at")
    return Busload(
        entry,
        at if isinstance(at, datetime) else actor.now,
        str(answers.get("vehicle") or ""),
        str(answers.get("vehicle_id") or ""),
        str(answers.get("from_place") or ""),
        _counts(answers),
        tuple(arrivals),
    )


def _counts(answers: Mapping[str, object]) -> dict[str, int]:
    found = {name: answers.get(name) for name in get_busload_form().heads}
    return {name: value for name, value in found.items() if isinstance(value, int) and value}


def _find_same(actor: Actor, answers: Mapping[str, object]) -> Busload | None:
    at = answers.get("arrived_at")
    moment = at if isinstance(at, datetime) else actor.now
    day = to_local(moment, get_zone(actor.post.zone)).date()
    known = list_busloads(actor, day - timedelta(days=1))
    return next((one for one in known if _is_same(actor, one, answers, moment, day)), None)


def _is_same(actor: Actor, one: Busload, answers: Mapping[str, object], moment: datetime, day: date) -> bool:
    number = _fold(answers.get("vehicle_id"))
    if number and one.vehicle_id:
        same_day = to_local(one.at, get_zone(actor.post.zone)).date() == day
        return same_day and number == _fold(one.vehicle_id)
    return abs(one.at - moment) <= SAME_WITHIN and one.counts == _counts(answers)


def _fold(value: object) -> str:
    return clean_text(str(value or "")).casefold().replace(" ", "").replace("-", "")


def count_signs(arrivals: Collection[BusloadArrival]) -> dict[str, int]:
    """Return how many people of a bus have each sign of the open chart."""
    codes = [code for one in arrivals for code in one.signs]
    return {code: codes.count(code) for code in dict.fromkeys(codes)}

"""Stops of a mobile team: opened on arrival, closed before leaving; several places a day on one computer.

A stop is open from its opening until the next entry closes it; its state is the last that was written at the place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.language.form import Form, list_forms
from posta.chart.board import count_seen, list_board
from posta.chart.history.entry_content import decrypt_entries
from posta.chart.left_unseen import count_left_unseen
from posta.clock import to_epoch_day, to_millis
from posta.errors import InvalidData, gettext_noop
from posta.figures.activity_entries import list_entries_of
from posta.ids import EntryId

SCREEN = "stops"
BOX = "box"  # the section of the form that counts what the team takes along and brings back
OPEN, CLOSE = "open", "close"
LOOKED_BACK = timedelta(days=2)
REPORTED = timedelta(days=31)


class StopRefused(InvalidData):
    """A stop is not opened twice, and one that is not open is not closed."""

    sentences = {
        "stop_is_open": gettext_noop("This stop is open already. Close it before you open it again."),
        "stop_not_open": gettext_noop("This stop is not open. Open it when the team arrives."),
    }


@dataclass(frozen=True, slots=True, repr=False)
class StopEntry:
    """One opening or closing of a stop: where, when, and what was answered."""

    id: EntryId
    post: int
    at: datetime
    step: str
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StopCounts:
    """Since the opening: how many were seen, how many left unseen, how many still wait."""

    seen: int
    left: int
    waiting: int


@cache
def get_stop_form() -> Form:
    """Return the form on which stops are written."""
    return next(form for form in list_forms() if form.service.screen == SCREEN)


@dataclass(frozen=True, slots=True, repr=False)
class Stop:
    """A stop from its opening to its closing; one that is open has none yet."""

    opened: StopEntry
    closed: StopEntry | None

    def count_box(self) -> dict[str, tuple[int, int | None]]:
        """Return how many of each item of the box were taken along and brought back, where any was taken.

        What came back is None where nobody counted it: then nobody knows either what was given.
        """
        taken = {name: _number(self.opened.answers.get(name)) for name in list_box()}
        back = self.closed.answers if self.closed else {}
        known = {name: value for name, value in back.items() if isinstance(value, int)}
        return {name: (out, known.get(name)) for name, out in taken.items() if out}


def list_box() -> tuple[str, ...]:
    """Return the questions of the box."""
    return next(one.fields for one in get_stop_form().sections if one.name == BOX)


def pair_stops(entries: Iterable[StopEntry]) -> list[Stop]:
    """Return the stops of these entries (the latest first), the latest first; a closing alone is none."""
    stops: list[Stop] = []
    closing: dict[int, StopEntry | None] = {}
    for one in entries:
        if one.step == OPEN:
            stops.append(Stop(one, closing.pop(one.post, None)))
        else:
            closing[one.post] = one
    return stops


def find_stop(actor: Actor, opened: EntryId, posts: Sequence[int]) -> Stop | None:
    """Return the stop of an opening at one of these places in the last month."""
    known = list_stops(actor, posts, since=actor.today - REPORTED)
    return next((one for one in pair_stops(known) if one.opened.id == opened), None)


def list_stops(actor: Actor, posts: Sequence[int], *, since: date | None = None) -> list[StopEntry]:
    """Return what was written of the stops at these places since a day, else of two days, the latest first."""
    cursor, form = actor.node.cursor, get_stop_form()
    found = list_entries_of(cursor, form.name, posts, to_epoch_day(since or actor.today - LOOKED_BACK))
    contents = decrypt_entries(cursor, [one.row for one in found], actor.node.keyring)
    entries = []
    for one in sorted(found, key=lambda one: one.row):  # of one minute the entry that was written later is the last
        answers = contents[one.row].forms.get(form.name, {}) if one.row in contents else {}
        at = answers.get("stop_at")
        if isinstance(at, datetime):
            entries.append(StopEntry(one.id, one.post, at, str(answers.get("step") or ""), answers))
    return sorted(entries, key=lambda one: one.at)[::-1]


def find_open_stop(actor: Actor) -> StopEntry | None:
    """Return the opening of the stop at this place, if it is open."""
    last = next(iter(list_stops(actor, [actor.post.number])), None)
    return last if last is not None and last.step == OPEN else None


def count_stop(actor: Actor, opened: StopEntry) -> StopCounts:
    """Count who was seen, left unseen and waits since a stop was opened."""
    cursor, post, since = actor.node.cursor, actor.post.number, to_millis(opened.at)
    waiting = list_board(cursor, post, since)
    return StopCounts(count_seen(cursor, post, since), count_left_unseen(cursor, post, since), len(waiting))


def open_stop(actor: Actor, answers: Mapping[str, object]) -> EntryId:
    """Open the stop at this place. Raises StopRefused, InvalidAnswers, Refused."""
    if find_open_stop(actor) is not None:
        raise StopRefused("stop_is_open")
    return record_encounter(actor, None, {get_stop_form().name: {**answers, "step": OPEN}}).entry


def close_stop(actor: Actor, answers: Mapping[str, object]) -> EntryId:
    """Close the stop at this place, with what was counted since it was opened. Raises StopRefused, InvalidAnswers,
    Refused."""
    opened = find_open_stop(actor)
    if opened is None:
        raise StopRefused("stop_not_open")
    _check_box(opened, answers)
    counts = count_stop(actor, opened)
    counted = {"seen": counts.seen, "unseen": counts.left + counts.waiting}
    return record_encounter(actor, None, {get_stop_form().name: {**answers, **counted, "step": CLOSE}}).entry


def _check_box(opened: StopEntry, answers: Mapping[str, object]) -> None:
    """Check that no more comes back than was taken along. Raises InvalidAnswers."""
    form = get_stop_form().name
    taken = {name: _number(opened.answers.get(name)) for name in list_box()}
    more = [name for name, number in taken.items() if _number(answers.get(name)) > number]
    if more:
        raise InvalidAnswers(tuple(Problem(f"{form}.{name}", "max", {"limit": taken[name]}) for name in more))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

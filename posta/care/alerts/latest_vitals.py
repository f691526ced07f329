"""Finds the last value of each vital sign at any post: a weight of last week still counts today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.care.display.entries.entry_summary import SummaryItem, vitals_by_name
from posta.catalog.language.answer_context import compute_age
from posta.chart.history.timeline import FilledItem
from posta.chart.record.person import Person
from posta.web.formatting import format_day, to_local_day

PRESSURE_FIELDS = ("sbp", "dbp")


@dataclass(frozen=True, slots=True, repr=False)
class LatestVital:
    """One vital sign as it is shown; `day` is set only if it is older than the newest."""

    part: SummaryItem
    day: str = ""


def latest_by_sign(filled: Iterable[FilledItem]) -> dict[str, FilledItem]:
    """Return for each sign the entry in which it was measured last; `filled` is newest first.

    Both blood pressures come from one entry.
    """
    found: dict[str, FilledItem] = {}
    for item, answers in filled:
        for name in (*answers, *(PRESSURE_FIELDS if any(one in answers for one in PRESSURE_FIELDS) else ())):
            found.setdefault(name, (item, answers))
    return found


def last_values(filled: Iterable[FilledItem]) -> Mapping[str, object]:
    """Return the last value of each sign."""
    return {name: answers[name] for name, (_item, answers) in latest_by_sign(filled).items() if name in answers}


def list_latest_vitals(actor: Actor, person: Person, filled: list[FilledItem]) -> tuple[LatestVital, ...]:
    """Return the last value of each sign in the usual order, judged by the age on its day."""
    taken, newest = latest_by_sign(filled), to_local_day(actor, filled[0][0].occurred) if filled else None
    found = []
    for name in vitals_by_name(last_values(filled), None):
        item, answers = taken[PRESSURE_FIELDS[0] if name == "bp" else name]
        day = to_local_day(actor, item.occurred)
        part = vitals_by_name(answers, compute_age(person.answers, day))[name]
        found.append(LatestVital(part, format_day(day, actor.today) if day != newest else ""))
    return tuple(found)

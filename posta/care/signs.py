"""The last value of each vital sign, wherever it was taken: who was weighed last week is not without a weight today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posta.acts.duty import Duty
from posta.care.summaries import Part, named_signs
from posta.care.words import day_words, local_day
from posta.catalog.context import age_of
from posta.chart.people import Person
from posta.chart.timeline import Filled

PRESSURES = ("sbp", "dbp")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign as it is said; `day` only where it is older than the newest."""

    part: Part
    day: str = ""


def last_taken(filled: Iterable[Filled]) -> dict[str, Filled]:
    """The entry in which each sign was taken last, of entries newest first; both pressures are of one."""
    found: dict[str, Filled] = {}
    for item, answers in filled:
        for name in (*answers, *(PRESSURES if any(one in answers for one in PRESSURES) else ())):
            found.setdefault(name, (item, answers))
    return found


def last_values(filled: Iterable[Filled]) -> Mapping[str, object]:
    """The last value of each sign."""
    return {name: answers[name] for name, (_item, answers) in last_taken(filled).items() if name in answers}


def list_signs(duty: Duty, person: Person, filled: list[Filled]) -> tuple[Sign, ...]:
    """Each sign as it was last, in the order in which they are said, judged by the age of its day."""
    taken, newest = last_taken(filled), local_day(duty, filled[0][0].occurred) if filled else None
    found = []
    for name in named_signs(last_values(filled), None):
        item, answers = taken[PRESSURES[0] if name == "bp" else name]
        day = local_day(duty, item.occurred)
        part = named_signs(answers, age_of(person.answers, day))[name]
        found.append(Sign(part, day_words(day, duty.today) if day != newest else ""))
    return tuple(found)

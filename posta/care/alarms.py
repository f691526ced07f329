"""Signs of alarm as the screens say them: of whoever waits on the board, and at the head of every page of a person.

They suggest a triage and make none. A sign counts for twelve hours, or until it is taken again; the limits and their
sources are in `catalog.alarms`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.acts.surroundings import is_pregnant
from posta.care.signs import PRESSURES, last_taken
from posta.care.summaries import Part, named_signs
from posta.care.words import local_day
from posta.catalog.alarms import LASTS, Signs, hangs_on_pregnancy, signs_of_alarm
from posta.catalog.context import Age, age_of
from posta.catalog.criteria import red_by_measure
from posta.catalog.form import get_form
from posta.chart.people import Person
from posta.chart.timeline import Filled, list_filled
from posta.clock import millis_of
from posta.ids import PersonId
from posta.node.showing import guarded

Alarms = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The signs of alarm of a person, when the newest was taken (ms), and the least colour of triage they agree with."""

    alarms: Alarms = ()
    taken: int = 0
    colour: str = ""


CALM = Judged()


def list_alarms(duty: Duty, people: Iterable[Person]) -> dict[PersonId, Judged]:
    """The signs of alarm of each of these people, as far as there are any; two queries for all.

    Whether somebody is pregnant is asked only where a pressure of 160 to 179 hangs on it.
    """
    by_id = {one.id: one for one in people}
    since = millis_of(duty.now) - LASTS
    filled = list_filled(duty.desk.cursor, list(by_id), duty.desk.keyring, get_form("vitals"), since) if by_id else {}
    told = {person: _judged(duty, by_id[person], forms) for person, forms in filled.items()}
    return {person: judged for person, judged in told.items() if judged.alarms}


def _judged(duty: Duty, person: Person, filled: list[Filled]) -> Judged:
    """The same, where vital signs that cannot be shown are an alarm too: nobody knows that they are good."""
    unread = Judged((Part(_("Vital signs cannot be shown")),), colour="yellow")
    return guarded(lambda: judge_signs(duty, person, filled), lambda: unread)


def judge_signs(duty: Duty, person: Person, filled: Iterable[Filled]) -> Judged:
    """The signs of alarm in vital signs that were read already, newest first."""
    since = millis_of(duty.now) - LASTS
    recent = [(item, answers) for item, answers in filled if item.occurred >= since]
    if not recent:
        return CALM
    taken = last_taken(recent)
    signs = {name: answers[name] for name, (_item, answers) in taken.items() if name in answers}
    age = age_of(person.answers, local_day(duty, recent[0][0].occurred))
    grave, pregnant = find_grave(duty, person, signs, age)
    return Judged(
        tuple(part for name, part in named_signs(signs, age).items() if name in grave),
        max((taken[PRESSURES[0] if name == "bp" else name][0].occurred for name in grave), default=0),
        "red"
        if red_by_measure(signs, age, pregnant=pregnant)
        else "yellow",  # high-risk vital signs raise green (IITT)
    )


def find_grave(duty: Duty, person: Person, signs: Signs, age: Age | None) -> tuple[frozenset[str], bool]:
    """The signs of alarm by name, and whether the pressure is one of them because the person is pregnant."""
    pregnant = hangs_on_pregnancy(signs, age) and is_pregnant(duty, person)
    return signs_of_alarm(signs, age) | ({"bp"} if pregnant else frozenset()), pregnant

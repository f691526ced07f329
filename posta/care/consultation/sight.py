"""What the consultation sees of a person before a word is typed: last visit, last values, recent diagnoses, allergies."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from posta.acts.duty import Duty
from posta.acts.surroundings import Pregnancy, find_pregnancy
from posta.care.alarms import Alarms, judge_signs
from posta.care.allergies import Allergies, allergies_of
from posta.care.urgency import URGENT, find_colour
from posta.care.words import local_day
from posta.catalog.context import age_of
from posta.chart.board import Waiting, find_arrival, with_triage
from posta.chart.people import Person
from posta.chart.timeline import Item, list_timeline
from posta.node.showing import guarded
from posta.terms.diagnoses import find_diagnosis

LOOKED_AT = 40
NEW_AFTER = 14  # days after which the same diagnosis is a new case
NEW_AFTER_SKIN = 28
NEW_AFTER_LONG = 365  # a long illness is one case for a year
CHRONIC_RESPIRATORY = frozenset({"asthma", "copd"})


@dataclass(frozen=True)
class Sight:
    """A person as the consultation meets them; `items` are their latest entries, newest first.

    `arrival` may be closed: by another form of the same visit. `hidden`: what was done before cannot be shown here.
    """

    duty: Duty
    person: Person
    items: tuple[Item, ...]
    arrival: Waiting | None
    hidden: bool = False

    @cached_property
    def last(self) -> Item | None:
        """The last consultation at any post."""
        return next((item for item in self.items if item.forms.get("opd")), None)

    @cached_property
    def vitals(self) -> dict[str, tuple[object, date]]:
        """The last value of each vital sign, with its day."""
        found: dict[str, tuple[object, date]] = {}
        for item in self.items:
            for name, value in item.forms.get("vitals", {}).items():
                found.setdefault(name, (value, self.day_of(item)))
        return found

    @cached_property
    def alarms(self) -> Alarms:
        """The vital signs with which nobody should wait."""
        taken = ((item, item.forms["vitals"]) for item in self.items if item.forms.get("vitals"))
        return judge_signs(self.duty, self.person, taken).alarms

    @cached_property
    def colour(self) -> str:
        """The colour of their triage, as long as no consultation has answered it."""
        return self.arrival.colour if self.arrival is not None else find_colour(self.duty, self.person)

    @property
    def is_urgent(self) -> bool:
        """Whether triage or vital signs say that nobody should let them wait, or go."""
        return self.colour in URGENT or bool(self.alarms)

    @cached_property
    def pregnancy(self) -> Pregnancy | None:
        """What antenatal care knows of a pregnancy."""
        return find_pregnancy(self.duty, self.person)

    @cached_property
    def diagnoses(self) -> dict[str, date]:
        """The last day on which each diagnosis was written."""
        found: dict[str, date] = {}
        for item in self.items:
            answers = item.forms.get("opd", {})
            others = answers.get("dx_other")
            for code in (answers.get("dx_main"), *(others if isinstance(others, tuple) else ())):
                if code:
                    found.setdefault(str(code), self.day_of(item))
        return found

    @cached_property
    def continuing(self) -> tuple[str, ...]:
        """Diagnoses that would be a follow-up today."""
        return tuple(code for code in self.diagnoses if self.status_of(code) == "follow_up")

    @property
    def allergies(self) -> Allergies:
        """What the person does not tolerate."""
        return allergies_of(self.person.answers)

    @property
    def years(self) -> int | None:
        """The age in years, if anybody knows it."""
        age = age_of(self.person.answers, self.duty.today)
        return age.years if age else None

    def day_of(self, item: Item) -> date:
        """The post's local day of an item."""
        return local_day(self.duty, item.occurred)

    def status_of(self, code: str) -> str:
        """Whether this diagnosis is a new case today or the follow-up of an earlier one (clinical rules, 7.0)."""
        day = self.diagnoses.get(code)
        return "follow_up" if day and (self.duty.today - day).days <= days_of_case(code) else "new"


def look_at(duty: Duty, person: Person) -> Sight:
    """What is known here, in one reading of the timeline."""
    cursor = duty.desk.cursor
    items = list_timeline(cursor, person.id, duty.desk.keyring, limit=LOOKED_AT)
    arrival = find_arrival(cursor, person.id, duty.post.number, duty.queue_start, duty.day_start)
    triaged = with_triage(cursor, [arrival] if arrival else [], duty.desk.keyring)
    sight = Sight(duty, person, tuple(items), triaged[0] if triaged else None)
    sight = guarded(lambda: _looked_through(sight), lambda: replace(sight, items=(), hidden=True))
    return replace(sight, arrival=None) if _was_answered(sight) else sight


def _looked_through(sight: Sight) -> Sight:
    """The same, when everything that the page reads of earlier visits can be read. Whoever is here is treated anyway."""
    for read in (sight.last, sight.vitals, sight.diagnoses, sight.continuing, sight.alarms):
        del read
    return sight


def _was_answered(sight: Sight) -> bool:
    """Whether a consultation closed the arrival: another form of the same visit leaves its reason and triage of use."""
    arrival, last = sight.arrival, sight.last
    if arrival is None or last is None or arrival.state != "done":
        return False
    return last.occurred >= arrival.since


def days_of_case(code: str) -> int:
    """For how many days the same diagnosis belongs to the same case.

    >>> days_of_case("ari_upper"), days_of_case("scabies"), days_of_case("asthma"), days_of_case("htn")
    (14, 28, 28, 365)
    """
    line = find_diagnosis(code)
    if code in CHRONIC_RESPIRATORY or (line and line.group == "skin"):
        return NEW_AFTER_SKIN
    return NEW_AFTER_LONG if line and line.group in ("ncd", "mh") else NEW_AFTER

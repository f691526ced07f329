"""Rules about single people and about sealed forms, as data (`alert_rules.toml`): shown to a few, and never at coordination."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from posta.clinical.data_files import list_rows
from posta.clinical.surveillance.alert_rules import TABLE, AlertRule, fields_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRule(AlertRule):
    """Something about one person that should not wait: told after so many hours, and for so many days.

    It is shown at their post only, to trades that record `form`; of a sealed form to whom it opens. `codes` are the main
    diagnoses that it is about, `temperature` what was measured beside them at least.
    """

    form: str
    hours: int
    days: int
    codes: tuple[str, ...] = ()
    temperature: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRule(PersonRule):
    """Follow-up that is overdue: an answer of a form began it, and its `form` does not say a step within so many days.

    `steps` gives for each step (an answer to `step`) after how many days it is overdue, and until when it is shown. Any
    answer to `closed_by` but those of `goes_on` ends it.
    """

    begun_by: str
    question: str
    answers: tuple[str, ...]
    step: str
    steps: Mapping[str, Sequence[int]]
    closed_by: str
    goes_on: tuple[str, ...]

    def is_overdue(self, days: int, done: Container[str]) -> bool:
        """Return whether a step that was not done is overdue, so many days after the beginning."""
        return any(first < days <= last and step not in done for step, (first, last) in self.steps.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRule(AlertRule):
    """Entries of a sealed `form` in a week: `least` of them, and `times` the mean of the weeks before.

    It is counted where the form opens, and told as yes or no to whom it opens.
    """

    form: str
    least: int
    times: float
    weeks: int
    reporting_weeks: int

    def is_met(self, now: int, before: Sequence[int | None]) -> bool:
        """Return whether a week is an alert beside those before; a week in which nothing was written is None."""
        known = [number for number in before if number is not None]
        enough = now >= self.least and len(known) >= self.reporting_weeks
        return enough and now * len(known) >= self.times * sum(known)


@cache
def list_person_rules() -> tuple[PersonRule, ...]:
    """Return the rules about single people in the order of the file."""
    followed = (FollowUpRule(**fields_of(row)) for row in list_rows(TABLE, "follow_ups", worded=True))
    return (*(PersonRule(**fields_of(row)) for row in list_rows(TABLE, "people", worded=True)), *followed)


@cache
def list_sealed_rules() -> tuple[SealedRule, ...]:
    """Return the rules about sealed forms in the order of the file."""
    return tuple(SealedRule(**fields_of(row)) for row in list_rows(TABLE, "sealed", worded=True))

"""Alerts from more than main diagnoses, as data (`alert_rules.toml`): grave cases, deaths, sites, arrivals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from posta.clinical.data_files import Row, list_rows, read_table

TABLE = "alert_rules"
POST, MUNICIPALITY = "post", "municipality"


class AlertWords(NamedTuple):
    """What an alert is called and what to do, in one language."""

    label: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """What every rule has; `unless` names a rule of the same kind that stands for this one.

    `signal_type` is what a signal of it is about, a code of the list.
    """

    name: str
    number: str
    level: str
    source: str
    words: Mapping[str, AlertWords]
    signal_type: str = "disease"
    unless: str = ""


class Case(NamedTuple):
    """The facts of one entry with a main diagnosis, for judging rules about cases."""

    day: int
    dx: str
    band: str
    case_class: str
    dehydration: str
    disposition: str
    place: str
    post: int = 0

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule(AlertRule):
    """Cases with one of `codes` in so many days, narrowed by class, age, place and how grave they were.

    `scope` is the post, or the municipality whose posts are counted together.
    """

    codes: tuple[str, ...]
    days: int
    least: int
    classes: tuple[str, ...] = ()
    classes_none: tuple[str, ...] = ()
    ages_none: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    any_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    quiet_days: int = 0
    scope: str = POST

    def counts(self, one: Case) -> bool:
        """Return whether a case counts, on whatever day."""
        return (
            one.dx in self.codes
            and (not self.classes or one.case_class in self.classes)
            and one.case_class not in self.classes_none
            and one.band not in self.ages_none
            and (not self.places or one.place in self.places)
            and (not self.any_of or any(getattr(one, name) in codes for name, codes in self.any_of.items()))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRule(AlertRule):
    """Deaths in so many days that are maternal, or of one of some causes."""

    days: int
    least: int
    maternal: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()

    def counts(self, cause: str, maternal: str) -> bool:
        """Return whether a death counts, on whatever day."""
        return (not self.maternal or maternal in self.maternal) and (not self.causes or cause in self.causes)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule(AlertRule):
    """A measure of the newest survey of a site that is below or above a limit."""

    measure: str
    below: float | None = None
    above: float | None = None
    at_most: float | None = None
    people_above: int = 0
    site_types_none: tuple[str, ...] = ()

    def is_met(self, value: float, people: int, site_type: str) -> bool:
        """Return whether a measured value, for so many people at a kind of site, is an alert."""
        if site_type in self.site_types_none or people <= self.people_above > 0:
            return False
        return (
            (self.below is not None and value < self.below)
            or (self.above is not None and value > self.above)
            or (self.at_most is not None and value <= self.at_most)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRule(AlertRule):
    """Consultations of so many days that are `times` the mean of the `weeks` before, and `excess` more."""

    days: int
    times: float
    excess: int
    weeks: int
    reporting_weeks: int


@cache
def list_case_rules() -> tuple[CaseRule, ...]:
    """Return the rules about cases in the order of the file."""
    return tuple(CaseRule(**_plain(row)) for row in list_rows(TABLE, "cases", worded=True))


@cache
def list_case_rules_of(scope: str) -> tuple[CaseRule, ...]:
    """Return the rules about cases of one post, or those about a municipality."""
    return tuple(rule for rule in list_case_rules() if rule.scope == scope)


@cache
def list_death_rules() -> tuple[DeathRule, ...]:
    """Return the rules about deaths in the order of the file."""
    return tuple(DeathRule(**_plain(row)) for row in list_rows(TABLE, "deaths", worded=True))


@cache
def list_site_rules() -> tuple[SiteRule, ...]:
    """Return the rules about sites in the order of the file."""
    return tuple(SiteRule(**_plain(row)) for row in list_rows(TABLE, "sites", worded=True))


@cache
def list_arrival_rules() -> tuple[ArrivalRule, ...]:
    """Return the rules about arrivals in the order of the file."""
    return tuple(ArrivalRule(**_plain(row)) for row in list_rows(TABLE, "arrivals", worded=True))


@cache
def list_alert_rules() -> Mapping[str, AlertRule]:
    """Return every rule by its name."""
    rules = (*list_case_rules(), *list_death_rules(), *list_site_rules(), *list_arrival_rules())
    return {rule.name: rule for rule in rules}


def alert_sources() -> Mapping[str, str]:
    """Return the sources of the rules by their short names."""
    found: Mapping[str, str] = read_table(TABLE)["sources"]
    return found


def _plain(row: Row) -> dict[str, Any]:
    """Return the values of a row as the fields of a rule: words by language, lists as tuples."""
    words = {language: AlertWords(str(row[language]), str(row[f"do_{language}"])) for language in ("es", "en", "fr")}
    spoken = {*words, *(f"do_{language}" for language in words)}
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key not in spoken}
    return {**given, "words": words}

"""Alerts from more than main diagnoses, as data (`alert_rules.toml`): grave cases, deaths, screenings, sites, arrivals.

Each row names its source: predictors of IDSR (DHIS2 metadata), WHO on cholera and meningitis, EWARN practice, The
Sphere Handbook (2018) for sites; what is called own is an example for the mission's epidemiologist to set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from posta.clinical.data_files import Row, list_rows, read_table, strings_in

TABLE = "alert_rules"
POST, MUNICIPALITY = "post", "municipality"
DAYS_OF_A_WEEK = 7


class AlertWords(NamedTuple):
    """What an alert is called and what to do, in one language."""

    label: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """What every rule has; `unless` names a rule that stands for this one.

    `signal_type` is what a signal of it is about, a code of the list, or nothing where none is recorded; `signal_dx` the
    illness.
    """

    name: str
    number: str
    level: str
    source: str
    words: Mapping[str, AlertWords]
    signal_type: str = "disease"
    signal_dx: str = ""
    unless: str = ""


class Case(NamedTuple):
    """The facts of one entry with a main diagnosis, or with a test that stands for one; `person` is a pseudonym."""

    day: int
    dx: str
    band: str
    case_class: str
    dehydration: str
    disposition: str
    place: str
    post: int = 0
    person: bytes | None = None
    by_test: bool = False

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule(AlertRule):
    """Cases with one of `codes` in so many days, narrowed by class, age, place and how grave they were.

    `scope` is the post, or the municipality whose posts are counted together. It is met too where each of the last
    `or_doubling_weeks` had twice the cases of the one before. With `tests` a positive test counts like a diagnosis, with
    `people` somebody counts once.
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
    or_doubling_weeks: int = 0
    tests: bool = False
    people: bool = False

    @property
    def reach(self) -> int:
        """Return how many days a rule looks at, without the quiet ones before."""
        return max(self.days, DAYS_OF_A_WEEK * self.or_doubling_weeks)

    def counts(self, one: Case) -> bool:
        """Return whether a case counts, on whatever day."""
        return (
            one.dx in self.codes
            and (self.tests or not one.by_test)
            and (not self.classes or one.case_class in self.classes)
            and one.case_class not in self.classes_none
            and one.band not in self.ages_none
            and (not self.places or one.place in self.places)
            and (not self.any_of or any(getattr(one, name) in codes for name, codes in self.any_of.items()))
        )


class Death(NamedTuple):
    """The facts of a death, for judging rules about deaths."""

    day: int
    cause: str
    maternal: str
    band: str

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRule(AlertRule):
    """Deaths in so many days that are maternal, or of one of some causes, at none of some ages."""

    days: int
    least: int
    maternal: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    ages_none: tuple[str, ...] = ()

    def counts(self, one: Death) -> bool:
        """Return whether a death counts, on whatever day."""
        return (
            (not self.maternal or one.maternal in self.maternal)
            and (not self.causes or one.cause in self.causes)
            and one.band not in self.ages_none
        )


class CaseReport(NamedTuple):
    """The facts of a report of a notifiable case: its illness, its test and how it ended."""

    day: int
    dx: str
    lab: str
    outcome: str

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule(AlertRule):
    """Reports of notifiable cases in so many days with one of `codes`, and one of some tests or outcomes."""

    codes: tuple[str, ...]
    days: int
    least: int
    labs: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    def counts(self, one: CaseReport) -> bool:
        """Return whether a report counts, on whatever day."""
        return (
            one.dx in self.codes
            and (not self.labs or one.lab in self.labs)
            and (not self.outcomes or one.outcome in self.outcomes)
        )


class Screening(NamedTuple):
    """The facts of a screening for malnutrition; `person` is a pseudonym."""

    day: int
    person: bytes | None
    band: str
    found: str

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRule(AlertRule):
    """A share, or a number, of the children screened in some days who fall into given classes.

    The share (percent) needs `screened` children.
    """

    classes: tuple[str, ...]
    ages: tuple[str, ...]
    days: int
    least: int = 1
    share: float = 0.0
    screened: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MortalityRule(AlertRule):
    """Deaths of a week for 10,000 people a day, of all or of those under five, by the newest assessment."""

    measure: str
    at_least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityRule(AlertRule):
    """A share (percent) of main diagnoses of so many days with one of `codes`, from so many consultations on."""

    codes: tuple[str, ...]
    days: int
    share_above: float
    consultations: int


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRule(AlertRule):
    """People at a site by its newest survey that are `times` the mean of the `weeks` before, and `excess` more.

    A week without a survey is missing; `reporting_weeks` must have one.
    """

    times: float
    excess: int
    weeks: int
    reporting_weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRule(AlertRule):
    """So many unlinked rows of one name in a week, of the whole mission; told as yes or no, without a number."""

    row: str
    least: int


class CaseByTest(NamedTuple):
    """Answers to a question of a form of screening that stand for a main diagnosis."""

    form: str
    question: str
    answers: tuple[str, ...]
    dx: str


@cache
def list_case_rules() -> tuple[CaseRule, ...]:
    """Return the rules about cases in the order of the file."""
    return tuple(CaseRule(**fields_of(row)) for row in list_rows(TABLE, "cases", worded=True))


@cache
def list_case_rules_of(scope: str) -> tuple[CaseRule, ...]:
    """Return the rules about cases of one post, or those about a municipality."""
    return tuple(rule for rule in list_case_rules() if rule.scope == scope)


@cache
def list_death_rules() -> tuple[DeathRule, ...]:
    """Return the rules about deaths in the order of the file."""
    return tuple(DeathRule(**fields_of(row)) for row in list_rows(TABLE, "deaths", worded=True))


@cache
def list_site_rules() -> tuple[SiteRule, ...]:
    """Return the rules about sites in the order of the file."""
    return tuple(SiteRule(**fields_of(row)) for row in list_rows(TABLE, "sites", worded=True))


@cache
def list_arrival_rules() -> tuple[ArrivalRule, ...]:
    """Return the rules about arrivals in the order of the file."""
    return tuple(ArrivalRule(**fields_of(row)) for row in list_rows(TABLE, "arrivals", worded=True))


@cache
def list_report_rules() -> tuple[ReportRule, ...]:
    """Return the rules about reports of notifiable cases in the order of the file."""
    return tuple(ReportRule(**fields_of(row)) for row in list_rows(TABLE, "reports", worded=True))


@cache
def list_screening_rules() -> tuple[ScreeningRule, ...]:
    """Return the rules about screenings in the order of the file."""
    return tuple(ScreeningRule(**fields_of(row)) for row in list_rows(TABLE, "screenings", worded=True))


@cache
def list_mortality_rules() -> tuple[MortalityRule, ...]:
    """Return the rules about mortality in the order of the file."""
    return tuple(MortalityRule(**fields_of(row)) for row in list_rows(TABLE, "mortality", worded=True))


@cache
def list_quality_rules() -> tuple[QualityRule, ...]:
    """Return the rules about the quality of data in the order of the file."""
    return tuple(QualityRule(**fields_of(row)) for row in list_rows(TABLE, "quality", worded=True))


@cache
def list_population_rules() -> tuple[PopulationRule, ...]:
    """Return the rules about the people at a site in the order of the file."""
    return tuple(PopulationRule(**fields_of(row)) for row in list_rows(TABLE, "populations", worded=True))


@cache
def list_tally_rules() -> tuple[TallyRule, ...]:
    """Return the rules about unlinked rows, in the order of the file."""
    return tuple(TallyRule(**fields_of(row)) for row in list_rows(TABLE, "unlinked", worded=True))


@cache
def list_cases_by_test() -> tuple[CaseByTest, ...]:
    """Return the answers of forms of screening that stand for a diagnosis."""
    return tuple(
        CaseByTest(str(row["form"]), str(row["question"]), strings_in(row, "answers"), str(row["dx"]))
        for row in list_rows(TABLE, "tests")
    )


@cache
def list_other_rules() -> tuple[Row, ...]:
    """Return the rules of the mission's list that are computed elsewhere (`where`), or not yet (`why`)."""
    return list_rows(TABLE, "others", worded=True)


@cache
def list_alert_rules() -> Mapping[str, AlertRule]:
    """Return every rule by its name."""
    rules = (
        *list_case_rules(), *list_report_rules(), *list_death_rules(), *list_mortality_rules(), *list_screening_rules(),
        *list_site_rules(), *list_arrival_rules(), *list_population_rules(), *list_quality_rules(), *list_tally_rules(),
    )  # fmt: skip
    return {rule.name: rule for rule in rules}


def alert_sources() -> Mapping[str, str]:
    """Return the sources of the rules by their short names."""
    found: Mapping[str, str] = read_table(TABLE)["sources"]
    return found


def fields_of(row: Row) -> dict[str, Any]:
    """Return the values of a row as the fields of a rule: words by language, lists as tuples."""
    words = {language: AlertWords(str(row[language]), str(row[f"do_{language}"])) for language in ("es", "en", "fr")}
    spoken = {*words, *(f"do_{language}" for language in words)}
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key not in spoken}
    return {**given, "words": words}

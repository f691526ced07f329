"""What counting and planning read beside the lists: follow-up schedules, age bands, programmes, unlinked rows.

>>> [row.name for row in list_unlinked_fact_rows()][:2]
['mh_session', 'mh_category']
"""

from dataclasses import dataclass
from functools import cache

from posta.terms.data_files import LANGUAGES, read_toml


@dataclass(frozen=True, slots=True)
class Schedule:
    """Visits to propose after an event: days after the date in `after`, or weeks of gestation before it.

    Once under way (`then_trigger`) it goes on every so many days, by whether it is `controlled`. `early` and `late` are
    the days around the day that still keep the visit, `form` what is written then. `chosen` beforehand are the `next`
    day, `all`, or those within the nearest weeks (`near`). An `example` waits for the medical coordinator.
    With `night` the page proposes to hand the person over to the night.
    """

    code: str
    trigger: dict[str, object]
    after: str
    compartment: str
    form: str
    labels: dict[str, str]
    source: str
    days: tuple[int, ...] = ()
    weeks_of_gestation: tuple[int, ...] = ()
    then_every: dict[str, int] | None = None
    then_trigger: dict[str, object] | None = None
    controlled: dict[str, object] | None = None
    mission_sets: bool = False
    early: int = 0
    late: int = 0
    chosen: str = "next"
    example: bool = False
    night: bool = False


@dataclass(frozen=True, slots=True)
class UnlinkedFactRow:
    """A row that may leave a sealed compartment, without person or visit, and the reason why."""

    name: str
    compartment: str
    columns: tuple[str, ...]
    sources: tuple[str, ...]
    indicators: tuple[str, ...]
    why: str


@cache
def list_schedules() -> tuple[Schedule, ...]:
    """Return all follow-up schedules, in the order declared."""
    rows = read_toml("schedules.toml")["schedules"]
    assert isinstance(rows, list)
    return tuple(_schedule(row) for row in rows)


def _schedule(row: dict[str, object]) -> Schedule:
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    labels = {language: str(plain.pop(language)) for language in LANGUAGES}
    return Schedule(after=plain.pop("from"), labels=labels, **plain)  # type: ignore[arg-type]


@cache
def find_schedule(code: str) -> Schedule | None:
    """Return a schedule by its code; None for one that only a newer program knows."""
    return next((one for one in list_schedules() if one.code == code), None)


@cache
def list_unlinked_fact_rows() -> tuple[UnlinkedFactRow, ...]:
    """Return the rows of facts that sealed compartments give."""
    rows = read_toml("minimal_rows.toml")["rows"]
    assert isinstance(rows, list)
    return tuple(
        UnlinkedFactRow(
            row["row"], row["compartment"], tuple(row["columns"]), tuple(row["from"]), tuple(row["for"]), row["why"]
        )
        for row in rows
    )


@cache
def get_age_sets() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return each set of age groups (age5, msf, suive, ...): the codes of fact_age_band that a group holds."""
    sets: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, groups in read_toml("age_bands.toml").items():
        assert isinstance(groups, dict)
        sets[name] = {group: tuple(bands) for group, bands in groups.items()}
    return sets


@cache
def get_programme_services() -> dict[str, tuple[str, ...]]:
    """Return by programme the services of a place that answer it; none for what is offered everywhere.

    >>> get_programme_services()["MH"]
    ('mental_health', 'psychosocial')
    """
    rows = read_toml("programme_services.toml")
    return {code: tuple(services) for code, services in rows.items() if isinstance(services, list)}


@cache
def get_referral_services() -> dict[str, tuple[str, ...]]:
    """Return by reason of a referral the services of a place that answer it; a reason without is answered by any.

    >>> get_referral_services()["obst"]
    ('primary_care', 'srh', 'anc_pnc')
    """
    rows = read_toml("referral_services.toml")
    return {code: tuple(services) for code, services in rows.items() if isinstance(services, list)}


@cache
def get_programmes() -> dict[str, tuple[str, ...]]:
    """Return the names of the forms that each programme offers."""
    return {code: tuple(names) for code, names in read_toml("programmes.toml").items() if isinstance(names, list)}

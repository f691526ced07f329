"""A published figure: a number that is on the site only with its definition, source and day of publication.

    Figure(id="consultations-2018", measure="consultations", value=23500, unit="consultations", period="2018", ...)

Small numbers: a count of people below 10 could identify somebody, so it is not published; of survivors not even a
zero (the threshold and the coarseness are those of disclosure control for counted figures). `join_figures.py` joins
figures from elsewhere with those of the content folder.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from posta.publicsite.language.site_languages import LANGUAGES, Texts
from posta.publicsite.published.figure_faults import Fault, WrongFigure
from posta.publicsite.published.figure_periods import is_before, is_date, is_day, is_period, period_bounds
from posta.publicsite.published.units import UNITS

Certainty = Literal["exact", "about", "estimate"]

FEWEST_PEOPLE: Final = 10
FRONT_PLACES: Final = 3
CERTAINTIES: Final = ("exact", "about", "estimate")

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STATE: Final = re.compile(r"MX-[A-Z]{3}")
_HXL: Final = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCorrection:
    """The earlier value of a figure, the day of its correction (YYYY-MM-DD) and the reason."""

    was: int
    date: str
    reason: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One value of one measure, for one period and place. Raises WrongFigure with every fault.

    `measure` connects the years of one series (a trend); `period` is a year (`2018`), a month (`2018-09`) or a span
    (`2016/2018`); `place` is a place of the network, a municipality (`12001`), a state (`MX-TAB`) or empty for the
    whole mission; `unit` is a code of `units.toml`, `hxl` its HXL tag (HXL 1.1). `since` is the beginning of what is
    counted (four neighbourhoods since 2016). `survivors`: the people counted survived sexual or extreme violence;
    such a figure is never finer than a state and a year. `context`: it describes the situation, not the mission's
    work. `front` is its rank on the first page, 0 for none.
    """

    id: str
    measure: str
    label: Texts
    value: int
    unit: str
    period: str
    definition: Texts
    source: Texts
    source_address: str = ""
    published: str
    place: str = ""
    certainty: Certainty = "exact"
    corrections: tuple[FigureCorrection, ...] = ()
    hxl: str = ""
    since: str = ""
    survivors: bool = False
    context: bool = False
    front: int = 0

    def __post_init__(self) -> None:
        """Refuse a figure that breaks a rule."""
        if faults := tuple(list_faults(self)):
            raise WrongFigure(faults)


def is_state(place: str) -> bool:
    """Return whether a place is the ISO 3166-2 code of a state of Mexico."""
    return bool(_STATE.fullmatch(place))


def list_faults(figure: Figure) -> Iterator[Fault]:
    """Yield every fault of a figure."""
    for rule in _RULES:
        yield from rule(figure)


def _ids(figure: Figure) -> Iterator[Fault]:
    for field in ("id", "measure"):
        if not _SLUG.fullmatch(getattr(figure, field)):
            yield Fault(
                field, f"`{field}` is no address.", "Write small letters, digits and hyphens: consultations-2018."
            )


def _texts(figure: Figure) -> Iterator[Fault]:
    for field in ("label", "definition", "source"):
        if missing := _missing(getattr(figure, field)):
            yield Fault(field, f"A figure needs a {field}; it is missing in {missing}.", "Write it in es, en and fr.")


def _value(figure: Figure) -> Iterator[Fault]:
    if not _is_count(figure.value):
        yield Fault("value", "A value is a whole number, zero or more.", "Write it with digits only: 23500.")


def _unit(figure: Figure) -> Iterator[Fault]:
    if figure.unit not in UNITS:
        yield Fault("unit", "This unit is not known.", f"Write one of: {', '.join(sorted(UNITS))}.")


def _period(figure: Figure) -> Iterator[Fault]:
    if not is_period(figure.period):
        yield Fault(
            "period", "This is no period.", 'Write a year "2018", a month "2018-09" or several years "2016/2018".'
        )


def _dates(figure: Figure) -> Iterator[Fault]:
    if not is_date(figure.published):
        yield Fault("published", "It is not said when this was published.", 'Write published = "2019" or "2019-03-01".')
    elif is_before(figure.published, period_bounds(figure.period)[0]):
        yield Fault("published", "It was published before its period began.", "Correct the period or the date.")
    if figure.since and not is_date(figure.since):
        yield Fault("since", "This is no date.", 'Write since = "2016" or "2016-09".')
    elif figure.since and is_before(period_bounds(figure.period)[1], figure.since):
        yield Fault("since", "What is counted began after the period.", "Correct the period or `since`.")


def _address(figure: Figure) -> Iterator[Fault]:
    if figure.source_address and not _is_https(figure.source_address):
        yield Fault("source_address", "The address of a source begins with https://.", "Correct it or leave it out.")


def _certainty(figure: Figure) -> Iterator[Fault]:
    if figure.certainty not in CERTAINTIES:
        yield Fault("certainty", "This certainty is not known.", f"Write one of: {', '.join(CERTAINTIES)}.")


def _hxl(figure: Figure) -> Iterator[Fault]:
    if figure.hxl and not _HXL.fullmatch(figure.hxl):
        yield Fault("hxl", "This is no HXL tag.", "Write it like #reached+people, without spaces.")


def _front(figure: Figure) -> Iterator[Fault]:
    if type(figure.front) is not int or not 0 <= figure.front <= FRONT_PLACES:
        yield Fault("front", "This is no rank on the first page.", f"Write 1 to {FRONT_PLACES}, or leave it out.")


def _corrections(figure: Figure) -> Iterator[Fault]:
    earliest = figure.published
    for number, row in enumerate(figure.corrections):
        field = f"correction.{number}"
        then = figure.corrections[number + 1].was if number + 1 < len(figure.corrections) else figure.value
        if not _is_count(row.was):
            yield Fault(
                f"{field}.was", "An earlier value is a whole number, zero or more.", "Write it with digits only."
            )
        elif row.was == then:
            yield Fault(
                f"{field}.was", "This correction changes nothing.", "Write the value before it, or leave it out."
            )
        if not is_day(row.date):
            yield Fault(
                f"{field}.date", "It is not said on which day this was corrected.", 'Write date = "2019-03-01".'
            )
        elif is_before(row.date, earliest):
            yield Fault(f"{field}.date", "It comes before what it corrects was published.", "Write the oldest first.")
        else:
            earliest = row.date
        if missing := _missing(row.reason):
            yield Fault(f"{field}.reason", f"A correction needs a reason; it is missing in {missing}.", "Write why.")


def _few_people(figure: Figure) -> Iterator[Fault]:
    unit = UNITS.get(figure.unit)
    if not (unit and unit.persons):
        return
    values = [("value", figure.value), *((f"correction.{n}.was", row.was) for n, row in enumerate(figure.corrections))]
    for field, value in values:
        if _is_count(value) and value < FEWEST_PEOPLE and (value or figure.survivors):
            yield Fault(
                field,
                f"Fewer than {FEWEST_PEOPLE} people could be recognised.",
                "Publish a longer period or a wider place, or leave the figure out.",
            )


def _survivors(figure: Figure) -> Iterator[Fault]:
    for field in ("survivors", "context"):
        if not isinstance(getattr(figure, field), bool):
            yield Fault(field, f"`{field}` is true or false.", "Write it without quotes.")
    if figure.survivors and figure.place and not is_state(figure.place):
        yield Fault("place", "A figure about survivors is never finer than a state.", 'Write a state, like "MX-CMX".')
    if figure.survivors and len(period_bounds(figure.period)[0]) > len("2018"):
        yield Fault("period", "A figure about survivors is never finer than a year.", "Write the year.")


def _missing(texts: Mapping[str, Any]) -> str:
    return ", ".join(language for language in LANGUAGES if not str(texts.get(language, "")).strip())


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"\s", address)


_RULES: Final[tuple[Callable[[Figure], Iterator[Fault]], ...]] = (
    _ids,
    _texts,
    _value,
    _unit,
    _period,
    _dates,
    _address,
    _certainty,
    _hxl,
    _front,
    _corrections,
    _few_people,
    _survivors,
)

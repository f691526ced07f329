"""Counts a day at a post: who was seen and who left unseen, by sex and age, by colour and reason; how long they waited.

Each person counts once a day. The formulas:

- came: people with an arrival that day, and people who were given care without one;
- seen: those of them who were given care, or whose arrival was closed as done;
- left unseen: those whose last arrival ended with "left", not seen; waiting: the others;
- waiting time: minutes from an arrival to its first call (else to when it was done), rounded down, one for each arrival
  that was called or done;
- median: the middle waiting time, of an even number the mean of the two in the middle, rounded up at one half;
- p90: the smallest waiting time that at least 90 % of them do not exceed.

>>> median([5, 20, 10]), median([5, 10]), p90([1, 2, 3, 4, 5, 6, 7, 8, 9, 60]), median([])
(10, 8, 9, None)
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SEEN, LEFT, WAITING = "seen", "left", "waiting"
OUTCOMES = (SEEN, LEFT, WAITING)
SEXES = ("f", "m", "u")
BANDS = ("lt5", "y5_17", "ge18", "unknown")
COLOURS = ("red", "yellow", "green", "")
RESERVED, NO_REASON, OWN_WORDS = "reserved", "none", "own"
PERCENTILE = 90


@dataclass(frozen=True, slots=True, repr=False)
class PersonDay:
    """A person on a day: sex, age in years (None: unknown), triage colour, reason, outcome, each wait in minutes."""

    sex: str
    years: int | None
    colour: str
    reason: str
    outcome: str
    waits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Waits:
    """Waiting times in minutes: how many, the median, and the 90th percentile; None where nobody waited."""

    count: int
    median: int | None
    p90: int | None


@dataclass(frozen=True, slots=True, repr=False)
class DayCount:
    """The counts of a day. `groups` by (outcome, sex, age band), `colours` by (outcome, colour), `reasons` of who came."""

    outcomes: Mapping[str, int]
    groups: Mapping[tuple[str, str, str], int]
    colours: Mapping[tuple[str, str], int]
    waits: Waits
    colour_waits: Mapping[str, Waits]
    reasons: tuple[tuple[str, int], ...] = field(default=())

    @property
    def came(self) -> int:
        return sum(self.outcomes.values())


def count_day(people: Iterable[PersonDay]) -> DayCount:
    """Return the counts of a day."""
    everyone = list(people)
    reasons = Counter(one.reason for one in everyone)
    return DayCount(
        outcomes={outcome: sum(one.outcome == outcome for one in everyone) for outcome in OUTCOMES},
        groups=Counter((one.outcome, _sex(one.sex), age_band(one.years)) for one in everyone),
        colours=Counter((one.outcome, one.colour) for one in everyone),
        waits=summarise_waits([wait for one in everyone for wait in one.waits]),
        colour_waits={
            colour: summarise_waits([wait for one in everyone if one.colour == colour for wait in one.waits])
            for colour in COLOURS
        },
        reasons=tuple(sorted(reasons.items(), key=lambda row: (-row[1], row[0]))),
    )


def age_band(years: int | None) -> str:
    """Return the age band of the sheet.

    >>> age_band(4), age_band(5), age_band(17), age_band(18), age_band(None)
    ('lt5', 'y5_17', 'y5_17', 'ge18', 'unknown')
    """
    if years is None:
        return "unknown"
    return "lt5" if years < 5 else "y5_17" if years < 18 else "ge18"


def summarise_waits(minutes: Sequence[int]) -> Waits:
    """Return how many waited, with median and 90th percentile."""
    return Waits(len(minutes), median(minutes), p90(minutes))


def median(minutes: Sequence[int]) -> int | None:
    """Return the middle waiting time."""
    ordered, half = sorted(minutes), len(minutes) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half] + 1) // 2


def p90(minutes: Sequence[int]) -> int | None:
    """Return the smallest waiting time that at least 90 % of them do not exceed."""
    ordered = sorted(minutes)
    return ordered[-(-len(ordered) * PERCENTILE // 100) - 1] if ordered else None


def reason_code(reason: str, *, reserved: bool, known: Iterable[str]) -> str:
    """Return what the sheet counts of a reason: its code; own words may hold a name and are only counted.

    >>> reason_code("feet: ampollas de Juan", reserved=False, known=["feet"])
    'feet'
    >>> reason_code("busca a Juan", reserved=False, known=["feet"]), reason_code("feet", reserved=True, known=["feet"])
    ('own', 'reserved')
    """
    if reserved:
        return RESERVED
    code = reason.partition(": ")[0]
    return code if code in set(known) else OWN_WORDS if reason else NO_REASON


def _sex(code: str) -> str:
    return code if code in SEXES else "u"

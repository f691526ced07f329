"""The true population: invented people in the parties they travel in, as nobody at any post knows them.

Everything about a party follows from the seed and the party's number, so that any of them can be generated again
alone.

>>> [party] = list_groups(people=1, days=30, seed=7, start=date(2018, 11, 1))
>>> party == list_groups(people=1, days=30, seed=7, start=date(2018, 11, 1))[0]
True
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from posta.simulation import name_stock

COUNTRIES = ("HN", "GT", "SV", "MX", "NI", "VE")
MEN_SHARE = 0.68
NORTHWARD_SHARE = 0.88
FERTILE = range(15, 45)
MAX_JOURNEY_DAYS = 60

_GROUP_SIZES = ((1, 62), (2, 17), (3, 10), (4, 7), (5, 4))
_ALLERGENS = (
    ("penicillin", 40),
    ("sulfa", 18),
    ("nsaid", 15),
    ("seafood", 9),
    ("insect", 6),
    ("other", 6),
    ("peanut", 3),
)
_CHRONIC = (("htn", 45, 0.16), ("dm2", 42, 0.11), ("asthma", 0, 0.03), ("epil", 0, 0.008), ("copd", 55, 0.04))


@dataclass(frozen=True, slots=True)
class PregnancyHistory:
    """A pregnancy as it is: the first day of the last period, and what went before."""

    last_period: date
    gravida: int
    parity: int


@dataclass(frozen=True, slots=True)
class TruePerson:
    """One invented person as they are."""

    true_id: str
    given: tuple[str, ...]
    surnames: tuple[str, ...]
    sex: str
    birth: date
    country: str
    department: str
    languages: tuple[str, ...]
    party: int
    travel_with: str
    population: str
    allergies: tuple[str, ...]
    chronic: tuple[str, ...]
    pregnancy: PregnancyHistory | None
    distress: int
    phone: str
    direction: str
    sets_out: date

    def age_on(self, day: date) -> int:
        """Return completed years."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))

    def months_on(self, day: date) -> int:
        """Return completed months."""
        return (day.year - self.birth.year) * 12 + day.month - self.birth.month - (day.day < self.birth.day)


@dataclass(frozen=True, slots=True)
class TravelGroup:
    """People who walk together, and the day they reach the first post of their road."""

    number: int
    sets_out: date
    north: bool
    members: tuple[TruePerson, ...]


def generate_groups(people: int, days: int, seed: int, start: date) -> Iterator[TravelGroup]:
    """Yield parties by the day they set out, until that many people walk; some set out before the first day."""
    sizes = _sizes(people, Random(seed))
    calendar = Random(seed + 1)
    dates = sorted(_departure_day(calendar, days, start) for _ in sizes)
    for number, (size, day) in enumerate(zip(sizes, dates, strict=True)):
        yield _make_group(number, size, day, Random(seed * 1_000_003 + number))


def list_groups(people: int, days: int, seed: int, start: date) -> list[TravelGroup]:
    """Return all parties at once, for tests and for small simulations."""
    return list(generate_groups(people, days, seed, start))


def list_people(people: int, days: int, seed: int, start: date) -> Iterator[TruePerson]:
    """Yield the true people in the order in which they set out."""
    for party in generate_groups(people, days, seed, start):
        yield from party.members


def _sizes(people: int, random: Random) -> list[int]:
    sizes: list[int] = []
    left = people
    while left:
        size = min(left, weighted_choice(random, _GROUP_SIZES))
        sizes.append(size)
        left -= size
    return sizes


def _departure_day(random: Random, days: int, start: date) -> date:
    """Return a day, evenly spread, apart from a caravan that brings an eighth of all within a week."""
    early = min(MAX_JOURNEY_DAYS, days) // 3
    if random.random() < 0.125:
        return start + timedelta(days=int(days * 0.4) + random.randrange(min(7, days)))
    return start + timedelta(days=random.randrange(-early, max(1, days)))


def _make_group(number: int, size: int, day: date, random: Random) -> TravelGroup:
    country = weighted_choice(random, _origins().shares)
    north = random.random() < NORTHWARD_SHARE
    family = size > 1 and random.random() < 0.72
    surnames = name_stock.pick_surnames(random, country), name_stock.pick_surnames(random, country)
    department = weighted_choice(random, _origins().departments[country])
    members = []
    for place in range(size):
        shape = _GroupPlace(number, place, size, family, country, department, surnames, north, day)
        members.append(_make_person(shape, random))
    return TravelGroup(number, day, north, tuple(members))


@dataclass(frozen=True, slots=True)
class _GroupPlace:
    """What a person's party already decides."""

    party: int
    number: int
    size: int
    family: bool
    country: str
    department: str
    surnames: tuple[tuple[str, ...], tuple[str, ...]]
    north: bool
    day: date

    @property
    def child(self) -> bool:
        return self.family and self.number >= min(2, self.size - 1)


def _make_person(place: _GroupPlace, random: Random) -> TruePerson:
    sex = _sex(place, random)
    birth = _birth(place, random)
    age = (place.day - birth).days // 365
    home = weighted_choice(random, _origins().languages[place.country])
    person_allergies = (weighted_choice(random, _ALLERGENS),) if random.random() < 0.07 else ()
    return TruePerson(
        true_id=f"p{place.party:06d}{'abcde'[place.number]}",
        given=name_stock.pick_given(random, sex),
        surnames=_surnames(place, random),
        sex=sex,
        birth=birth,
        country=place.country,
        department=place.department,
        languages=("spa",) if home == "spa" else (home, "spa") if random.random() < 0.85 else (home,),
        party=place.party,
        travel_with=_travel_with(place, age, random),
        population=_population(place, random),
        allergies=person_allergies,
        chronic=tuple(code for code, since, share in _CHRONIC if age >= since and random.random() < share),
        pregnancy=_pregnancy(age, place.day, random) if sex == "f" and age in FERTILE else None,
        distress=_distress(random),
        phone=_origins().prefixes[place.country] + str(random.randrange(20_000_000, 99_999_999)),
        direction="north" if place.north else "south",
        sets_out=place.day,
    )


def _sex(place: _GroupPlace, random: Random) -> str:
    if place.child:
        return "m" if random.random() < 0.52 else "f"
    if place.family and place.number == 1:
        return "f" if random.random() < 0.5 else "m"
    return "m" if random.random() < MEN_SHARE + 0.05 else "f"


def _birth(place: _GroupPlace, random: Random) -> date:
    """Return a birth date.

    Children of a family may have any age, the others are mostly young, some of them alone before they are eighteen.
    """
    if place.child:
        years = random.uniform(0.1, 16.5)
    elif not place.family and random.random() < 0.05:
        years = random.uniform(13, 17.5)
    else:
        years = min(78.0, max(18.0, random.gammavariate(4.2, 3.4) + 14))
    return place.day - timedelta(days=int(years * 365.25) + random.randrange(150))


def _surnames(place: _GroupPlace, random: Random) -> tuple[str, ...]:
    """Return surnames: a family's children carry the first surname of each parent; a companion has names of their own."""
    father, mother = place.surnames
    if not place.family:
        return name_stock.pick_surnames(random, place.country)
    if place.number == 0:
        return father
    if place.number == 1 and place.size > 2:
        return mother
    return (father[0], mother[0])


def _travel_with(place: _GroupPlace, age: int, random: Random) -> str:
    if place.size == 1:
        return ("uac" if age < 18 else "alone") if random.random() < 0.85 else "group"
    if place.family:
        return "family" if place.size > 2 or place.child else "partner"
    return "group"


def _population(place: _GroupPlace, random: Random) -> str:
    if place.country == "MX":
        return "idp" if random.random() < 0.8 else "returnee"
    return "migrant" if random.random() < 0.78 else random.choice(("asylum", "asylum", "refugee", "stranded"))


def _pregnancy(age: int, day: date, random: Random) -> PregnancyHistory | None:
    if random.random() > 0.09:
        return None
    births = min(8, int(random.expovariate(1 / max(0.4, (age - 15) / 7))))
    lost = 1 if random.random() < 0.12 else 0
    return PregnancyHistory(day - timedelta(days=random.randrange(40, 230)), births + lost + 1, births)


def _distress(random: Random) -> int:
    """Return distress from 0, well, to 6, unable to go on; four in ten would benefit from a talk."""
    return weighted_choice(random, ((0, 30), (1, 28), (2, 16), (3, 12), (4, 9), (5, 4), (6, 1)))


@dataclass(frozen=True, slots=True)
class _Origins:
    shares: tuple[tuple[str, int], ...]
    departments: dict[str, tuple[tuple[str, int], ...]]
    languages: dict[str, tuple[tuple[str, int], ...]]
    prefixes: dict[str, str]


@cache
def _origins() -> _Origins:
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("data/origins.toml").read_text(encoding="utf-8"))
    return _Origins(
        tuple((code, data[code]["share"]) for code in COUNTRIES),
        {code: tuple(data[code]["departments"].items()) for code in COUNTRIES},
        {code: tuple(data[code]["languages"].items()) for code in COUNTRIES},
        {code: data[code]["prefix"] for code in COUNTRIES},
    )


def weighted_choice(random: Random, choices: tuple[tuple[Any, int], ...]) -> Any:
    """Return one of the choices, by its weight."""
    luck = random.random() * _total(choices)
    for choice, weight in choices:
        luck -= weight
        if luck < 0:
            return choice
    return choices[-1][0]


@cache
def _total(choices: tuple[tuple[Any, int], ...]) -> int:
    return sum(weight for _, weight in choices)

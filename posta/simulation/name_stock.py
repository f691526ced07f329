"""Plausible names on the route: ranked by country, rarer ones from a common tail, and what friends call people.

Rank frequencies follow Zipf-Mandelbrot. The lists hold no real person; see the data file.
"""

import tomllib
from bisect import bisect
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

HEAD_SHARE = 0.74
INVENTED_SHARE = 0.03
SECOND_GIVEN_SHARE = 0.72
SECOND_SURNAME_SHARE = 0.90

_ONSETS = ("b", "c", "ch", "d", "f", "g", "j", "l", "ll", "m", "n", "p", "qu", "r", "s", "t", "tr", "v", "x", "z", "br")
_MIDDLES = ("ala", "are", "eli", "ona", "uri", "ista", "ande", "orla", "iche", "emu", "otza", "ina", "ulma", "erca")
_CODAS = ("l", "n", "z", "do", "ra", "res", "jo", "c", "l", "nte", "via", "rte", "zo", "ca", "ndi", "mbo")


@dataclass(frozen=True, slots=True)
class RankedNames:
    """Names with the running sum of their weights."""

    names: tuple[str, ...]
    sums: tuple[float, ...]

    def pick(self, random: Random) -> str:
        return self.names[bisect(self.sums, random.random() * self.sums[-1])]


@dataclass(frozen=True, slots=True)
class NameStock:
    """Every name the simulation can give."""

    surnames: dict[str, RankedNames]
    tail: tuple[str, ...]
    given: dict[tuple[str, str], RankedNames]
    nicknames: dict[str, tuple[str, ...]]


@cache
def load_names() -> NameStock:
    """Return the stock read from the data file, once."""
    data = tomllib.loads(files(__package__).joinpath("data/names.toml").read_text(encoding="utf-8"))
    tail = _words(data["surnames"].pop("tail"))
    surnames = {country: _ranked(_words(names), 3.6, 0.96) for country, names in data["surnames"].items()}
    given = {
        (sex, place): _ranked(_words(names), 4.0, 0.9)
        for sex, lists in data["given"].items()
        for place, names in lists.items()
    }
    return NameStock(surnames, tail, given, {name: _words(alike) for name, alike in data["nicknames"].items()})


def pick_surname(random: Random, country: str) -> str:
    """Return one surname as it is spread in a country."""
    names = load_names()
    luck = random.random()
    if luck < HEAD_SHARE:
        return names.surnames[country].pick(random)
    if luck > 1 - INVENTED_SHARE:
        return _invented(random)
    return random.choice(names.tail)


def pick_surnames(random: Random, country: str) -> tuple[str, ...]:
    """Return father's and mother's surname; every tenth person uses one only."""
    first = pick_surname(random, country)
    return (first, pick_surname(random, country)) if random.random() < SECOND_SURNAME_SHARE else (first,)


def pick_given(random: Random, sex: str) -> tuple[str, ...]:
    """Return one or two given names."""
    names = load_names().given
    first = names[sex, "common"].pick(random)
    if random.random() >= SECOND_GIVEN_SHARE:
        return (first,)
    second = names[sex, "second" if random.random() < 0.7 else "common"].pick(random)
    return (first, second) if second != first else (first,)


def pick_nickname(random: Random, name: str) -> str | None:
    """Return what this person is called at home, if the name has a usual nickname."""
    usual = load_names().nicknames.get(name)
    return random.choice(usual) if usual else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


def _ranked(names: tuple[str, ...], shift: float, slope: float) -> RankedNames:
    weights = [1 / (rank + shift) ** slope for rank in range(1, len(names) + 1)]
    return RankedNames(names, tuple(accumulate(weights)))


def _invented(random: Random) -> str:
    return (random.choice(_ONSETS) + random.choice(_MIDDLES) + random.choice(_CODAS)).capitalize()

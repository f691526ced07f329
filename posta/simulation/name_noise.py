"""What a post hears: the same person, heard twice, is not written twice the same way.

The rates are those of a deliberately harsh register and are frozen with `NOISE_VERSION`: change them, and figures of
recall measured before no longer compare.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from random import Random

from posta.simulation import name_stock
from posta.simulation.population import TruePerson, weighted_choice

NOISE_VERSION = 1

_SOUND = (
    ("b", "v"), ("v", "b"), ("ce", "se"), ("ci", "si"), ("se", "ce"), ("si", "ci"), ("z", "s"), ("s", "z"), ("h", ""),
    ("ll", "y"), ("y", "ll"), ("ge", "je"), ("gi", "ji"), ("je", "ge"), ("ji", "gi"), ("x", "j"), ("j", "x"),
    ("c", "k"), ("qu", "k"), ("k", "c"), ("ph", "f"), ("i", "y"), ("ñ", "n"),
)  # fmt: skip
_LETTERS = "aeiourslntdcmpbg"


@dataclass(frozen=True, slots=True)
class RecordedName:
    """Names, birth, sex and country as one post wrote them; a birth without month and day is a year only."""

    given: str
    surnames: str
    birth: date | None
    year: int | None
    estimated: bool
    sex: str
    country: str | None

    @property
    def text(self) -> str:
        return f"{self.given} {self.surnames}".strip()


def first_recording(person: TruePerson, random: Random) -> RecordedName:
    """Return the first registration: names as the person gives them, birth exact, by year, or not at all."""
    given, surnames = " ".join(person.given), " ".join(person.surnames)
    luck = random.random()
    if luck < 0.55:
        return RecordedName(given, surnames, person.birth, person.birth.year, False, person.sex, person.country)
    year = None if luck >= 0.87 else person.birth.year + weighted_choice(random, ((0, 80), (-1, 10), (1, 10)))
    return RecordedName(given, surnames, None, year, True, person.sex, person.country)


def later_recording(person: TruePerson, random: Random) -> RecordedName:
    """Return a later registration elsewhere: nicknames, dropped names, swapped fields, sound and typing errors."""
    given, surnames = _given(person, random), _surnames(person, random)
    if random.random() < 0.05:
        given, surnames = surnames, given
    plain = random.random() < 0.70
    given = [_misheard(token, plain, random) for token in given]
    surnames = [_misheard(token, plain, random) for token in surnames]
    birth, year, estimated = _birth(person.birth, random)
    sex = person.sex if random.random() >= 0.015 else {"m": "f", "f": "m"}[person.sex]
    return RecordedName(
        " ".join(given), " ".join(surnames), birth, year, estimated, sex, _country(person.country, random)
    )


def _given(person: TruePerson, random: Random) -> list[str]:
    given = list(person.given)
    if random.random() < 0.10:
        given[0] = name_stock.pick_nickname(random, given[0]) or given[0]
    if len(given) > 1:
        luck = random.random()
        if luck < 0.33:
            del given[1]
        elif luck < 0.43:
            del given[0]
    return given


def _surnames(person: TruePerson, random: Random) -> list[str]:
    surnames = list(person.surnames)
    if len(surnames) < 2:
        return surnames
    luck = random.random()
    if luck < 0.36:
        del surnames[1]
    elif luck < 0.41:
        del surnames[0]
    elif luck < 0.47:
        surnames.reverse()
    return surnames


def _misheard(name: str, plain: bool, random: Random) -> str:
    if plain:
        name = _without_accents(name)
    if random.random() >= 0.25 or len(name) < 3:
        return name
    return _by_sound(name, random) if random.random() < 0.68 else _with_typing_error(name, random)


def _without_accents(name: str) -> str:
    kept = unicodedata.normalize("NFD", name.replace("ñ", "\0").replace("Ñ", "\1"))
    bare = "".join(letter for letter in kept if not unicodedata.combining(letter))
    return bare.replace("\0", "ñ").replace("\1", "Ñ")


def _by_sound(name: str, random: Random) -> str:
    """Return one letter written as another that sounds the same; a name without such a letter stays."""
    lower = name.lower()
    swaps = [(old, new) for old, new in _SOUND if old in lower]
    if lower.startswith(("a", "e", "i", "o", "u")):
        swaps.append((lower[0], "h" + lower[0]))
    if not swaps:
        return name
    old, new = random.choice(swaps)
    return lower.replace(old, new, 1).capitalize()


def _with_typing_error(name: str, random: Random) -> str:
    """Return a word with one typing error."""
    at = random.randrange(1, len(name))
    slip = random.randrange(4)
    if slip == 0:
        return name[:at] + name[at + 1 :]
    if slip == 1:
        return name[:at] + random.choice(_LETTERS) + name[at:]
    if slip == 2:
        return name[:at] + random.choice(_LETTERS) + name[at + 1 :]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def _birth(birth: date, random: Random) -> tuple[date | None, int | None, bool]:
    luck = random.random()
    if luck < 0.40:
        return birth, birth.year, False
    if luck < 0.67:
        return None, birth.year + random.randrange(-3, 4), True
    if luck < 0.85:
        return None, None, True
    if luck < 0.93 and birth.day <= 12:
        return date(birth.year, birth.day, birth.month), birth.year, False
    year = birth.year + random.choice((-1, 1))
    moved = date(year, birth.month, min(birth.day, 28))
    return moved, year, False


def _country(country: str, random: Random) -> str | None:
    luck = random.random()
    if luck < 0.025:
        return None
    return random.choice(("HN", "GT", "SV")) if luck < 0.05 else country

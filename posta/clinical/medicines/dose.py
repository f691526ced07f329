"""The daily amount of a prescribed medicine, read from strength, dose and frequency as people write them.

What cannot be read is not guessed: the answer is None, and nothing is asked.

It follows no source: it reads what people write, in three languages, and judges nothing (the most of a day stands in
`drug_safety.toml`).

>>> amount_a_day({"strength": "500 mg", "dose": "2 tabletas", "freq": "cada 8 h"})
Amount(mg=3000.0, pieces=6.0)
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_MASS = {"mcg": 0.001, "µg": 0.001, "ug": 0.001, "mg": 1.0, "g": 1000.0}
_STRENGTH = re.compile(rf"{_NUMBER}\s*(mcg|µg|ug|mg|g)\b(?:\s*/\s*{_NUMBER}?\s*(ml|l)\b)?", re.IGNORECASE)
_VOLUME = re.compile(rf"{_NUMBER}\s*(ml|cc)\b", re.IGNORECASE)
_PIECES = re.compile(r"\b(tab|cap|comp|gel|past|pill|piece|pieza|unidad)", re.IGNORECASE)
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|a|o|to|or|ou|à)\s*{_NUMBER}")
_EVERY = re.compile(
    rf"(?:cada|c/|c |every|q|toutes les|tous les|chaque)\s*{_NUMBER}?\s*(h|hora|hr|hour|heure|d|dia|day|jour)"
)
_TIMES = re.compile(rf"{_NUMBER}\s*(?:(?:veces|vez|times|time|fois|x)\b|(?:al|por|a|par|/)\s*(?:dia|day|jour)\b)")
_ONCE = re.compile(r"dosis unica|una sola|single|once only|dose unique|stat\b")
_DAILY = re.compile(
    r"diari|daily|al dia|por dia|a day|par jour|cada noche|every night|chaque soir|por la noche|at night"
)
_HALVES = {"½": "0.5", "¼": "0.25", "1/2": "0.5", "1/4": "0.25", "media": "0.5", "half": "0.5", "demi": "0.5"}
_WORDS = {"una": "1", "un": "1", "one": "1", "une": "1", "dos": "2", "two": "2", "deux": "2", "tres": "3", "three": "3",
          "trois": "3", "cuatro": "4", "four": "4", "quatre": "4"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """The most of a medicine in a day: milligrams and pieces, each None where it cannot be read."""

    mg: float | None
    pieces: float | None


def amount_a_day(row: Mapping[str, object]) -> Amount:
    """Read the most that a prescription gives in a day."""
    strength, dose, freq = (_flat(row.get(name)) for name in ("strength", "dose", "freq"))
    times = _times_a_day(freq)
    if times is None:
        return Amount(None, None)
    pieces = _pieces(dose)
    each = _milligrams(strength, dose, pieces)
    return Amount(None if each is None else each * times, None if pieces is None else pieces * times)


def _flat(value: object) -> str:
    """Return the words in small letters without accents, with fractions and small numbers in digits."""
    words = str(value or "").casefold()
    for written, number in _HALVES.items():
        words = words.replace(written, number)
    bare = "".join(one for one in unicodedata.normalize("NFD", words) if not unicodedata.combining(one))
    return " ".join(_WORDS.get(word, word) for word in bare.split())


def _times_a_day(freq: str) -> float | None:
    if _ONCE.search(freq):
        return 1.0
    every = _EVERY.search(freq)
    if every:
        number = float((every[1] or "1").replace(",", "."))
        hours = number * (24 if every[2].startswith(("d", "j")) else 1)
        return 24 / hours if hours > 0 else None
    times = _TIMES.search(freq)
    if times:
        return float(times[1].replace(",", "."))
    return 1.0 if _DAILY.search(freq) else None


def _most(words: str) -> float | None:
    """Return the largest number at the beginning of a dose: of "1 a 2" the two."""
    several = _RANGE.search(words)
    if several:
        return max(float(several[1].replace(",", ".")), float(several[2].replace(",", ".")))
    found = re.search(_NUMBER, words)
    return float(found[1].replace(",", ".")) if found else None


def _pieces(dose: str) -> float | None:
    """Tablets or capsules of one dose; None where it is written in another way."""
    if _STRENGTH.search(dose) and not _PIECES.search(dose):
        return None
    return _most(dose) if _PIECES.search(dose) or re.fullmatch(rf"\s*{_NUMBER}\s*", dose) else None


def _milligrams(strength: str, dose: str, pieces: float | None) -> float | None:
    given = _STRENGTH.search(dose)
    if given and not given[4]:  # "500 mg", "1 g IM": the dose itself
        return float(given[1].replace(",", ".")) * _MASS[given[2]]
    each = _STRENGTH.search(strength)
    if each is None:
        return None
    mass = float(each[1].replace(",", ".")) * _MASS[each[2]]
    if each[4]:  # in a volume: "250 mg/5 mL"
        volume = _VOLUME.search(dose)
        per = float((each[3] or "1").replace(",", ".")) * (1000 if each[4] == "l" else 1)
        return mass / per * float(volume[1].replace(",", ".")) if volume and per else None
    return None if pieces is None else mass * pieces

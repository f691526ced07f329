"""The benchmark entry: a synthetic consultation, the same for Posta and for every peer.

About 709 bytes as compact JSON: hexadecimal ids, one or two diagnoses, six vital signs, three symptoms, two medicines
and a note of 36 words. The words come from Django's own Spanish translations, drawn with Zipf weights, so that a note
compresses roughly as a real one does (real notes compress a little less). No person is described.

    >>> [record] = records(1, seed=7)
    >>> sorted(record)[:3]
    ['at', 'author', 'diagnoses']
"""

from __future__ import annotations

import gettext
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import django

Record = dict[str, Any]

WORDS = 950
NOTE_WORDS = 36
FIRST_MOMENT = 1_541_030_400_000  # 1 November 2018, 00:00 UTC, in milliseconds
MINUTES_APART = 3

POSTS = ("tenosique_la72", "coatzacoalcos", "railway_mobile_clinic", "reynosa_senda_de_vida")
DIAGNOSES = ("ari_upper", "ari_lower", "ili", "asthma", "awd", "gastritis", "foot_blister", "dehydration", "msk")
SYMPTOMS = ("fever", "cough", "sore_throat", "headache", "muscle_pain", "vomiting", "loose_stools", "dizziness", "rash")
DRUGS = (
    ("paracetamol", "500 mg", "1-1-1"),
    ("ibuprofen", "400 mg", "1-0-1"),
    ("amoxicillin", "500 mg", "1-1-1"),
    ("oral_rehydration_salts", "1 l", "1-0-0"),
    ("loratadine", "10 mg", "0-0-1"),
    ("albendazole", "400 mg", "1-0-0"),
)

_PLACEHOLDER = re.compile(r"%\([^)]*\)[a-z]|%[a-z]|\{[^}]*\}|<[^>]*>")
_WORD = re.compile(r"[^\W\d_]{2,}")


def records(n: int, seed: int = 1) -> list[Record]:
    """List `n` consultations; the same seed always gives the same ones, and a longer list begins with a shorter one."""
    dice = random.Random(seed)  # a repeatable draw, not a secret
    words = list_spanish_words()
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    return [_consultation(dice, number, words, weights) for number in range(n)]


def as_json(record: Mapping[str, Any]) -> str:
    """Write one record as compact JSON: the body that every peer is given."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def write_lines(path: Path, all_records: Iterable[Mapping[str, Any]]) -> None:
    """Write the records one to a line, for a peer that runs in a process of its own."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(as_json(record) + "\n" for record in all_records)


@cache
def list_spanish_words() -> tuple[str, ...]:
    """List the words of Django's Spanish translations, most frequent first, at most 950."""
    seen: Counter[str] = Counter()
    for path in sorted(Path(django.__file__).parent.glob("**/locale/es/LC_MESSAGES/*.mo")):
        with path.open("rb") as translations:
            messages = gettext.GNUTranslations(translations)._catalog  # type: ignore[attr-defined]
        for key, text in messages.items():
            if key:
                seen.update(_WORD.findall(_PLACEHOLDER.sub(" ", text).lower()))
    return tuple(sorted(seen, key=lambda word: (-seen[word], word))[:WORDS])


def _consultation(dice: random.Random, number: int, words: tuple[str, ...], weights: list[float]) -> Record:
    return {
        "id": _hex_id(dice),
        "person": _hex_id(dice),
        "author": _hex_id(dice),
        "post": dice.choice(POSTS),
        "kind": "opd",
        "at": FIRST_MOMENT + number * MINUTES_APART * 60_000,
        "diagnoses": dice.sample(DIAGNOSES, dice.choice((1, 2))),
        "vitals": _vitals(dice),
        "symptoms": dice.sample(SYMPTOMS, 3),
        "drugs": [
            {"drug": drug, "dose": dose, "freq": freq, "days": dice.randint(1, 10)}
            for drug, dose, freq in dice.sample(DRUGS, 2)
        ],
        "note": " ".join(dice.choices(words, cum_weights=weights, k=NOTE_WORDS)),
    }


def _vitals(dice: random.Random) -> dict[str, float]:
    return {
        "temp_c": round(dice.uniform(35.8, 39.6), 1),
        "hr": dice.randint(55, 130),
        "rr": dice.randint(12, 30),
        "sbp": dice.randint(100, 160),
        "dbp": dice.randint(55, 95),
        "spo2": dice.randint(90, 99),
    }


def _hex_id(dice: random.Random) -> str:
    return dice.randbytes(16).hex()

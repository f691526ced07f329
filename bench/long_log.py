"""A long log at one post, written in bulk: invented people, and consultations told again about ever other people.

A thousand consultations are filled form by form; the rest of a long log are those, about other people at other times.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

from bench.consultations import consultations, list_answers_of_people, retold, without_sealed_part
from bench.records import records
from posta.acts.duty import Duty
from posta.acts.registration import prepare_person
from posta.chart.people import Person
from posta.scribe.write import Sheet, write
from posta.seal.epochs import pseudonym

PATTERNS = 1_000
INVENTED = 50_000  # people invented anew; a longer log tells of them again under other ids
BATCH = 2_560
DAYS = 180
DAY = 86_400_000


def fill(duty: Duty, people: int, entries: int, seed: int) -> list[Person]:
    """Write so many entries, `people` of them registrations, over the last half year; tells of the progress."""
    known: list[Person] = []
    sheets = _sheets(duty, people, entries, seed, known)
    done = 0
    while batch := list(islice(sheets, BATCH)):
        write(duty.desk, batch)
        done += len(batch)
        sys.stderr.write(f"\rwriting the log: {done} of {entries} entries")
    sys.stderr.write("\n")
    return known


def _sheets(duty: Duty, people: int, entries: int, seed: int, known: list[Person]) -> Iterator[Sheet]:
    yield from _registrations(duty, people, seed, known)
    dice = Random(seed)  # a repeatable draw, not a secret
    secret, now = duty.desk.keyring.pseudonym_secret, duty.desk.clock.millis()
    assert secret is not None
    patterns = [without_sealed_part(s) for s in consultations(duty, known[:PATTERNS], records(PATTERNS, seed))]
    for number in range(entries - people):
        about = known[dice.randrange(people)]
        moment = now - DAYS * DAY + int(DAYS * DAY * number / (entries - people))
        yield retold(patterns[number % PATTERNS], about, pseudonym(secret, about.id), moment)


def _registrations(duty: Duty, people: int, seed: int, known: list[Person]) -> Iterator[Sheet]:
    answers = list(list_answers_of_people(min(people, INVENTED), seed))
    for number in range(people):
        person, sheets, filled = prepare_person(duty, answers[number % len(answers)])
        known.append(Person(person, duty.network, filled.answers, {}, ()))
        yield replace(sheets[0], held=False)

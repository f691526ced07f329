"""A long log at one post, written in bulk: invented people, and consultations told again about ever other people.

A thousand consultations are filled form by form; the rest of a long log are those, about other people at other times.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from random import Random

from bench.measured.consultations import consultations, drop_sealed_part, list_answers_of_people, rewrite_for_person
from bench.measured.open_work import list_open_work
from bench.records import records
from posta.acts.actor import Actor
from posta.acts.care.registration import prepare_person
from posta.chart.record.person import Person
from posta.scribe.write import EntryDraft, write
from posta.seal.epochs import derive_pseudonym

PATTERNS = 1_000
INVENTED = 50_000  # people invented anew; a longer log tells of them again under other ids
BATCH = 2_560
DAYS = 180
DAY = 86_400_000


def fill(actor: Actor, people: int, entries: int, seed: int, under_way: int = 0) -> list[Person]:
    """Write so many entries, `people` of them registrations, over the last half year; tells of the progress.

    Besides, `under_way` open referrals and as many planned visits.
    """
    known: list[Person] = []
    sheets = chain(_sheets(actor, people, entries, seed, known), _open_work(actor, known, under_way))
    done = 0
    while batch := list(islice(sheets, BATCH)):
        write(actor.node, batch)
        done += len(batch)
        sys.stderr.write(f"\rwriting the log: {done} of {entries} entries")
    sys.stderr.write("\n")
    return known


def _sheets(actor: Actor, people: int, entries: int, seed: int, known: list[Person]) -> Iterator[EntryDraft]:
    yield from _registrations(actor, people, seed, known)
    dice = Random(seed)  # a repeatable draw, not a secret
    secret, now = actor.node.keyring.pseudonym_secret, actor.node.clock.millis()
    assert secret is not None
    patterns = [drop_sealed_part(s) for s in consultations(actor, known[:PATTERNS], records(PATTERNS, seed))]
    for number in range(entries - people):
        about = known[dice.randrange(people)]
        moment = now - DAYS * DAY + int(DAYS * DAY * number / (entries - people))
        yield rewrite_for_person(patterns[number % PATTERNS], about, derive_pseudonym(secret, about.id), moment)


def _open_work(actor: Actor, known: list[Person], number: int) -> Iterator[EntryDraft]:
    yield from list_open_work(actor, known, number)  # once everybody is known


def _registrations(actor: Actor, people: int, seed: int, known: list[Person]) -> Iterator[EntryDraft]:
    answers = list(list_answers_of_people(min(people, INVENTED), seed))
    for number in range(people):
        person, sheets, filled = prepare_person(actor, answers[number % len(answers)])
        known.append(Person(person, actor.network, filled.answers, {}, ()))
        yield replace(sheets[0], held=False)

"""Canaries: people who do not exist, whose every name, number and sentence is found nowhere else in the world.

Whatever leaves a trace of one of them in clear has leaked. Used by `test_canary`, and by the processes of its posts.
"""

import logging
import os
import random
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from posta.demo import node_process

SYLLABLES = (
    "zur",
    "quil",
    "tep",
    "oñó",
    "vax",
    "chí",
    "nej",
    "obl",
    "gúm",
    "ixt",
    "pew",
    "lúz",
    "yek",
    "dro",
    "fañ",
    "mör",
)
EVERY = 5  # of so many people one also has a session with the psychologist


@dataclass(frozen=True, slots=True)
class Canary:
    """One person: what they are called, their number, what was written of them."""

    name: str
    family: str
    phone: str
    diagnosis: str
    note: str

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.name, self.family, self.phone, self.diagnosis, self.note


def hatch(count: int, seed: int = 8) -> list[Canary]:
    """So many people, no token twice."""
    chance = random.Random(seed)
    made: set[str] = set()

    def word() -> str:
        while (found := "".join(chance.choices(SYLLABLES, k=5))) in made:
            pass
        made.add(found)
        return found

    return [
        Canary(word().title(), word().title(), f"+5049{7_000_000 + 131 * i:07}", word(), f"{word()} {word()}")
        for i in range(count)
    ]


def encodings(token: str) -> Iterator[bytes]:
    """The forms in which a token could lie somewhere: UTF-8, UTF-16 both ways, base64, hexadecimal, in an address."""
    for spelled in dict.fromkeys((token, token.lower(), token.upper())):
        plain = spelled.encode()
        yield plain
        yield spelled.encode("utf-16-le")
        yield spelled.encode("utf-16-be")
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        yield quote(spelled).encode()
        yield spelled.encode("ascii", "backslashreplace")
        for shift in range(3):  # base64 of a longer text that holds it, wherever in a group of three it begins
            coded = b64encode(bytes(shift) + plain)
            yield coded[(0, 4, 4)[shift] : len(coded) // 4 * 4 - 4]


def log_to(here: node_process.NodeState, folder: str) -> None:
    """Everything that this process would tell anybody, into a file: output, errors, and every log at every level."""
    path = Path(folder) / f"{here.home.name}.log"
    with path.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    logging.basicConfig(level=logging.DEBUG, force=True)


def populate(here: node_process.NodeState, count: int, words_of_psychologist: str) -> int:
    """Register every canary, consult all of them, listen to some; drafts of both kinds. Returns the entries written."""
    from posta.acts.cli_actor import actor_from_cli
    from posta.cli.unlock_home import open_home
    from posta.node.drafts import keep_draft
    from posta.scribe.write import write

    doctor = here.kept["duty"]
    counsel = actor_from_cli(open_home(here.home, words_of_psychologist))
    written = 0
    people = hatch(count)
    for start in range(0, count, 128):
        sheets = [
            sheet
            for i, one in enumerate(people[start : start + 128], start)
            for sheet in _sheets(doctor, counsel, one, i)
        ]
        written += len(write(doctor.node, [replace(sheet, held=False) for sheet in sheets]))
    for number, one in enumerate(people[:50]):
        keep_draft(doctor.staff.id, f"work/wash{number}", {"note": [one.note], "name": [one.name, one.phone]})
        sealed = f"people/{number:032x}/consultation"
        keep_draft(doctor.staff.id, sealed, {"history": one.note}, seal_for=doctor.staff.box_public)
    return written


def _sheets(doctor: Any, counsel: Any, one: Canary, number: int) -> list[Any]:
    from posta.acts.care.registration import prepare_person
    from posta.chart.record.person import Person

    id_, sheets, filled = prepare_person(doctor, {
        "alias": one.name, "family_name": one.family, "sex": "m", "age_value": 30, "age_unit": "y",
        "country_origin": "HN", "pop_group": "migrant", "consent_care": "y", "consent_record": "y",
        "phone": one.phone, "contact_ok": "y",
    })  # fmt: skip
    person = Person(id_, doctor.network, filled.answers, {}, ())
    opd = {"complaint": one.diagnosis, "history": one.note, "exam": one.diagnosis, "dx_main": "foot_tinea",
           "dx_status": "new", "violence_link": "n"}  # fmt: skip
    sheets += _contact(doctor, person, {"opd": opd})
    if number % EVERY == 0:
        session = {"mh_mode": "ind", "attended": True, "suic": "0", "cgi_s": "3", "cgi_i": "4", "note": one.note}
        sheets += _contact(counsel, person, {"mh_fu": session})
    return sheets


def _contact(actor: Any, person: Any, forms: dict[str, dict[str, object]]) -> list[Any]:
    from posta.acts.care.unlinked_counts import build_count_entries, queue_counts
    from posta.acts.care.visits.encounter import draft_encounter

    drafted = draft_encounter(replace(actor, held={}), person, forms)  # nothing of the person is in the record yet
    queue_counts(actor, drafted.unlinked, None)
    return [drafted.entry, *build_count_entries(actor, coming=[])]


def back_up(here: node_process.NodeState, target: str) -> int:
    """A backup of this node; returns its size."""
    from posta.node.identity.master_key_holder import NodeKeys
    from posta.node.upkeep.node_backup import make_backup
    from posta.wire.bundle import to_age_recipient

    unlocked = here.kept["unlocked"]
    return make_backup(
        here.home,
        NodeKeys(unlocked.device.to_bytes(), unlocked.master),
        Path(target),
        [to_age_recipient(unlocked.device.box_public)],
    ).size


def count_found(here: node_process.NodeState, count: int) -> int:
    """How many of the first canaries this post finds by name: that they are here at all."""
    return sum(bool(node_process.find_ids(here, one.name)) for one in hatch(count)[:20])

"""Search before register, probed: how long it takes and how often the person is among the first five.

    python bench/search_probe.py 50000 200000

People and their second registrations are those of the rehearsal; the file is encrypted. Figures of recall say that the
plumbing works, not what the field will see: noise and matcher come from one house.
"""

import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import sqlcipher3.dbapi2 as sqlcipher

from posta.chart.name_search import search_index
from posta.chart.name_search.name_matching import Birth, Name, PersonNames, Query
from posta.simulation.name_noise import RecordedName, first_recording, later_recording
from posta.simulation.population import TruePerson, list_people

SEED = 20181125
QUERIES = 1_000
FIRST_DAY = date(2018, 9, 1)


def birth_of(heard: RecordedName) -> Birth | None:
    if heard.birth:
        return Birth(heard.birth.year, heard.birth.month, heard.birth.day)
    return Birth(heard.year, estimated=heard.estimated) if heard.year else None


def registered(rowid: int, heard: RecordedName) -> PersonNames:
    names = (Name(heard.given, heard.surnames),)
    return PersonNames(rowid, rowid.to_bytes(16, "little"), names, birth_of(heard), heard.sex, heard.country)


def query_for(heard: RecordedName) -> Query:
    return Query(heard.text, birth_of(heard), heard.sex, heard.country, typing=False)


def open_encrypted(path: Path) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path))
    connection.execute("PRAGMA key = \"x'" + "5a" * 32 + "'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    for statement in search_index.CREATE:
        connection.execute(statement)
    return connection


def quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class Found:
    """What became of the questions about people who are known: ms, place in the answer, and how sure it was."""

    times: list[float] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    ranks_of_three_names: list[int] = field(default_factory=list)
    strong: int = 0
    strong_right: int = 0


def probe(people: int, path: Path) -> dict[str, object]:
    """Index everybody, then ask for some again as another post would write them, and for others who are new."""
    random = Random(SEED)
    walkers: list[TruePerson] = list(list_people(people + QUERIES // 2, 120, SEED, FIRST_DAY))
    random.shuffle(walkers)
    newcomers, known = walkers[people:], walkers[:people]
    with closing(open_encrypted(path)) as connection:
        built = build(connection, known, random)
        cursor = connection.cursor()
        found = ask_again(cursor, known, random)
        shown = sum(is_false_match(cursor, later_recording(person, random)) for person in newcomers)
        typed = ask_while_typing(cursor, known[: QUERIES // 10])
    return {
        "people": people,
        **speeds(found.times, typed),
        **compute_recall(found),
        "strong_shown_to_newcomers": shown / len(newcomers),
        "build_s": round(built, 1),
        "file_mb": round(path.stat().st_size / 1e6, 1),
    }


def build(connection: sqlcipher.Connection, known: list[TruePerson], random: Random) -> float:
    """Index everybody as they were first heard; the seconds it took."""
    began = time.perf_counter()
    rows = (registered(number, first_recording(person, random)) for number, person in enumerate(known, 1))
    search_index.index_people(connection.cursor(), rows)
    connection.commit()
    return time.perf_counter() - began


def ask_again(cursor: sqlcipher.Cursor, known: list[TruePerson], random: Random) -> Found:
    """Ask for people who are known, as another post would hear them."""
    told = Found()
    for _ in range(QUERIES):
        number = random.randrange(len(known))
        query = query_for(later_recording(known[number], random))
        began = time.perf_counter()
        found = search_index.search(cursor, query)
        told.times.append(1000 * (time.perf_counter() - began))
        rank = next((at for at, match in enumerate(found) if match.person_rowid == number + 1), 99)
        told.ranks.append(rank)
        if len(query.text.split()) > 2:
            told.ranks_of_three_names.append(rank)
        if found and found[0].strong:
            told.strong += 1
            told.strong_right += rank == 0
    return told


def is_false_match(cursor: sqlcipher.Cursor, heard: RecordedName) -> bool:
    """Whether somebody new is shown as surely known."""
    found = search_index.search(cursor, query_for(heard))
    return bool(found and found[0].strong)


def ask_while_typing(cursor: sqlcipher.Cursor, known: list[TruePerson]) -> list[float]:
    """Ask after every letter of a name; ms of each."""
    times = []
    for person in known:
        text = f"{person.given[0]} {person.surnames[0]}"
        for end in range(3, len(text) + 1):
            began = time.perf_counter()
            search_index.search(cursor, Query(text[:end]))
            times.append(1000 * (time.perf_counter() - began))
    return times


def speeds(times: list[float], typed: list[float]) -> dict[str, object]:
    """How long questions took."""
    return {
        "p50_ms": round(quantile(times, 0.5), 1),
        "p95_ms": round(quantile(times, 0.95), 1),
        "worst_ms": round(max(times), 1),
        "typing_p50_ms": round(quantile(typed, 0.5), 1),
        "typing_p95_ms": round(quantile(typed, 0.95), 1),
    }


def compute_recall(found: Found) -> dict[str, object]:
    """How often the person was found, and how often surely."""
    full = found.ranks_of_three_names
    return {
        **{f"recall_at_{n}": sum(rank < n for rank in found.ranks) / len(found.ranks) for n in (1, 5, 10)},
        "recall_at_5_three_names": round(sum(rank < 5 for rank in full) / len(full), 3),
        "strong_for_known": found.strong / QUERIES,
        "strong_right": round(found.strong_right / max(1, found.strong), 4),
    }


def main() -> None:
    for size in map(int, sys.argv[1:] or ("50000", "200000")):
        with tempfile.TemporaryDirectory() as folder:
            print(probe(size, Path(folder) / "search.db"), flush=True)


if __name__ == "__main__":
    main()

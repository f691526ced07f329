"""Search before register, probed: how long it takes and how often the person is among the first five.

    python bench/search_probe.py 50000 200000

People and their second registrations are those of the rehearsal; the file is encrypted. Figures of recall say that the
plumbing works, not what the field will see: noise and matcher come from one house.
"""

import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random

import sqlcipher3.dbapi2 as sqlcipher

from posta.chart import search_index
from posta.chart.matching import Birth, Name, PersonNames, Query
from posta.rehearsal.hearing import Heard, hear_again, hear_first
from posta.rehearsal.people import TruePerson, list_people

SEED = 20181125
QUERIES = 1_000
FIRST_DAY = date(2018, 9, 1)


def birth_of(heard: Heard) -> Birth | None:
    if heard.birth:
        return Birth(heard.birth.year, heard.birth.month, heard.birth.day)
    return Birth(heard.year, estimated=heard.estimated) if heard.year else None


def registered(rowid: int, heard: Heard) -> PersonNames:
    names = (Name(heard.given, heard.surnames),)
    return PersonNames(rowid, rowid.to_bytes(16, "little"), names, birth_of(heard), heard.sex, heard.country)


def asked(heard: Heard) -> Query:
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


def probe(people: int, path: Path) -> dict[str, object]:
    """Index everybody, then ask for some again as another post would write them, and for others who are new."""
    random = Random(SEED)
    walkers: list[TruePerson] = list(list_people(people + QUERIES // 2, 120, SEED, FIRST_DAY))
    random.shuffle(walkers)
    newcomers, known = walkers[people:], walkers[:people]
    connection = open_encrypted(path)
    began = time.perf_counter()
    rows = (registered(number, hear_first(person, random)) for number, person in enumerate(known, 1))
    search_index.index_people(connection.cursor(), rows)
    connection.commit()
    built = time.perf_counter() - began
    cursor = connection.cursor()
    times, ranks, full, strong_right, strong = [], [], [], 0, 0
    for _ in range(QUERIES):
        number = random.randrange(people)
        query = asked(hear_again(known[number], random))
        began = time.perf_counter()
        found = search_index.search(cursor, query)
        times.append(1000 * (time.perf_counter() - began))
        rank = next((at for at, match in enumerate(found) if match.person_rowid == number + 1), 99)
        ranks.append(rank)
        if len(query.text.split()) > 2:
            full.append(rank)
        if found and found[0].strong:
            strong += 1
            strong_right += rank == 0
    shown = 0
    for person in newcomers:
        found = search_index.search(cursor, asked(hear_again(person, random)))
        shown += bool(found and found[0].strong)
    typed = []
    for person in known[: QUERIES // 10]:
        text = f"{person.given[0]} {person.surnames[0]}"
        for end in range(3, len(text) + 1):
            began = time.perf_counter()
            search_index.search(cursor, Query(text[:end]))
            typed.append(1000 * (time.perf_counter() - began))
    connection.close()
    return {
        "people": people,
        "p50_ms": round(quantile(times, 0.5), 1),
        "p95_ms": round(quantile(times, 0.95), 1),
        "worst_ms": round(max(times), 1),
        "typing_p50_ms": round(quantile(typed, 0.5), 1),
        "typing_p95_ms": round(quantile(typed, 0.95), 1),
        "recall_at_1": sum(rank == 0 for rank in ranks) / len(ranks),
        "recall_at_5": sum(rank < 5 for rank in ranks) / len(ranks),
        "recall_at_10": sum(rank < 10 for rank in ranks) / len(ranks),
        "recall_at_5_three_names": round(sum(rank < 5 for rank in full) / len(full), 3),
        "strong_shown_to_newcomers": shown / len(newcomers),
        "strong_for_known": strong / QUERIES,
        "strong_right": round(strong_right / max(1, strong), 4),
        "build_s": round(built, 1),
        "file_mb": round(path.stat().st_size / 1e6, 1),
    }


def main() -> None:
    for size in map(int, sys.argv[1:] or ("50000", "200000")):
        with tempfile.TemporaryDirectory() as folder:
            print(probe(size, Path(folder) / "search.db"), flush=True)


if __name__ == "__main__":
    main()

"""Search before register, as screens use it: people with their last post and day, best match first."""

from dataclasses import dataclass
from datetime import date

from posta.chart.name_search.name_matching import Birth, Query
from posta.chart.name_search.search_index import search
from posta.chart.record.person import Person
from posta.chart.record.person_registers import read_person
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class SearchResult:
    """A person who may be the one meant, why, and where they were last seen (post and ms)."""

    person: Person
    strong: bool
    agreements: tuple[str, ...]
    last_post: int | None
    last_seen: int | None


SHORTEST = 2


def is_long_enough(text: str) -> bool:
    """Return whether a text is long enough to search for.

    It needs two letters, or one sign of a script in which one sign may be a name.
    """
    return len(text) >= SHORTEST or bool(text) and not text.isascii()


def find_people(
    cursor: Cursor,
    text: str,
    *,
    born: date | None = None,
    sex: str | None = None,
    country: str | None = None,
    limit: int = 10,
) -> list[SearchResult]:
    """Return the people most likely meant by a name or a code. At most ten, so that nobody can browse all of them."""
    birth = Birth(born.year, born.month, born.day) if born else None
    matches = search(cursor, Query(text, birth, sex or None, country or None), min(limit, 10))
    people = _people(cursor, [match.person_rowid for match in matches])
    return [
        SearchResult(people[m.person_rowid], m.strong, m.agreements, *_last_seen(cursor, people[m.person_rowid].id))
        for m in matches
        if m.person_rowid in people
    ]


def list_recent(cursor: Cursor, post: int, limit: int = 8) -> list[SearchResult]:
    """Return the people last written about at a post, for the empty search box; closed records are not offered."""
    rows = cursor.execute(
        "SELECT person, MAX(entry) FROM (SELECT person, entry FROM chart_item WHERE post = ? AND person IS NOT NULL"
        " ORDER BY entry DESC LIMIT 200) GROUP BY person ORDER BY 2 DESC LIMIT ?",
        (post, limit),
    ).fetchall()
    found = []
    for (person, _), record in zip(rows, _records(cursor, [row[0] for row in rows]), strict=True):
        if record is not None and record.closed is None:
            found.append(SearchResult(record, False, (), *_last_seen(cursor, person)))
    return found


def _people(cursor: Cursor, numbers: list[int]) -> dict[int, Person]:
    marks = ",".join("?" * len(numbers))
    found = cursor.execute(
        f"SELECT number, person, network, record FROM chart_person WHERE number IN ({marks})", numbers
    )
    return {row[0]: read_person(row[1:]) for row in found.fetchall()}


def _records(cursor: Cursor, people: list[bytes]) -> list[Person | None]:
    marks = ",".join("?" * len(people))
    found = cursor.execute(f"SELECT person, network, record FROM chart_person WHERE person IN ({marks})", people)
    by_id = {row[0]: read_person(row) for row in found.fetchall()}
    return [by_id.get(person) for person in people]


def _last_seen(cursor: Cursor, person: bytes) -> tuple[int | None, int | None]:
    row = cursor.execute(
        "SELECT post, occurred FROM chart_item WHERE person = ? ORDER BY occurred DESC LIMIT 1", (person,)
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)

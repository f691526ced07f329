"""Search before register, as screens use it: people with their last post and day, best match first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from posta.catalog.choice_acts import RESTRICTED
from posta.chart.name_search.name_matching import Birth, Query
from posta.chart.name_search.search_index import search
from posta.chart.record.choices import NO_SHARE, UNLINKED, list_seen_at
from posta.chart.record.person import Person
from posta.chart.record.person_registers import mask_restricted, read_person
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
_NEVER = (None, None)


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
    posts: Collection[int] | None = None,
) -> list[SearchResult]:
    """Return the people most likely meant by a name or a code, at most ten.

    So nobody can browse all of them. With `posts`, people who share their record with no other post are found
    there by their code alone.
    """
    birth = Birth(born.year, born.month, born.day) if born else None
    matches = search(cursor, Query(text, birth, sex or None, country or None), min(limit, 10))
    people = _people(cursor, [match.person_rowid for match in matches])
    if posts is not None and not any("code" in match.agreements for match in matches):
        people = _without_unshared(cursor, people, posts)
    seen = _list_last_seen(cursor, [one.id for one in people.values()])
    return [
        SearchResult(one, match.strong, match.agreements, *seen.get(one.id, _NEVER))
        for match in matches
        if (one := people.get(match.person_rowid)) is not None
    ]


def list_recent(cursor: Cursor, post: int, limit: int = 8) -> list[SearchResult]:
    """Return the people last written about at a post, for the empty search box; closed records are not offered."""
    rows = cursor.execute(
        "SELECT person, MAX(entry) FROM (SELECT person, entry FROM chart_item WHERE post = ? AND person IS NOT NULL"
        " ORDER BY entry DESC LIMIT 200) GROUP BY person ORDER BY 2 DESC LIMIT ?",
        (post, limit),
    ).fetchall()
    people = [row[0] for row in rows]
    known = [one for one in _records(cursor, people) if one is not None]
    seen = _list_last_seen(cursor, people)
    return [
        SearchResult(one, False, (), *seen.get(one.id, _NEVER))
        for one in known
        if one.closed is None and RESTRICTED not in one.wishes
    ]


def may_be_proposed(person: Person) -> bool:
    """Return whether a person may be proposed as the same as another.

    They may not in a record made in error, nor against their will.
    """
    return person.closed is None and person.wishes.isdisjoint(UNLINKED)


def _without_unshared(cursor: Cursor, people: dict[int, Person], posts: Collection[int]) -> dict[int, Person]:
    """Return the people without those who share with no other post and were at none of these."""
    unshared = [one.id for one in people.values() if NO_SHARE in one.wishes]
    known = list_seen_at(cursor, unshared, posts) if unshared else frozenset()
    return {row: one for row, one in people.items() if NO_SHARE not in one.wishes or one.id in known}


def _people(cursor: Cursor, numbers: list[int]) -> dict[int, Person]:
    marks = ",".join("?" * len(numbers))
    found = cursor.execute(
        f"SELECT number, person, network, record FROM chart_person WHERE number IN ({marks})", numbers
    )
    return {row[0]: mask_restricted(read_person(row[1:])) for row in found.fetchall()}


def _records(cursor: Cursor, people: list[bytes]) -> list[Person | None]:
    marks = ",".join("?" * len(people))
    found = cursor.execute(f"SELECT person, network, record FROM chart_person WHERE person IN ({marks})", people)
    by_id = {row[0]: read_person(row) for row in found.fetchall()}
    return [by_id.get(person) for person in people]


def _list_last_seen(cursor: Cursor, people: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """Return where and when (ms) each of these people was last written about; the index of people ends at that row."""
    if not people:
        return {}
    rows = cursor.execute(
        f"WITH asked (person) AS (VALUES {','.join('(?)' for _ in people)}) SELECT person, post, occurred FROM chart_item"
        " WHERE entry IN (SELECT (SELECT entry FROM chart_item i WHERE i.person = asked.person ORDER BY occurred DESC LIMIT 1)"
        " FROM asked)",
        tuple(people),
    ).fetchall()
    return {person: (post, occurred) for person, post, occurred in rows}

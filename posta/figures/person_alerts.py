"""What facts say of single people that should not wait: by entry, so that only who holds their records can say who it is.

Nothing here leaves the post: coordination has no record to which an entry would lead.
"""

from collections.abc import Sequence

from posta.ledger.row_types import Cursor

_DIAGNOSED = (
    "WITH wanted (day) AS (VALUES {days}) SELECT r.entry, r.person FROM wanted w"
    " CROSS JOIN figures_row r INDEXED BY figures_row_dx ON r.day = w.day"
    " WHERE r.post = ? AND r.dx IN ({codes}) AND r.dx <> '' AND r.live = 1"
)
_VACCINATED = (
    "SELECT DISTINCT r.person FROM figures_facts_vacc v CROSS JOIN figures_row r ON r.entry = v.entry"
    " WHERE v.vaccine = ? AND v.strategy = ? AND r.live = 1 AND r.day >= ? AND r.person IN ({people})"
)
_UNREFERRED = (
    "SELECT a.entry FROM figures_facts_anc a JOIN figures_row r ON r.entry = a.entry"
    " WHERE a.entry IN ({entries}) AND r.live = 1 AND a.refer = 0 AND (a.risk = ? OR EXISTS"
    " (SELECT 1 FROM figures_facts_anc__danger d WHERE d.entry = a.entry AND d.danger <> ?))"
)
_LIVE = "SELECT entry FROM figures_row WHERE entry IN ({entries}) AND live = 1"
RABIES_EXPOSURE, RABIES, AFTER_EXPOSURE = "rabies_exp", "rabies", "pep"
HIGH, NONE = "high", "none"


def list_diagnosed(cursor: Cursor, post: int, codes: Sequence[str], first: int, last: int) -> list[int]:
    """Return the entries of some days with one of these main diagnoses at a post."""
    return [entry for entry, _person in _list_diagnosed(cursor, post, codes, first, last)]


def list_exposed_without_vaccine(cursor: Cursor, post: int, first: int, last: int) -> list[int]:
    """Return the entries of some days with an exposure to rabies, of people without a vaccine for it since, anywhere."""
    exposed = _list_diagnosed(cursor, post, (RABIES_EXPOSURE,), first, last)
    people = sorted({person for _, person in exposed if person is not None})
    if not people:
        return []
    asked = (RABIES, AFTER_EXPOSURE, first, *people)
    treated = {row[0] for row in cursor.execute(_VACCINATED.format(people=_marks(people)), asked).fetchall()}
    return [entry for entry, person in exposed if person is not None and person not in treated]


def list_unreferred(cursor: Cursor, entries: Sequence[int]) -> set[int]:
    """Return those of these visits of a pregnancy that say danger or high risk, and that nobody was referred."""
    found = cursor.execute(_UNREFERRED.format(entries=_marks(entries)), (*entries, HIGH, NONE)) if entries else ()
    return {row[0] for row in found}


def _list_diagnosed(cursor: Cursor, post: int, codes: Sequence[str], first: int, last: int) -> list[tuple]:
    days = range(first, last + 1)
    sql = _DIAGNOSED.format(days=",".join(["(?)"] * len(days)), codes=_marks(codes))
    return cursor.execute(sql, (*days, post, *codes)).fetchall()


def list_live(cursor: Cursor, entries: Sequence[int]) -> set[int]:
    """Return those of these entries that count: not withdrawn, not corrected."""
    found = cursor.execute(_LIVE.format(entries=_marks(entries)), tuple(entries)) if entries else ()
    return {row[0] for row in found}


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))

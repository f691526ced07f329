"""The same complaint among people who travel together: arrivals of a post, by party and reason."""

from dataclasses import dataclass

from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class GroupComplaint:
    """How many people of one group came with the same reason, with the first and last moment (ms)."""

    reason: str
    people: int
    first: int
    last: int


def list_group_complaints(cursor: Cursor, post: int, since: int, *, least: int) -> list[GroupComplaint]:
    """Return reasons with which at least so many people of one party came since a moment (ms), the most first.

    The index of the board serves the arrivals, that of parties who travels with whom. Reserved visits have no reason.
    """
    found = cursor.execute(
        "SELECT CASE WHEN instr(a.reason, ': ') THEN substr(a.reason, 1, instr(a.reason, ': ') - 1) ELSE a.reason END AS why,"
        " COUNT(DISTINCT a.person), MIN(a.at), MAX(a.at) FROM chart_arrival a JOIN chart_party p ON p.person = a.person"
        " WHERE a.post = ? AND a.at >= ? AND a.reason <> '' AND NOT a.reserved"
        " GROUP BY p.party, why HAVING COUNT(DISTINCT a.person) >= ? ORDER BY 2 DESC, 4 DESC",
        (post, since, least),
    )
    return [GroupComplaint(*row) for row in found.fetchall()]

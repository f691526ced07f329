"""Who travels with whom: a party is a random id, and its members are those said to travel with it."""

from dataclasses import dataclass

from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.ids import PersonId
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class TravelGroupMembers:
    """A family or group on the road."""

    id: bytes
    members: tuple[Person, ...]


def find_travel_group(cursor: Cursor, person: PersonId) -> bytes | None:
    """Return the party a person was last said to travel with."""
    row = cursor.execute(
        "SELECT p.party FROM chart_party p WHERE p.person = ? ORDER BY p.entry DESC LIMIT 1", (person,)
    ).fetchone()
    return row[0] if row else None


def list_travel_group(cursor: Cursor, party: bytes) -> TravelGroupMembers:
    """Return a party and its members who are known here, in the order in which they were added."""
    found = cursor.execute(
        "SELECT p.person FROM chart_party p WHERE p.party = ? GROUP BY p.person ORDER BY MIN(p.entry)",
        (party,),
    ).fetchall()
    people = list_people(cursor, [row[0] for row in found])
    return TravelGroupMembers(party, tuple(people[row[0]] for row in found if row[0] in people))

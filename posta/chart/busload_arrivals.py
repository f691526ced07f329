"""Who was registered of a bus: arrivals that refer to its count, without names."""

from collections.abc import Sequence
from dataclasses import dataclass

from posta.catalog import kinds
from posta.ids import EntryId, PersonId
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class BusloadArrival:
    """One person of a bus: their number, colour and open signs; of a reserved one nothing but the colour."""

    arrival: EntryId
    person: PersonId
    at: int
    ticket: str
    colour: str
    reserved: bool
    signs: tuple[str, ...]


def list_of_busloads(cursor: Cursor, busloads: Sequence[EntryId]) -> dict[bytes, list[BusloadArrival]]:
    """Return the people registered of each bus, in the order in which they came; the index of references serves it."""
    if not busloads:
        return {}
    marks = ",".join("?" * len(busloads))
    found = cursor.execute(
        "SELECT i.refers, a.id, a.person, a.at, a.ticket, a.colour, a.reserved, a.signs FROM chart_item i"
        f" JOIN chart_arrival a ON a.entry = i.entry WHERE i.refers IN ({marks}) AND i.kind = ?"
        " AND NOT EXISTS (SELECT 1 FROM chart_item w WHERE w.refers = a.id AND w.kind = ? AND w.holds)"
        " ORDER BY a.at, i.hlc",
        (*busloads, kinds.ARRIVAL, kinds.WITHDRAWAL),
    )
    people: dict[bytes, list[BusloadArrival]] = {}
    for refers, arrival, person, at, ticket, colour, reserved, signs in found.fetchall():
        row = BusloadArrival(
            EntryId(arrival), PersonId(person), at, ticket, colour, bool(reserved), tuple(signs.split())
        )
        people.setdefault(refers, []).append(row)
    return people

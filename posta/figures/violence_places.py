"""Where people were hurt on the way and by whom, by month, from rows that belong to nobody; no cell below five."""

from typing import NamedTuple

from posta.figures.facts.read import list_unlinked
from posta.ledger.row_types import Cursor

ROW = "violence_place"
SMALLEST_CELL = 5


class ViolencePlace(NamedTuple):
    """How many events were told in a month, by place (a code of a municipality or country) and perpetrator."""

    month: str
    place: str
    perpetrator: str
    events: int


def list_violence_places(cursor: Cursor, post: int | None = None) -> list[ViolencePlace]:
    """Return the cells of five or more, the latest month first; of one post, or of all together."""
    cells: dict[tuple[str, str, str], int] = {}
    for one in list_unlinked(cursor, ROW):
        if post is None or one.post == post:
            key = one.period, one.columns.get("place", ""), one.columns.get("v_perp", "")
            cells[key] = cells.get(key, 0) + one.number
    shown = [ViolencePlace(*key, number) for key, number in cells.items() if number >= SMALLEST_CELL]
    return sorted(shown, key=lambda one: (one.month, one.events, one.place), reverse=True)

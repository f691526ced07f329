"""What a person's session may open beyond the chart: an index in memory of parts in their compartments.

It is built when the session opens and caught up before each use, and dies with the worker: the device keeps no
projection of sealed content on disk at all, not even an encrypted one (ADR 0007).
"""

from dataclasses import dataclass, field

from posta.catalog.kinds import WITH_FORMS
from posta.chart.content import open_said
from posta.ledger.read import list_unread
from posta.ledger.rows import Cursor
from posta.seal.keyring import Keyring


@dataclass(slots=True)
class SealedIndex:
    """For each person, the rows of entries that hold something this session opens, and how far the ledger was read."""

    keyring: Keyring = field(repr=False)
    rows: dict[bytes, set[int]] = field(default_factory=dict, repr=False)
    read_to: int = 0


def catch_up(index: SealedIndex, cursor: Cursor) -> None:
    """Look at the sealed parts that came since the last time."""
    for part in list_unread(cursor, index.read_to):
        index.read_to = part.id
        opened = open_said(part, index.keyring)
        if opened is None:
            continue
        _, said = opened
        if said.person is not None and said.kind in WITH_FORMS:
            index.rows.setdefault(said.person, set()).add(part.entry)


def rows_of(index: SealedIndex, cursor: Cursor, person: bytes) -> frozenset[int]:
    """Entries about a person of which this session opens more than the chart does."""
    catch_up(index, cursor)
    return frozenset(index.rows.get(person, ()))

"""What the ledger hands out: frozen rows, and the cursor type every room is given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from posta.catalog.encoding.codec import AdminPayload, ClinicalPayload, FactsPayload
from posta.errors import Reason
from posta.ids import EntryId, FeedId


class Cursor(Protocol):
    """A DB-API cursor with `?` parameters, on the node's encrypted database or, in the simulator, on memory."""

    lastrowid: int
    rowcount: int

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ...) -> "Cursor": ...

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> "Cursor": ...

    def fetchone(self) -> tuple | None: ...

    def fetchall(self) -> list[tuple]: ...

    def __iter__(self) -> "Cursor": ...

    def __next__(self) -> tuple: ...


@dataclass(frozen=True, slots=True)
class Tip:
    """How far one branch of one incarnation of a feed is held here."""

    feed: FeedId
    incarnation: int
    branch: bytes
    sequence: int
    hash: bytes
    hlc: int


class StoredPart(NamedTuple):
    """A part: its row id, the row, hash and clock of its entry, and the header it is bound to."""

    id: int
    entry: int
    place: int
    epoch: bytes
    sealed: bytes | None
    header: bytes
    hash: bytes
    hlc: int
    feed: int


class DecodedEntry(NamedTuple):
    """An entry as projections see it: where it stands, who wrote it for which network, and the parts that opened."""

    row: int
    id: EntryId
    hlc: int
    feed: FeedId
    network: str
    clinical: ClinicalPayload | None
    facts: FactsPayload | None
    admin: AdminPayload | None


class Rejection(NamedTuple):
    """An entry a projection refuses: under which rule, and why."""

    row: int
    rule: str
    reason: Reason

"""Disks that can lose power: a database in memory with the semantics of SQLite's files.

What is not committed when the power fails is gone; what is committed stays, though nobody may have been told. An image
is the database file at some moment; putting it back is what a restore, or a copy of the disk, does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

from sqlcipher3 import dbapi2

from tests.in_memory_mission import copy_database, savepoint

__all__ = ["CutMoment", "Disk", "PowerCut", "copy_database", "list_hashes", "list_whole_entries"]


class CutMoment(Enum):
    """When the power fails during the next transaction: before it reaches the disk, or after, unacknowledged."""

    BEFORE = "crash before fsync"
    AFTER = "crash after fsync"


class PowerCut(BaseException):
    """The computer stops at once; nothing in the program may catch this."""

    def __init__(self, disk: "Disk") -> None:
        super().__init__("power cut")
        self.disk = disk


@dataclass(eq=False)
class Disk:
    """One computer's database; `committed` is called after each transaction that reached it."""

    connection: dbapi2.Connection
    committed: Callable[["Disk"], None] = lambda disk: None
    armed: CutMoment | None = None
    seen: int = 0
    fired: list[CutMoment] = field(default_factory=list)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One durable transaction; nested ones are savepoints."""
        if self.connection.in_transaction:
            with savepoint(self.connection):
                yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._fail_if(CutMoment.BEFORE)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        self.committed(self)
        self._fail_if(CutMoment.AFTER)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A savepoint that is undone when its body fails."""
        with savepoint(self.connection):
            yield

    def image(self) -> dbapi2.Connection:
        """The file as it is now."""
        return copy_database(self.connection)

    def _fail_if(self, cut: CutMoment) -> None:
        if self.armed is cut:
            self.armed = None
            self.fired.append(cut)
            raise PowerCut(self)


def list_hashes(connection: dbapi2.Connection) -> set[bytes]:
    """The hashes of all entries in a database."""
    return {row[0] for row in connection.execute("SELECT hash FROM ledger_entry")}


def list_whole_entries(connection: dbapi2.Connection) -> set[bytes]:
    """The hashes of the entries in a database that are held with their contents, or whose contents were dropped there."""
    missing = "SELECT id >> 4 FROM ledger_part WHERE read = 3"
    return {row[0] for row in connection.execute(f"SELECT hash FROM ledger_entry WHERE id NOT IN ({missing})")}

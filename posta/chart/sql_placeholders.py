"""Question marks for a list of parameters, and an entry by its id."""

from collections.abc import Sized

OF_ID = "entry = (SELECT id FROM ledger_origin WHERE hash >= ? AND hash <= ?)"
"""The row of an entry by its id (`id_bounds`): the tables of the chart have no index on ids, the log has one on hashes."""


def placeholders(values: Sized) -> str:
    """Return as many parameter marks as there are values.

    >>> placeholders("abc")
    '?,?,?'
    """
    return ",".join("?" * len(values))


def id_bounds(entry: bytes) -> tuple[bytes, bytes]:
    """Return the least and the greatest hash that begins with an id.

    >>> [len(one) for one in id_bounds(bytes(16))]
    [16, 32]
    """
    return entry, entry + b"\xff" * 16

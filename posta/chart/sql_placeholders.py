"""Question marks for a list of parameters."""

from collections.abc import Sized


def placeholders(values: Sized) -> str:
    """Return as many parameter marks as there are values.

    >>> placeholders("abc")
    '?,?,?'
    """
    return ",".join("?" * len(values))

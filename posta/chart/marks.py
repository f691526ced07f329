"""Question marks for a list of parameters."""

from collections.abc import Sized


def marks_for(values: Sized) -> str:
    """Return as many parameter marks as there are values.

    >>> marks_for("abc")
    '?,?,?'
    """
    return ",".join("?" * len(values))

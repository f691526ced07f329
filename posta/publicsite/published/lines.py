"""In which line of a TOML file a value stands. The reader of the language itself forgets lines.

lines = find_lines(text)
line_of(lines, ("figure", 0, "definition.fr"))   # the line of that key, else of its table, else 0
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

Spot = tuple[str, int, str]
"""A table of a list by its name and number, and a key in it: `("figure", 2, "value")`; the key `""` is the table."""

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY: Final = re.compile(r"\s*([\w.-]+)\s*=")


def find_lines(text: str) -> Mapping[Spot, int]:
    """Return the line of every table and key of a list of tables, counted from 1."""
    found: dict[Spot, int] = {}
    numbers: dict[str, int] = {}
    top, prefix = "", ""
    for line, content in _outside_long_texts(text):
        if header := _HEADER.match(content):
            top, _, below = header[2].partition(".")
            if not below:
                numbers[top] = numbers.get(top, -1) + 1
                prefix = ""
            else:
                prefix = _prefix(header[1] == "[[", f"{top} {numbers.get(top, 0)} ", below, numbers)
            found.setdefault((top, numbers.get(top, 0), prefix.rstrip(".")), line)
        elif key := _KEY.match(content):
            words = f"{prefix}{key[1]}".split(".")
            for end in range(1, len(words) + 1):
                found.setdefault((top, numbers.get(top, 0), ".".join(words[:end])), line)
    return found


def line_of(lines: Mapping[Spot, int], spot: Spot) -> int:
    """Return the line of a value, else that of the table around it, else 0."""
    name, number, key = spot
    while key:
        if line := lines.get((name, number, key)):
            return line
        key = key.rpartition(".")[0]
    return lines.get((name, number, ""), 0)


def _prefix(many: bool, owner: str, below: str, numbers: dict[str, int]) -> str:
    """Return what stands before a key below a header: `definition.`, or `correction.0.` for a list in a table."""
    if many:
        numbers[owner + below] = numbers.get(owner + below, -1) + 1
    first, _, rest = below.partition(".")
    number = numbers.get(owner + first)
    return ".".join(word for word in (first, "" if number is None else str(number), rest) if word) + "."


def _outside_long_texts(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines that begin outside a text of several lines, without comments, each with its number."""
    closing = ""
    for line, content in enumerate(text.split("\n"), start=1):
        if not closing:
            if content.lstrip().startswith("#"):
                continue
            yield line, content
        for mark in (closing,) if closing else ('"""', "'''"):
            if content.count(mark) % 2:
                closing = "" if closing else mark
                break

"""Finds the line of each value in a TOML text, because the TOML parser keeps no lines.

lines = find_lines(text)
lines["name.es"], lines["figure.2.correction.0.was"]   # a list of tables counts from 0
line_of(lines, "figure.2.definition")                  # of that key, else of the table around it, else 0
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_TABLE: Final = re.compile(r"\s*\[(\[?)\s*([\w.-]+)\s*\]")
_KEY: Final = re.compile(r'\s*("?[\w-]+"?(?:\s*\.\s*"?[\w-]+"?)*)\s*=')


def find_lines(text: str) -> dict[str, int]:
    """Return the line of every table and key by its path, counted from 1."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for line, content in _outside_long_texts(text):
        if head := _TABLE.match(content):
            table = _place(head[2], bool(head[1]), counts)
            found.setdefault(table, line)
            if head[1]:
                found.setdefault(table.rpartition(".")[0], line)
        elif key := _KEY.match(content):
            path = table
            for word in re.findall(r"[\w-]+", key[1]):
                path = f"{path}.{word}" if path else word
                found.setdefault(path, line)
    return found


def line_of(lines: Mapping[str, int], path: str) -> int:
    """Return the line of a key, else that of the nearest table around it, else 0."""
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path, 0)


def _place(name: str, is_one_of_many: bool, counts: dict[str, int]) -> str:
    """Return the path of a table; in a list of tables (here or above) that of the last one written."""
    path = ""
    words = name.split(".")
    for number, word in enumerate(words, start=1):
        path = f"{path}.{word}" if path else word
        if is_one_of_many and number == len(words):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}.{counts[path]}"
    return path


def _outside_long_texts(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that begin outside a multi-line text, without comments, each with its number."""
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

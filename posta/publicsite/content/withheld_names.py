"""Finds written texts and file names with a name that may appear nowhere on the site.

Accents, case, order and small words (`de`, `la`, `the`) do not matter, boundaries of words do: of a place `Llano de
la Luna` neither `LUNA, LLANO` nor `el llano de luna` passes, `alunado` does. A name is found across the end of a
line.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.language.name_tokens import split_name
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.toml.toml_file import read_text

Word = tuple[str, int]
"""A word without accents and capitals, and its line."""

_ASIDE: Final = re.compile(r"\([^)]*\)")
_TEXTS: Final = (".md", ".toml", ".csv", ".txt")


def find_withheld(folder: Path, withheld: Collection[str]) -> list[InputProblem]:
    """Return each place of a content folder that holds a withheld name. The problem does not repeat the name."""
    names = _names(withheld)
    problems = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        file = path.relative_to(folder).as_posix()
        if any(True for _ in _find([(word, 0) for word in split_name(file)], names)):
            todo = "Rename it: file names are seen too."
            problems.append(InputProblem(file, 0, "Its name holds the name of a place that is not public.", todo))
        if path.suffix in _TEXTS:
            problems += [_problem(file, line) for line in _find(_read_words(path, file), names)]
    return problems


def find_withheld_of_mission(network: PublicNetwork) -> list[InputProblem]:
    """Return each event and public name of the mission itself that holds a withheld name.

    They are written texts too.
    """
    names = _names(network.withheld)
    published = [(f"event `{event.id}`", event.text) for event in network.events]
    published += [(f"public name of `{place.id}`", place.name) for place in network.places]
    published += [(f"partner `{partner.code}`", partner.name) for partner in network.partners]
    return [
        InputProblem(
            "mission", 0, f"The {what} holds the name of a place that is not public.", "Say only the state there."
        )
        for what, texts in published
        if any(any(True for _ in _find([(word, 0) for word in split_name(text)], names)) for text in texts.values())
    ]


def _names(withheld: Collection[str]) -> set[tuple[str, ...]]:
    """Return the words of each name in one order; text in brackets is no part of a name."""
    return {tuple(sorted(words)) for name in withheld if (words := split_name(_ASIDE.sub(" ", name)))}


def _problem(file: str, line: int) -> InputProblem:
    todo = "Take it out, or say only the state."
    return InputProblem(file, line, "Here stands the name of a place that is not public.", todo)


def _read_words(path: Path, file: str) -> list[Word]:
    try:
        text = read_text(path, file)
    except NotPublishable:
        return []  # the reader of the file's contents reports this fault
    return [(word, number) for number, line in enumerate(text.split("\n"), start=1) for word in split_name(line)]


def _find(words: Sequence[Word], names: Collection[tuple[str, ...]]) -> Iterator[int]:
    """Yield the line on which each withheld name begins."""
    for length in sorted({len(name) for name in names}):
        for start in range(len(words) - length + 1):
            window = words[start : start + length]
            if tuple(sorted(word for word, _line in window)) in names:
                yield window[0][1]

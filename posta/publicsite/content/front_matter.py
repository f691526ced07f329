"""A written text: front matter in TOML between two lines `+++`, then Markdown.

+++
title = "Dónde trabajamos"
summary = "Lugares, servicios y fechas."
+++
El texto.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.toml.toml_file import Toml, parse_toml, read_text

FENCE: Final = "+++"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's front matter, its Markdown, and the number of lines above the Markdown."""

    file: str
    matter: Toml
    body: str
    above: int


def read_text_file(path: Path, file: str) -> TextFile:
    """Return a text file in its two parts. Raises NotPublishable."""
    lines = read_text(path, file).split("\n")
    if lines[0].rstrip() != FENCE:
        raise NotPublishable([InputProblem(file, 1, "There is no front matter.", "Begin the file with a line `+++`.")])
    ends = [number for number, line in enumerate(lines) if number and line.rstrip() == FENCE]
    if not ends:
        raise NotPublishable(
            [InputProblem(file, 1, "The front matter has no end.", "Write a second line `+++` below it.")]
        )
    end = ends[0]
    matter = parse_toml("\n".join(lines[1:end]), file, before=1)
    return TextFile(file, matter, "\n".join(lines[end + 1 :]), end + 1)

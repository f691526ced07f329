"""Faults in the input of a site, with file and line, so that the author can correct them."""

from collections.abc import Iterable
from dataclasses import dataclass

from posta.errors import InvalidData, TemporarilyUnavailable


@dataclass(frozen=True, slots=True, order=True)
class InputProblem:
    """One fault: the file as its folder names it, the line (0: the whole file), what is wrong, what to do."""

    file: str
    line: int
    what: str
    todo: str

    def __str__(self) -> str:
        """Return the fault as one line: `pages/home.fr.md:3: what is wrong. What to do.`"""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what} {self.todo}"


class NotPublishable(InvalidData):
    """The input breaks rules; nothing was written. `problems` lists every one of them."""

    sentence = "%(count)d faults of the input need mending."

    def __init__(self, problems: Iterable[InputProblem]) -> None:
        self.problems: tuple[InputProblem, ...] = tuple(sorted(set(problems)))
        super().__init__(count=len(self.problems))

    def __str__(self) -> str:
        """Return the faults, one a line."""
        return "\n".join(map(str, self.problems))


class NotOurFolder(TemporarilyUnavailable):
    """A folder is missing, or holds a file that this command did not write; it is left unchanged."""

    sentences = {
        "no_such_folder": "There is no such folder. Name the folder of the texts, or of a site.",
        "output_is_a_file": "The output is a file, not a folder. Name a new or empty folder with --out.",
        "output_holds_others": (
            "The output folder holds something that this command did not write. Name a new or empty folder with --out."
        ),
    }

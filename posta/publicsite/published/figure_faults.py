"""The reasons why a figure may not be published."""

from dataclasses import dataclass

from posta.errors import InvalidData


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule: its field, what is wrong, what to do."""

    field: str
    what: str
    todo: str


class WrongFigure(InvalidData):
    """A figure that breaks rules. `faults` lists every one of them."""

    sentence = "%(count)d faults of a figure need mending."

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(count=len(faults))

    def __str__(self) -> str:
        """Return the faults and what to do about each."""
        return " ".join(f"{fault.what} {fault.todo}" for fault in self.faults)

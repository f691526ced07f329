"""Ground truth: which registrations belong to the same invented person, and how well links made by others agree.

>>> truth = GroundTruth({"r1": "p1", "r2": "p1", "r3": "p2"})
>>> truth.judge([("r1", "r2"), ("r2", "r3")])
LinkageScore(right=1, wrong=1, missed=0)
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from posta.simulation.events import Event, Registration


@dataclass(frozen=True, slots=True)
class LinkageScore:
    """Pairs of registrations linked rightly, linked wrongly, and not linked though they should be."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Return the share, 0 to 1, of the links that were right; 1 if there was none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share, 0 to 1, of the true links that were found; 1 if there was none to find."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(slots=True)
class GroundTruth:
    """The true person behind each registration."""

    person_of: dict[str, str] = field(default_factory=dict)

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        """Pass events through, remembering who registers."""
        for event in events:
            if isinstance(event, Registration):
                self.person_of[event.number] = event.true_id
            yield event

    def registrations_of(self) -> dict[str, list[str]]:
        """Return the registrations of each true person, in the order they were made."""
        found: dict[str, list[str]] = defaultdict(list)
        for registration, true_id in self.person_of.items():
            found[true_id].append(registration)
        return dict(found)

    def same(self, one: str, other: str) -> bool:
        """Return whether two registrations are one person."""
        return self.person_of[one] == self.person_of[other]

    def pairs(self) -> set[frozenset[str]]:
        """Return every pair of registrations that ought to be linked."""
        groups = self.registrations_of().values()
        return {frozenset(pair) for group in groups for pair in combinations(group, 2)}

    def judge(self, linked: Iterable[tuple[str, str]]) -> LinkageScore:
        """Return how links made by somebody compare with the truth."""
        made, ought = {frozenset(pair) for pair in linked}, self.pairs()
        return LinkageScore(len(made & ought), len(made - ought), len(ought - made))

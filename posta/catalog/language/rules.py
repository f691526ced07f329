"""What clinical rules add to forms: computed questions, and questions about answers.

This room knows no clinical rule. The context of a form carries them (`FormContext.rules`), as given by the acts and
screens that use `posta.clinical`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from posta.catalog.errors import Problem


@dataclass(frozen=True, slots=True)
class Calculation:
    """A function of the answers in scope, and the questions of its own form that it reads."""

    inputs: tuple[str, ...]
    compute: Callable[[Any], object]


@dataclass(frozen=True, eq=False)
class Rules:
    """Calculations by `form.question`, and checks that ask about the answers of a whole form."""

    calculations: Mapping[str, Calculation] = field(default_factory=dict)
    checks: tuple[Callable[[Any], Iterator[Problem]], ...] = ()


NO_RULES = Rules()

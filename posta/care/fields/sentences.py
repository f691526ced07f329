"""What a broken rule is called on the screen: the catalog names the rule, this finds the sentence to show."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from posta.care.fields.numbers import number_words
from posta.care.words import language
from posta.catalog.words import WORDS
from posta.terms.measures import get_measures
from posta.terms.reading import label_in

UNANSWERED = frozenset({"required", "nothing", "too_few"})
DISAGREES = "check"
OF_UNIT = frozenset({"min", "max", "size_low", "size_high", "size_changed"})
# Where answers that disagree break one rule only, its own words; they are put right and never confirmed.
RULES = {
    "age_unit": gettext_lazy(
        "Under one month: enter the days. From 5 years on: the years. Under one year: days or months."
    ),
}


class AnyProblem(Protocol):
    """A broken rule, as the catalog names it: which answer, which rule, with which limits."""

    @property
    def path(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


def sentence(problem: AnyProblem) -> str:
    """The sentence for one broken rule; a rule of a newer version is shown by its name."""
    rule = RULES.get(problem.path.rpartition(".")[2]) if problem.rule == DISAGREES else None
    if rule is not None:
        return str(rule)
    words = gettext(WORDS[problem.rule]) if problem.rule in WORDS else problem.rule
    named = {"limit": "", "unit": ""} | {key: _shown(value) for key, value in problem.params.items()}
    told = " ".join((words % named).split()).replace(" .", ".").replace(" :", ":")
    return f"{told} {_meant(problem)}".strip() if problem.rule in OF_UNIT else told


def _meant(problem: AnyProblem) -> str:
    """What was probably meant: the number with its point elsewhere, or else a number in another unit."""
    if "guess" not in problem.params:
        return slip_of(problem.path)
    named = {name: _shown(value) for name, value in problem.params.items()}
    return " ".join((gettext(WORDS["size_meant"]) % named).split()).strip()


def slip_of(path: str) -> str:
    """Which unit was probably meant, where a number is far from what it can be; nothing where nobody would err."""
    measure = get_measures().get(path.rpartition(".")[2])
    return label_in(dict(measure.slip), language(), "") if measure else ""


def is_wrong(problem: AnyProblem) -> bool:
    """Whether something is to be put right, and not only to be answered."""
    return problem.rule not in UNANSWERED


def is_outside(problem: AnyProblem) -> bool:
    """Whether a number is beyond what is possible: the page says so in the same words while it is typed."""
    return problem.rule in ("min", "max")


def sentences_by_path(problems: Iterable[AnyProblem]) -> dict[str, str]:
    """The first sentence for each answer."""
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.path, sentence(problem))
    return found


def _shown(value: object) -> str:
    if isinstance(value, date):
        return str(date_format(value, "j/m/Y"))
    return number_words(value) if isinstance(value, int | float) else str(value)

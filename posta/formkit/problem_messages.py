"""The sentences for broken rules: the catalog names the rule, this module finds the sentence to show."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from posta.catalog.error_messages import MESSAGES
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.terms.data_files import choose_label
from posta.terms.measures import get_measures

REQUIRED_RULES = frozenset({"required", "nothing", "too_few"})
DISAGREES = "check"
LIMIT_RULES = frozenset({"min", "max", "size_low", "size_high", "size_changed"})
# The words of a rule that contradictory answers break; they are corrected and never confirmed.
OWN_MESSAGES = {
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


def error_message(problem: AnyProblem) -> str:
    """Return the sentence for one broken rule; a rule of a newer version is shown by its name."""
    rule = OWN_MESSAGES.get(problem.path.rpartition(".")[2]) if problem.rule == DISAGREES else None
    if rule is not None:
        return str(rule)
    words = gettext(MESSAGES[problem.rule]) if problem.rule in MESSAGES else problem.rule
    named = {"limit": "", "unit": ""} | {key: _format_param(value) for key, value in problem.params.items()}
    message = " ".join((words % named).split()).replace(" .", ".").replace(" :", ":")
    return f"{message} {_suggestion(problem)}".strip() if problem.rule in LIMIT_RULES else message


def _suggestion(problem: AnyProblem) -> str:
    """Return the probable value: the number with its point elsewhere, or else in another unit."""
    if "guess" not in problem.params:
        return likely_slip(problem.path)
    named = {name: _format_param(value) for name, value in problem.params.items()}
    return " ".join((gettext(MESSAGES["size_meant"]) % named).split()).strip()


def likely_slip(path: str) -> str:
    """Return the probable unit of an impossible number; nothing if no error of unit is likely."""
    measure = get_measures().get(path.rpartition(".")[2])
    return choose_label(dict(measure.slip), current_language(), "") if measure else ""


def is_invalid(problem: AnyProblem) -> bool:
    """Return whether an answer must be corrected, not only given."""
    return problem.rule not in REQUIRED_RULES


def is_out_of_range(problem: AnyProblem) -> bool:
    """Return whether a number is beyond what is possible.

    The page says so in the same words while it is typed.
    """
    return problem.rule in ("min", "max")


def messages_by_path(problems: Iterable[AnyProblem]) -> dict[str, str]:
    """Return the first sentence for each answer."""
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.path, error_message(problem))
    return found


def _format_param(value: object) -> str:
    if isinstance(value, date):
        return str(date_format(value, "j/m/Y"))
    return format_number(value) if isinstance(value, int | float) else str(value)

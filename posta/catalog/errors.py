"""What can be wrong with a definition, with the answers given to it, or with bytes that claim to be such."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from posta.catalog.error_messages import MESSAGES
from posta.errors import InvalidData


class CatalogError(InvalidData):
    """The root of errors in this room."""


class UnknownForm(CatalogError):
    """A form is asked for that no file declares."""

    def __init__(self, name: object) -> None:
        super().__init__(f"There is no form {str(name)[:40]}: declare it in posta/catalog/forms.")


class InvalidDefinition(CatalogError):
    """A definition breaks a rule; the message names form and field, the rule and the remedy."""

    def __init__(self, where: str, rule: str) -> None:
        self.where, self.rule = where, rule
        super().__init__(f"{where}: {rule}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule at one place (`tests.0.value`); params fill the sentence, which the screen translates."""

    path: str
    rule: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def msgid(self) -> str:
        return MESSAGES[self.rule]

    @property
    def sentence(self) -> str:
        """The English sentence, for logs of tests and for pages without a translation."""
        return MESSAGES[self.rule] % dict(self.params)


class InvalidValue(CatalogError):
    """What was typed is not a value of the field; `rule` names why, `words` is the sentence to translate."""

    def __init__(self, rule: str, **params: object) -> None:
        self.rule, self.params, self.words = rule, params, MESSAGES[rule]
        super().__init__(MESSAGES[rule] % params)


class InvalidAnswers(CatalogError):
    """The answers break rules of the form; every one is listed in `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        places = ", ".join(f"{problem.path} ({problem.rule})" for problem in problems[:5])
        super().__init__(f"{len(problems)} answers need attention: {places}. Correct them and save again.")


class MalformedPart(CatalogError):
    """The plain bytes of a part do not have the shape of their compartment."""


class UnbelievableMoment(CatalogError):
    """An entry tells of a time before 1970, or long after it was written."""

    def __init__(self) -> None:
        super().__init__("An entry tells of a time that cannot be; it is set aside.")


class UnknownKind(CatalogError):
    """The part is of a kind or version this program does not know yet; it is kept and carried."""

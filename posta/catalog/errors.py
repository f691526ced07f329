"""Errors of definitions, of answers, and of bytes that claim to be answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from posta.catalog.error_messages import MESSAGES
from posta.errors import InvalidData, gettext_noop


class CatalogError(InvalidData):
    """The root of errors in this room."""


class UnknownForm(CatalogError):
    """A form is asked for that no file declares."""

    sentence = "There is no form %(name)s: declare it in posta/catalog/forms."

    def __init__(self, name: object) -> None:
        super().__init__(name=str(name)[:40])


class InvalidDefinition(CatalogError):
    """A definition breaks a rule; the message names form and field, the rule and the remedy."""

    sentence = "A definition of a form breaks a rule."

    def __init__(self, where: str, rule: str) -> None:
        self.where, self.rule = where, rule
        super().__init__()

    def __str__(self) -> str:
        """Return the place and the rule, for the author of a definition."""
        return f"{self.where}: {self.rule}"


@dataclass(frozen=True, slots=True, repr=False)
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
        """Return the English sentence, for logs of tests and for pages without a translation."""
        return MESSAGES[self.rule] % dict(self.params)


class InvalidValue(CatalogError):
    """What was typed is not a value of the field; `rule`, its code, names why."""

    def __init__(self, rule: str, **params: object) -> None:
        super().__init__(rule, **params)
        self.rule, self.sentence = rule, MESSAGES[rule]


class InvalidAnswers(CatalogError):
    """The answers break rules of the form; every one is listed in `problems`."""

    sentence = gettext_noop("%(count)d answers need attention: %(places)s. Correct them and save again.")

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        places = ", ".join(f"{problem.path} ({problem.rule})" for problem in problems[:5])
        super().__init__(count=len(problems), places=places)


class MalformedPart(CatalogError):
    """The plain bytes of a part do not have the shape of their compartment."""

    sentences = {
        "malformed_fields": gettext_noop("An entry of kind %(kind)s has fields that do not fit; it is set aside."),
        "malformed_forms": gettext_noop("An entry's forms do not have their shape; it is set aside."),
        "malformed_compartment": gettext_noop("A part does not have the shape of its compartment; it is set aside."),
        "malformed_removal": gettext_noop("An entry removes rows that do not have their shape; it is set aside."),
    }


class UnbelievableMoment(CatalogError):
    """An entry names a time before 1970, or long after it was written."""

    sentence = gettext_noop("An entry tells of a time that cannot be; it is set aside.")


class UnknownKind(CatalogError):
    """The part is of a kind or version this program does not know yet; it is kept and carried."""

    sentence = gettext_noop("Kind %(number)d version %(version)d is newer than this program; it is kept.")

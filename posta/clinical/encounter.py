"""The forms of one visit with what surrounds them, and every rule that judges them.

A rule (`Review`) is a function from an encounter to findings; `reviews` lists them all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from posta.catalog.language.answer_context import Age, months_between
from posta.clinical.findings import Finding
from posta.clinical.medicines.treatment import Treatment
from posta.clinical.patient import Patient

Answers = Mapping[str, object]
NO_ANSWERS: Answers = {}


@dataclass(frozen=True, slots=True, repr=False)
class Encounter:
    """What is being recorded of a person, and what is known at that moment.

    `forms`: the answers now written, by form. `signs`: the last value of each vital sign of twelve hours, those now written
    first. `colour` and `criteria`: the triage of this visit. `person`: the registered answers. `day`: the day of the visit.
    `corrects`: an earlier entry is put right, so that nobody leaves by it. `treatment`: what is given, with what is known.
    `fitness_said`: something that still holds was written of travelling on.
    """

    patient: Patient
    forms: Mapping[str, Answers]
    day: date
    signs: Answers = field(default_factory=dict)
    colour: str = ""
    criteria: frozenset[str] = frozenset()
    person: Answers = field(default_factory=dict)
    corrects: bool = False
    treatment: Treatment | None = None
    fitness_said: bool = False

    def answers(self, form: str) -> Answers:
        """Return the answers to a form, none where it was not filled."""
        return self.forms.get(form, NO_ANSWERS)

    @property
    def disposition(self) -> str:
        """Return the code of what comes after the visit; empty where the visit does not say."""
        return str(self.answers("visit").get("disposition") or "")


Review = Callable[[Encounter], Iterator[Finding]]


def codes_in(value: object) -> tuple[str, ...]:
    """Return the codes of an answer: several, one or none.

    >>> codes_in(("a", "b:l")), codes_in("C"), codes_in(None), codes_in(True)
    (('a', 'b'), ('C',), (), ('true',))
    """
    if value is None or value is False or value in ("", ()):
        return ()
    if value is True:
        return ("true",)
    several = value if isinstance(value, tuple | list) else (value,)
    return tuple(str(code).partition(":")[0] for code in several)


def rows_in(value: object) -> tuple[Answers, ...]:
    """Return the rows of a group."""
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, tuple | list) else ()


def number_in(value: object) -> float | None:
    """Return a number, whole or not; None for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def newborn_patient(answers: Answers, day: date) -> Patient:
    """Return the child of a postnatal visit: as old as the day of birth says, else born today."""
    born = answers.get("delivery_date")
    if not isinstance(born, date) or born > day:
        return Patient(Age(0, 0, 0))
    months = months_between(born, day)
    return Patient(Age(months // 12, months, (day - born).days))

"""A person as the chart knows them: the current value of each register, and every value that competes with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from posta.catalog.language.answer_context import birth_date
from posta.catalog.language.clean_text import clean_text
from posta.chart.name_search.name_matching import Birth, Name, PersonNames
from posta.ids import PersonId, format_short_code


@dataclass(frozen=True, slots=True, repr=False)
class PersonClosure:
    """How a record was closed: who withdrew the registration, when (ms) and at which post."""

    author: bytes | None
    at: int
    post: int


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One registered person; `answers` are of form `person`, `conflicts` the fields with more than one live value.

    `closed`: they were registered in error; what stands under the record stays readable. `wishes` are what they chose
    that every screen respects (`record.choices`).
    """

    id: PersonId
    network: str
    answers: Mapping[str, object]
    conflicts: Mapping[str, tuple[object, ...]]
    assertions: tuple[bytes, ...]
    closed: PersonClosure | None = None
    wishes: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return display_name(self.answers)

    @property
    def code(self) -> str:
        return format_short_code(self.id)

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:3]).upper()


def display_name(answers: Mapping[str, object]) -> str:
    """Return the name a person wants to be called by, with family names where given."""
    written = (clean_text(str(answers[key])) for key in ("alias", "family_name") if answers.get(key))
    return " ".join(name for name in written if name)


def search_row(number: int, person: bytes, answers: Mapping[str, object], *, hidden: bool = False) -> PersonNames:
    """Return what the search may know of a person; of a hidden one the code.

    It is their names, birth as far as known, sex and country.
    """
    if hidden:
        return PersonNames(number, person, (), None, "u", None)
    name_parts = tuple(str(answers.get(key) or "") for key in ("alias", "family_name"))
    country = answers.get("country_origin")
    return PersonNames(
        number,
        person,
        (Name(*name_parts),),
        _birth(answers),
        str(answers.get("sex") or "u"),
        str(country) if country else None,
    )


def _birth(answers: Mapping[str, object]) -> Birth | None:
    born = birth_date(answers)
    if born is None:
        return None
    if answers.get("birth_date"):
        return Birth(born.year, born.month, born.day)
    return Birth(born.year, estimated=True)

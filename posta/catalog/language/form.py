"""Forms as declared in `forms/*.toml`: read on first use, checked when made, found by name or by number.

>>> get_form("vitals").field("temp_c").unit
'°C'
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidDefinition, UnknownForm
from posta.catalog.language.field import LANGUAGES, NAME, Field, number_rules
from posta.catalog.language.page_sections import Beside, Section, layout_rules
from posta.catalog.language.service import Service, read_service, service_rules

FOLDER = Path(__file__).resolve().parents[1] / "forms"
SEALED = frozenset((Compartment.MENTAL_HEALTH, Compartment.SEXUAL_VIOLENCE, Compartment.PROTECTED))
COUNTED = ("visit", "screening", "referral", "stay", "session", "survey", "signal", "movement")
"""What a filled form may count as; the place of each is its bit in the figures, so that new ones go to the end."""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class MoveRule:
    """When an option of `field` is sealed, these fields go along: `*` all, or only the option, or only the row."""

    field: str
    moves: tuple[str, ...]
    option_only: bool = False
    row_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A versioned set of questions with one home compartment; its number is what the wire carries.

    `counts_as`: what it counts as, one of COUNTED, or nothing of its own (vital signs belong to the visit). `heads`:
    the questions that say how many took part, where nobody is named. `service`: how screens and acts treat it.
    `sections` and `beside`: how its page is laid out.
    """

    number: int
    name: str
    version: int
    compartment: Compartment
    programme: str
    labels: dict[str, str]
    by: tuple[str, ...]
    fields: tuple[Field, ...]
    frequency: str = ""
    note: str = ""
    facts_linked: bool | None = None
    compartment_by: tuple[MoveRule, ...] = ()
    retired: tuple[int, ...] = ()
    counts_as: str = ""
    heads: tuple[str, ...] = ()
    service: Service = Service()
    sections: tuple[Section, ...] = ()
    beside: Beside = Beside()

    def __post_init__(self) -> None:
        for rule in _broken_rules(self):
            raise InvalidDefinition(self.name, rule)

    def field(self, name: str) -> Field:
        """Return the question of that name (`tests.result` for a column); raises UnknownForm."""
        try:
            return fields_by_path(self)[name]
        except KeyError:
            raise UnknownForm(f"{self.name}.{name}") from None

    def label(self, language: str) -> str:
        """Return the title in the language asked, else in Spanish."""
        return self.labels.get(language) or self.labels["es"]


@cache
def get_form(name: str) -> Form:
    """Return the form of that name; raises UnknownForm."""
    path = FOLDER / f"{name}.toml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise UnknownForm(name)
    with path.open("rb") as file:
        declared = tomllib.load(file)
    if "service" not in declared:
        raise InvalidDefinition(
            name, "[service] is missing: say how the form is treated, as docs/reference/services.md"
        )
    form = define_form(declared)
    if form.name != name:
        raise InvalidDefinition(name, "the file is named like its form")
    return form


@cache
def list_forms() -> tuple[Form, ...]:
    """Return all forms, by number. Raises InvalidDefinition."""
    forms = sorted((get_form(path.stem) for path in FOLDER.glob("*.toml")), key=lambda form: form.number)
    if len({form.number for form in forms}) != len(forms):
        raise InvalidDefinition("forms", "two forms have the same number")
    return tuple(forms)


def get_form_by_number(number: int) -> Form:
    """Return the form that the wire calls by this number; raises UnknownForm."""
    try:
        return _forms_by_number()[number]
    except KeyError:
        raise UnknownForm(number) from None


@cache
def _forms_by_number() -> dict[int, Form]:
    return {form.number: form for form in list_forms()}


@cache
def fields_by_path(form: Form) -> dict[str, Field]:
    """Return every question by its name and every column by `group.column`."""
    found = {question.name: question for question in form.fields}
    for question in form.fields:
        found |= {f"{question.name}.{column.name}": column for column in question.fields}
    return found


def define_form(declared: Mapping[str, object]) -> Form:
    """Return a form from its declaration (the content of a TOML file); raises InvalidDefinition naming form.field."""
    name = str(declared.get("name", "?"))
    questions = [_question(name, table) for table in _tables(declared, "fields")]
    moves = [rule | {"moves": _several(rule.get("moves"))} for rule in _tables(declared, "compartment_by")]
    nested = {
        "fields": questions,
        "compartment_by": moves,
        "service": read_service(name, declared.get("service", {})),
        "sections": [_labelled(f"{name} [[sections]]", table, Section) for table in _tables(declared, "sections")],
    }
    return _convert(name, _plain(name, declared, Form) | nested, Form)


def _question(where: str, declared: dict[str, object]) -> dict[str, object]:
    """Return the table of a question as its dataclass names things.

    It was already tried, so that an error says where it is.
    """
    where = f"{where}.{declared.get('name', '?')}"
    plain = _plain(where, declared, Field)
    plain["fields"] = [_question(where, column) for column in _tables(declared, "fields")]
    _convert(where, plain, Field)
    return plain


RENAMED = {"list": "coded_list"}
RENAMED_IN_FACTS = {"as": "as_", "from": "from_"}


def _plain(where: str, declared: Mapping[str, object], made: type[Form] | type[Field]) -> dict[str, object]:
    plain = _labelled(where, {RENAMED.get(key, key): value for key, value in declared.items()}, made)
    plain["compartment"] = _compartment(where, declared.get("compartment"))
    facts = plain.get("facts")
    if isinstance(facts, dict):
        plain["facts"] = {RENAMED_IN_FACTS.get(key, key): value for key, value in facts.items()}
    return plain


def _labelled(
    where: str, declared: Mapping[str, object], made: type[Form] | type[Field] | type[Section]
) -> dict[str, object]:
    """Return a table with its words under `labels`; raises InvalidDefinition for keys that nobody reads."""
    plain = {key: value for key, value in declared.items() if key not in LANGUAGES}
    plain["labels"] = {language: declared[language] for language in LANGUAGES if language in declared}
    stray = set(plain) - {one.name for one in fields(made)}
    if stray:
        raise InvalidDefinition(where, f"unknown keys {', '.join(sorted(stray))}")
    return plain


def _compartment(where: str, code: object) -> Compartment:
    try:
        return Compartment.named(str(code))
    except KeyError:
        raise InvalidDefinition(where, f"there is no compartment {code}") from None


def _convert(where: str, plain: dict[str, object], made: type[Made]) -> Made:
    try:
        return msgspec.convert(plain, made)
    except msgspec.ValidationError as error:
        raise InvalidDefinition(where, str(error)) from error
    except InvalidDefinition as error:
        raise InvalidDefinition(where, error.rule) from error


def _tables(declared: Mapping[str, object], key: str) -> list[dict[str, object]]:
    found = declared.get(key, [])
    return found if isinstance(found, list) else []


def _several(moves: object) -> list[object]:
    return moves if isinstance(moves, list) else [moves]


def _broken_rules(form: Form) -> list[str]:
    broken = list(number_rules(form.fields, form.retired))
    if not NAME.fullmatch(form.name):
        broken.append("a form's name has small letters, digits and _ only")
    if form.number < 1 or form.version < 1:
        broken.append("number and version start at 1")
    broken.extend(f"label {language} is empty" for language in LANGUAGES if not form.labels.get(language, "").strip())
    if form.counts_as not in ("", *COUNTED):
        broken.append(f"counts_as is one of {', '.join(COUNTED)}")
    broken.extend(
        f"heads: there is no field {name}" for name in form.heads if name not in {f.name for f in form.fields}
    )
    broken.extend(_move_rules(form))
    broken.extend(_sealed_rules(form))
    broken.extend(service_rules(form.service, {one.name: one for one in form.fields}))
    computed = {one.name for one in form.fields if one.type == "calc"}
    broken.extend(layout_rules(form.sections, [one.name for one in form.fields], computed))
    return broken


def _move_rules(form: Form) -> list[str]:
    """Return the rules broken where a field of compartment_by does not exist."""
    known = {
        name
        for question in form.fields
        for name in (question.name, *(f"{question.name}.{c.name}" for c in question.fields))
    }
    named = {name for rule in form.compartment_by for name in (rule.field, *rule.moves)} - {"*"}
    return [f"compartment_by: there is no field {name}" for name in sorted(named - known)]


def _sealed_rules(form: Form) -> list[str]:
    """Return the rules that a sealed form breaks.

    It keeps its values: only unlinked rows leave it, and free text of a person never.
    """
    questions = [*form.fields, *(column for question in form.fields for column in question.fields)]
    broken = []
    for question in questions:
        if form.compartment in SEALED and question.compartment not in (form.compartment, Compartment.CONTACTS):
            broken.append(f"{question.name}: {question.compartment.code} inside a sealed form")
        if form.compartment in SEALED and question.facts and question.facts.linked is not False:
            broken.append(f"{question.name}: a sealed form gives only unlinked rows to facts")
        if question.compartment is Compartment.FACTS is not form.compartment and question.type == "text":
            broken.append(f"{question.name}: text of a person in facts")
        if question.compartment is Compartment.ADMIN:
            broken.append(f"{question.name}: the administration's compartment holds orders, and no answers")
    return broken

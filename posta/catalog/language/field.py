"""One question of a form, as declared, and the rules its declaration must obey.

>>> Field(number=1, name="hr", type="int", labels={"es": "Frecuencia", "en": "Heart rate", "fr": "Fréquence"},
...       compartment=Compartment.CARE, min=20, max=300).is_many
False
"""

import re
from dataclasses import dataclass
from datetime import date

from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidDefinition

Condition = dict[str, object]
Limit = int | float | str | dict[str, object]
Value = object

TYPES = frozenset(
    ("text", "longtext", "int", "decimal", "date", "datetime", "bool", "one", "many", "code", "ref", "calc", "group")
)
SYSTEMS = frozenset(
    ("morbidity", "icd10", "iso3166_1", "iso3166_2", "inegi_cvegeo", "atc_inn", "stock_item", "directory")
)
TARGETS = frozenset(("post", "attachment"))
MARKS = frozenset("IQPK")
FACTS_AS = frozenset(("code", "value", "day", "month", "band", "any", "minutes_since", "hours_since", "rows"))
LANGUAGES = ("es", "en", "fr")
NAME = re.compile(r"[a-z][a-z0-9_]*")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class FactsRule:
    """What counting sees of a value: the row it joins and how coarse the copy is (`list` names the bands)."""

    row: str
    as_: str
    list: str | None = None
    linked: bool | None = None
    from_: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One question: what it asks, what it accepts, when it is asked and in which compartment the answer lives.

    `among`: the page offers only what was chosen in that question of the form, which has the same list.
    """

    number: int
    name: str
    type: str
    labels: dict[str, str]
    compartment: Compartment
    required: str = ""
    when: Condition | None = None
    check: Condition | None = None
    facts: FactsRule | None = None
    coded_list: str | None = None
    qualifier: str | None = None
    system: str | None = None
    filter: dict[str, object] | None = None
    alt_system: str | None = None
    target: str | None = None
    unit: str = ""
    min: Limit | None = None
    max: Limit | None = None
    warn_min: int | float | None = None
    warn_max: int | float | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    repeat: bool = False
    fields: tuple["Field", ...] = ()
    result: str | None = None
    scale: dict[str, object] | None = None
    ordered: bool = False
    among: str = ""
    propose_days: tuple[int, ...] = ()
    marks: frozenset[str] = frozenset()
    note: str = ""
    retired: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for rule in broken_rules(self):
            raise InvalidDefinition(self.name, rule)

    @property
    def is_many(self) -> bool:
        """Return whether the value is a tuple of codes."""
        return self.kind == "many" or (self.type == "code" and (self.max_items or 1) > 1)

    @property
    def kind(self) -> str:
        """Return the type of the value: for a computed field, that of its result."""
        return self.result if self.type == "calc" and self.result else self.type

    def label(self, language: str) -> str:
        """Return the question in the language asked, else in Spanish."""
        return self.labels.get(language) or self.labels["es"]


def broken_rules(field: Field) -> list[str]:
    """Return the rules of a definition that this field breaks, in words; empty when it is sound."""
    return [
        *_naming_rules(field),
        *_type_rules(field),
        *_limit_rules(field),
        *_facts_rules(field),
        *_column_rules(field),
    ]


def _naming_rules(field: Field) -> list[str]:
    broken = []
    if not NAME.fullmatch(field.name):
        broken.append("a name has small letters, digits and _ only")
    if field.number < 1:
        broken.append("number starts at 1")
    for language in LANGUAGES:
        text = field.labels.get(language, "")
        if not text.strip() or text != text.strip() or "  " in text:
            broken.append(f"label {language} is empty or has stray spaces")
    if not field.marks <= MARKS:
        broken.append("marks are I, Q, P and K only")
    return broken


def _type_rules(field: Field) -> list[str]:
    needs = {
        "one": ("a list", field.coded_list),
        "many": ("a list", field.coded_list),
        "code": ("a known code system", field.system in SYSTEMS),
        "ref": ("a known target", field.target in TARGETS),
        "calc": ("a result type", field.result in TYPES - {"calc", "group"}),
        "group": ("columns", field.fields),
    }
    broken = []
    if field.type not in TYPES:
        broken.append(f"type {field.type} does not exist")
    if field.type in needs and not needs[field.type][1]:
        broken.append(f"type {field.type} needs {needs[field.type][0]}")
    if field.result in ("one", "many") and not field.coded_list:
        broken.append("a computed choice needs a list")
    if field.required not in ("always", "when", ""):
        broken.append("required is always, when or empty")
    if field.required == "when" and not field.when:
        broken.append("required when, but no condition `when`")
    return broken


def _limit_rules(field: Field) -> list[str]:
    broken = [
        f"{key} is not a limit" for key, limit in (("min", field.min), ("max", field.max)) if not _is_limit(limit)
    ]
    numbers = [n for n in (field.min, field.warn_min, field.warn_max, field.max) if isinstance(n, int | float)]
    if numbers != sorted(numbers):
        broken.append("limits are out of order")
    if field.type == "int" and (field.min is None or field.max is None):
        broken.append("a whole number needs min and max")
    if field.pattern is not None and not _is_pattern(field.pattern):
        broken.append("pattern is not a regular expression")
    return broken


def _is_limit(limit: Limit | None) -> bool:
    if isinstance(limit, dict):
        return "field" in limit or limit.get("rel") == "today"
    if isinstance(limit, str):
        return limit in ("today", "now") or (bool(ISO_DAY.fullmatch(limit)) and bool(date.fromisoformat(limit)))
    return True


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _facts_rules(field: Field) -> list[str]:
    broken = []
    if field.facts and field.facts.as_ not in FACTS_AS:
        broken.append("facts `as` is not a way to coarsen")
    if field.compartment is not Compartment.FACTS:
        return broken
    if field.facts is None:
        broken.append("in facts without a facts rule")
    if field.type == "longtext":
        broken.append("free text never stands in facts")
    if "I" in field.marks:
        broken.append("an identifying field never stands in facts")
    return broken


def _column_rules(field: Field) -> list[str]:
    broken = []
    if any(column.type == "group" for column in field.fields):
        broken.append("a group cannot hold a group")
    broken.extend(number_rules(field.fields, field.retired))
    return broken


def number_rules(fields: tuple[Field, ...], retired: tuple[int, ...]) -> list[str]:
    """Return the rules of numbering that are broken, in words.

    Numbers are given once, in order, and stay retired for ever: together they are 1..n without a gap.
    """
    numbers = [field.number for field in fields] + list(retired)
    broken = []
    if len({field.name for field in fields}) != len(fields):
        broken.append("a name is used twice")
    if len(set(numbers)) != len(numbers):
        broken.append("a number is used twice or reused after it was retired")
    elif sorted(numbers) != list(range(1, len(numbers) + 1)):
        broken.append("a number is missing: list removed fields in `retired`")
    return broken

"""The columns that the forms declare for counting.

Each form has a table, and so has each group of rows and each question of several codes. A question gives a column if its
answer lives in the compartment `facts`, or if a coarse copy of it goes there. A sealed answer gives none. What the
declaration names, the table holds; nothing is listed by hand.

>>> from posta.catalog.language.form import get_form
>>> [table.name for table in tables_of(get_form("vacc"))]
['figures_facts_vacc']
>>> {column.name: column.type for column in tables_of(get_form("vitals"))[0].columns}
{'sbp': 'number', 'dbp': 'number', 'glucose_mgdl': 'number', 'muac_mm': 'number', 'oedema': 'code', 'muac_not': 'code'}
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from posta.catalog.compartments import Compartment
from posta.catalog.encoding.compartment_split import FieldSlot, field_slots
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, list_forms

PREFIX = "figures_facts_"
CODE, TEXT, NUMBER, DECIMAL, DAY, MOMENT, YES_NO = "code", "text", "number", "decimal", "day", "moment", "yes_no"
STORED_AS = {CODE: "TEXT", TEXT: "TEXT", NUMBER: "INTEGER", DECIMAL: "REAL", DAY: "INTEGER", MOMENT: "INTEGER",
             YES_NO: "INTEGER"}  # fmt: skip
PYTHON_TYPES = {CODE: (str,), TEXT: (str,), NUMBER: (int,), DECIMAL: (int, float), DAY: (int,), MOMENT: (int,),
                YES_NO: (bool,)}  # fmt: skip
_TYPES = {"text": TEXT, "int": NUMBER, "decimal": DECIMAL, "date": DAY, "datetime": MOMENT, "bool": YES_NO,
          "one": CODE, "many": CODE, "code": CODE, "ref": CODE}  # fmt: skip
_TYPES_OF_COPIES = {"day": DAY, "month": TEXT, "band": CODE, "any": YES_NO, "minutes_since": NUMBER,
                    "hours_since": NUMBER}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class FactColumn:
    """One fact: the number that the wire carries, its name and type; `is_copy` for the coarse copy of another answer."""

    number: int
    name: str
    type: str
    is_copy: bool
    field: Field


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of facts by entry: of a form, a group's rows (by position), or a question's codes.

    `path` are the numbers that lead from the form's body to its values: none, a question, or a group and its column.
    """

    name: str
    form: Form
    path: tuple[int, ...]
    columns: tuple[FactColumn, ...]
    has_positions: bool = False
    holds_codes: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the columns before the facts: the row of the entry, and for a group the position of its row."""
        return ("entry", "position") if self.has_positions else ("entry",)

    @property
    def unique(self) -> tuple[str, ...]:
        """Return the columns whose values together are unique."""
        return (*self.keys, _quoted(self.columns[0].name)) if self.holds_codes else self.keys

    @property
    def sql(self) -> str:
        """Return the statement that makes the table."""
        columns = "".join(f", {_quoted(one.name)} {STORED_AS[one.type]}" for one in self.columns)
        if self.unique == ("entry",):
            return f"CREATE TABLE {self.name} (entry INTEGER PRIMARY KEY{columns})"
        keys = ", ".join(f"{key} INTEGER NOT NULL" for key in self.keys)
        return f"CREATE TABLE {self.name} ({keys}{columns}, PRIMARY KEY ({', '.join(self.unique)})) WITHOUT ROWID"

    @property
    def insertion(self) -> str:
        """Return the statement that adds a row. A code that is written twice in one answer counts once."""
        names = [*self.keys, *(_quoted(one.name) for one in self.columns)]
        verb = "INSERT OR IGNORE" if self.holds_codes else "INSERT"
        return f"{verb} INTO {self.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


@cache
def list_tables() -> tuple[Table, ...]:
    """Return the tables of all forms that give facts, by the number of their form."""
    tables = tuple(table for form in list_forms() for table in tables_of(form))
    assert len({table.name for table in tables}) == len(tables), "two tables of facts share a name"
    return tables


@cache
def tables_of(form: Form) -> tuple[Table, ...]:
    """Return the tables of one form, its own first; none if it gives no facts."""
    slots = field_slots(form).slots
    own = tuple(_column(slot) for slot in slots if _is_fact(slot) and not _holds_many(slot) and not slot.columns)
    further = tuple(table for slot in slots for table in _tables_beside(form, slot))
    return (Table(PREFIX + form.name, form, (), own), *further) if own or further else ()


def find_table(form: str, question: str) -> tuple[Table, FactColumn] | None:
    """Return the table and column of a question (`dx_main`, `rx.drug`), if it gives a fact."""
    group, _, column = question.rpartition(".")
    for table in (table for table in list_tables() if table.form.name == form):
        for one in table.columns:
            if one.name == (column or question) and _group_of(table) == group:
                return table, one
    return None


def question_of(table: Table, column: FactColumn) -> str:
    """Return the question that gives a column, by its path in the form."""
    group = _group_of(table)
    return f"{group}.{column.name}" if group else column.name


def _group_of(table: Table) -> str:
    return field_slots(table.form).by_number[table.path[0]].name if table.has_positions else ""


def _tables_beside(form: Form, slot: FieldSlot) -> Iterator[Table]:
    """Yield the tables of a group's rows, and of each question that holds several codes."""
    name = f"{PREFIX}{form.name}__{slot.name}"
    if not slot.columns and _is_fact(slot) and _holds_many(slot):
        yield Table(name, form, (slot.number,), (_column(slot),), holds_codes=True)
    given = [column for column in slot.columns if _is_fact(column)]
    if given:
        single = tuple(_column(column) for column in given if not _holds_many(column))
        yield Table(name, form, (slot.number,), single, has_positions=True)
    for column in given:
        if _holds_many(column):
            path = (slot.number, column.number)
            yield Table(f"{name}__{column.name}", form, path, (_column(column),), has_positions=True, holds_codes=True)


def _is_fact(slot: FieldSlot) -> bool:
    return slot.home is Compartment.FACTS or slot.copy


def _holds_many(slot: FieldSlot) -> bool:
    rule = slot.field.facts
    return slot.field.is_many and not (slot.copied and rule is not None and rule.as_ in _TYPES_OF_COPIES)


def _column(slot: FieldSlot) -> FactColumn:
    rule = slot.field.facts
    own = _TYPES[slot.field.kind]
    kind = _TYPES_OF_COPIES.get(rule.as_, own) if slot.copied and rule is not None else own
    return FactColumn(slot.number, slot.name, kind, slot.copied, slot.field)


def _quoted(name: str) -> str:
    """Return a name as SQL reads it: some questions are called as SQL's own words."""
    return f'"{name}"'

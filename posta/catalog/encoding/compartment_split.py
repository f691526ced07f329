"""Answers divided among compartments for the wire, and put together again from those that can be read.

Bodies hold values by field number: days as days since 1970, moments as milliseconds since 1970, codes as lists.
A value stands in exactly one compartment. Beside it, the facts body may carry its coarse copy (see `facts` in the
declaration) under the same number; `merge` passes over such copies, because they are not the value.

Rows of a group are lists of columns by number, aligned by position over the compartments that the columns live in. A
row that moved whole into a sealed compartment (`row_only`) stands there as `{position: row}` and leaves no gap in the
others, so that nobody without the key can count it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from posta.catalog.answering.normalise import in_list_order
from posta.catalog.answering.validation import ValidatedForm
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.generalisation import AGE_BANDS, generalise
from posta.catalog.language.condition import as_codes
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, MoveRule
from posta.clock import EPOCH, from_epoch_day, to_epoch_day
from posta.terms.lists import get_list

FACTS = Compartment.FACTS
Bodies = dict[Compartment, dict[int, object]]
Encode = Callable[[object], object]


def split(filled: ValidatedForm) -> Bodies:
    """Return the bodies of the compartments that the answers touch; inverse of `merge`."""
    form, answers = filled.form, filled.answers
    division = field_slots(form)
    bodies: Bodies = {}
    homes, moved_options, moved_rows = _moves(form, answers)
    for slot in division.slots:
        value = answers.get(slot.name)
        home = homes.get(slot.name, slot.home)
        if value is None:
            if slot.copy_without_value and home is slot.home:
                _facts_copy(slot, value, filled, bodies)
            continue
        if slot.columns:
            _split_rows(slot, value, moved_rows.get(slot.name, NO_ROWS), homes.get(slot.name), filled, bodies)
            continue
        if slot.name in moved_options:
            value = _split_options(slot, value, moved_options[slot.name], bodies)
            if not value:
                continue
        bodies.setdefault(home, {})[slot.number] = slot.encode(value) if slot.encode else value
        if slot.copy and home is slot.home:
            _facts_copy(slot, value, filled, bodies)
    return bodies


def merge(form: Form, bodies: Mapping[Compartment, Mapping[int, object]]) -> dict[str, object]:
    """Return the answers that these bodies hold, None where one was emptied.

    Unknown numbers stand as `?<number>`, codes as they are.
    """
    by_number = field_slots(form).by_number
    answers: dict[str, object] = {}
    groups: dict[str, tuple[FieldSlot, list[tuple[bool, object]]]] | None = None
    for compartment, body in bodies.items():
        counted = compartment == FACTS
        for number, value in body.items():
            slot = by_number.get(number)
            if slot is None:
                answers[f"?{number}"] = value
            elif value is None:
                answers.setdefault(slot.name, None)
            elif slot.columns:
                groups = groups if groups is not None else {}
                groups.setdefault(slot.name, (slot, []))[1].append((counted, value))
            elif counted and slot.copied:
                continue
            elif slot.several and slot.name in answers:
                answers[slot.name] = _joined(slot, answers[slot.name], value)
            else:
                answers[slot.name] = slot.decode(value) if slot.decode else value
    if groups:
        for name, (slot, parts) in groups.items():
            answers[name] = _merge_rows(slot, parts)
    return answers


@dataclass(frozen=True, slots=True)
class FieldSlot:
    """One question as the wire sees it: number, home, how its value is written, how its coarse copy is made."""

    number: int
    name: str
    home: Compartment
    field: Field
    encode: Encode | None
    decode: Encode | None
    several: bool
    copied: bool
    copy: bool
    copy_without_value: bool
    columns: tuple["FieldSlot", ...]
    by_number: dict[int, "FieldSlot"]


@dataclass(frozen=True, slots=True)
class FieldSlots:
    """The slots of a form, in its order and by number."""

    slots: tuple[FieldSlot, ...]
    by_number: dict[int, FieldSlot]


@cache
def field_slots(form: Form) -> FieldSlots:
    """Return the division of a form, made once."""
    slots = tuple(_slot(field) for field in form.fields)
    return FieldSlots(slots, {slot.number: slot for slot in slots})


def _slot(field: Field) -> FieldSlot:
    columns = tuple(_slot(column) for column in field.fields)
    rule = field.facts
    copied = field.compartment is not FACTS
    copy = bool(rule and copied and rule.linked is not False and rule.as_ != "rows")
    encode, decode = CODINGS.get("many" if field.is_many else field.kind, (None, None))
    return FieldSlot(
        number=field.number,
        name=field.name,
        home=field.compartment,
        field=field,
        encode=encode,
        decode=decode,
        several=field.kind == "many",
        copied=copied,
        copy=copy,
        copy_without_value=copy and bool(rule and rule.list == AGE_BANDS),
        columns=columns,
        by_number={column.number: column for column in columns},
    )


# How values are written


def _days(value: object) -> object:
    assert isinstance(value, date)
    return to_epoch_day(value)


def _as_day(value: object) -> object:
    try:
        return from_epoch_day(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return value


def _millis(value: object) -> object:
    assert isinstance(value, datetime)
    return (value - EPOCH) // timedelta(milliseconds=1)


def _as_moment(value: object) -> object:
    try:
        return EPOCH + timedelta(milliseconds=value)  # type: ignore[arg-type]
    except (TypeError, OverflowError):
        return value


def _as_codes(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_decimal(value: object) -> object:
    return float(value) if type(value) is int else value


CODINGS: dict[str, tuple[Encode | None, Encode | None]] = {
    "date": (_days, _as_day),
    "datetime": (_millis, _as_moment),
    "many": (list, _as_codes),  # type: ignore[dict-item]
    "decimal": (None, _as_decimal),
}


# What moves into a sealed compartment

NO_ROWS: dict[int, Compartment] = {}
ReassignedHomes = dict[str, Compartment]
ReassignedOptions = dict[str, dict[str, Compartment]]
ReassignedRows = dict[str, dict[int, Compartment]]


def _moves(form: Form, answers: Mapping[str, object]) -> tuple[ReassignedHomes, ReassignedOptions, ReassignedRows]:
    """Return the new homes of whole fields, of single options and of single rows, by what was chosen."""
    homes: ReassignedHomes = {}
    options: ReassignedOptions = {}
    rows: ReassignedRows = {}
    for rule in form.compartment_by:
        if rule.row_only:
            rows |= _moved_rows(form, rule, answers)
            continue
        sealed = sealed_codes(form.field(rule.field))
        chosen = {code: sealed[code] for code in as_codes(answers.get(rule.field, ())) if code in sealed}
        if not chosen:
            continue
        if rule.option_only:
            options[rule.field] = chosen
            continue
        target = next(iter(chosen.values()))
        for name in (field.name for field in form.fields) if rule.moves == ("*",) else rule.moves:
            homes.setdefault(name, target)
    return homes, options, rows


def _moved_rows(form: Form, rule: MoveRule, answers: Mapping[str, object]) -> ReassignedRows:
    group, _, column = rule.field.partition(".")
    sealed = sealed_codes(form.field(rule.field))
    rows = answers.get(group, ())
    assert isinstance(rows, tuple)
    return {group: {index: sealed[row[column]] for index, row in enumerate(rows) if row.get(column) in sealed}}


@cache
def sealed_codes(field: Field) -> dict[str, Compartment]:
    """Return the options of a field that move what is chosen with them, and where to."""
    options = get_list(field.coded_list).options if field.coded_list else ()
    return {option.code: Compartment.named(option.compartment) for option in options if option.compartment}


def _split_options(slot: FieldSlot, value: object, moved: dict[str, Compartment], bodies: Bodies) -> object:
    """Move the sealed options to their compartment and return the others."""
    assert isinstance(value, tuple)
    for code, home in moved.items():
        codes = bodies.setdefault(home, {}).setdefault(slot.number, [])
        assert isinstance(codes, list)
        codes.append(code)
    return tuple(code for code in value if code not in moved)


def _joined(slot: FieldSlot, one: object, other: object) -> object:
    if not isinstance(one, tuple) or not isinstance(other, list):
        return one
    return in_list_order(slot.field, tuple(dict.fromkeys([*one, *other])))


# Rows of groups


def _split_rows(
    slot: FieldSlot,
    value: object,
    moved: dict[int, Compartment],
    whole: Compartment | None,
    filled: ValidatedForm,
    bodies: Bodies,
) -> None:
    assert isinstance(value, tuple)
    aligned: dict[Compartment, list[dict[int, object]]] = {}
    staying = [row for index, row in enumerate(value) if index not in moved]
    for position, row in enumerate(staying):
        for compartment, part in _row_bodies(slot, row, whole, filled).items():
            rows = aligned.setdefault(compartment, [{} for _ in staying])
            rows[position] = part
    for compartment, rows in aligned.items():
        bodies.setdefault(compartment, {})[slot.number] = rows
    for index, home in moved.items():
        apart = bodies.setdefault(home, {}).setdefault(slot.number, {})
        assert isinstance(apart, dict)
        apart[index] = _row_bodies(slot, value[index], home, filled)[home]


def _row_bodies(slot: FieldSlot, row: Mapping[str, object], whole: Compartment | None, filled: ValidatedForm) -> Bodies:
    parts: Bodies = {}
    for column in slot.columns:
        value = row.get(column.name)
        if value is None:
            continue
        encoded = column.encode(value) if column.encode else value
        parts.setdefault(whole or column.home, {})[column.number] = encoded
        if column.copy and whole is None:
            _facts_copy(column, value, filled, parts)
    return parts


def _merge_rows(slot: FieldSlot, parts: list[tuple[bool, object]]) -> tuple[dict[str, object], ...]:
    rows: list[dict[str, object]] = []
    apart: dict[int, dict[str, object]] = {}
    for counted, part in parts:
        if isinstance(part, dict):
            apart |= {index: _merged_row(slot, row, {}, counted=False) for index, row in part.items()}
        elif isinstance(part, list):
            rows.extend({} for _ in range(len(part) - len(rows)))
            for row, body in zip(rows, part, strict=False):
                _merged_row(slot, body, row, counted=counted)
    for index in sorted(apart):
        rows.insert(index, apart[index])
    return tuple(rows)


def _merged_row(slot: FieldSlot, body: object, row: dict[str, object], *, counted: bool) -> dict[str, object]:
    if not isinstance(body, dict):
        return row
    for number, value in body.items():
        column = slot.by_number.get(number)
        if column is None:
            row[f"?{number}"] = value
        elif not (counted and column.copied):
            row[column.name] = column.decode(value) if column.decode else value
    return row


def _facts_copy(slot: FieldSlot, value: object, filled: ValidatedForm, bodies: Bodies) -> None:
    coarse = generalise(slot.field, value, filled)
    if coarse is not None:
        bodies.setdefault(FACTS, {})[slot.number] = coarse

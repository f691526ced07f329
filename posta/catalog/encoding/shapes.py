"""Whether the answers in a part have the shape of their questions: what merging, computing and showing rely on.

A value is of the kind that its field declares, no longer than can be shown, and a number far from what cannot be computed
with. Codes are not looked up: those of a newer list are shown as they are. What a newer form asks is let through as plain
values, since nobody shows them before an upgrade; so is nil, which says that a value was emptied.

>>> from posta.catalog.language.form import get_form
>>> are_forms({get_form("vitals").number: {get_form("vitals").field("temp_c").number: 38.4}}, counted=False)
True
>>> are_forms({get_form("vitals").number: {get_form("vitals").field("temp_c").number: {"hot": True}}}, counted=False)
False
"""

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import NamedTuple

from posta.catalog.answering.normalise import MAX_LINE_LENGTH, MAX_TEXT_LENGTH
from posta.catalog.bounds import DAY, DEEPEST, FIRST_DAY, LAST_DAY, LAST_FORM, LONGEST_WORD, MOST, MOST_CODES, MOST_ROWS
from posta.catalog.encoding.compartment_split import FieldSlot, field_slots
from posta.catalog.errors import UnknownForm
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.field import Field
from posta.catalog.language.form import get_form, get_form_by_number

Check = Callable[[object], bool]


class Checks(NamedTuple):
    """The checks of a form's fields, and the limits that most values are held against."""

    every: Mapping[int, Check]
    words: frozenset[int]
    most: Mapping[int, int]  # the largest whole number, either way


ABOUT = 0
"""Where a body of kind `person` says, in place of a form, what it does to earlier assertions: by the two numbers below."""
REPLACES, REMOVES = 0, 1
"""The ids of the assertions its writer saw, and the rows it removes from them, by the number of their group."""
_NUMBERS = frozenset((int, float))
_of_facts: dict[int, Checks] = {}
_of_others: dict[int, Checks] = {}
LENIENT = 10  # how many times a declared limit a number may be: an older edition's limit was another


def are_forms(body: object, *, counted: bool) -> bool:
    """Return whether a body is filled forms, in a part of facts or in another."""
    if type(body) is not dict:
        return False
    for number, fields in body.items():
        if type(number) is not int or not 0 <= number <= LAST_FORM or type(fields) is not dict:
            return False
        checks = (_of_facts if counted else _of_others).get(number) or _checks_of(number, counted=counted)
        if not _are_answers(fields, checks):
            return False
    return True


def _are_answers(fields: Mapping[int, object], checks: Checks) -> bool:
    """Return whether values stand under whole numbers, and each fits its field.

    1.0 and true would be found in place of 1, and packed as something else. Most values are codes and whole numbers,
    and every received entry is checked: so these are compared with their limits here, and the others by a function.
    """
    every, words, most = checks
    for key, value in fields.items():
        if type(key) is not int:
            return False
        kind = type(value)
        if kind is str:
            if key in words and len(value) <= LONGEST_WORD:  # type: ignore[arg-type]
                continue
        elif kind is int:
            if key in most and -most[key] <= value <= most[key]:  # type: ignore[operator]
                continue
        elif value is None:
            continue
        if not every.get(key, _is_plain)(value):
            return False
    return True


def _checks_of(number: int, *, counted: bool) -> Checks:
    """Make the checks of a form, and keep them; a newer form is unknown and has none."""
    kept = _of_facts if counted else _of_others
    kept[number] = _make_checks(number, counted=counted)
    return kept[number]


def _make_checks(number: int, *, counted: bool) -> Checks:
    if number == ABOUT:
        return Checks({REPLACES: _are_ids, REMOVES: _fields_of(_make_checks(get_form(PERSON_FORM).number, counted=False))},
                      frozenset(), {})  # fmt: skip
    try:
        slots = field_slots(get_form_by_number(number)).slots
    except UnknownForm:
        return Checks({}, frozenset(), {})
    return _gather(slots, counted=counted)


def _gather(slots: Iterable[FieldSlot], *, counted: bool) -> Checks:
    every = {slot.number: _check_of(slot, counted=counted) for slot in slots}
    words = frozenset(key for key, check in every.items() if check(""))
    most = {slot.number: int(_most(slot.field)) for slot in slots if slot.field.kind == "int" and every[slot.number](0)}
    return Checks(every, words, most)


def _check_of(slot: FieldSlot, *, counted: bool) -> Check:
    if slot.columns:
        return _rows_of(_gather(slot.columns, counted=counted))
    if counted and slot.copied:
        return _is_coarse
    return CHECKS["many" if slot.field.is_many else slot.field.kind](slot.field)


def _rows_of(columns: Checks) -> Check:
    """Return the check of a group's rows, a list or, once moved into a sealed compartment, rows by position."""

    def are_rows(value: object) -> bool:
        rows: Iterable[object] = ()
        if type(value) is list:
            rows = value
        elif type(value) is not dict or not all(type(place) is int and 0 <= place < MOST_ROWS for place in value):
            return False
        else:
            rows = value.values()
        if len(value) > MOST_ROWS:
            return False
        for row in rows:  # noqa: SIM110  most entries have rows of medicines, and a generator costs twice the loop
            if type(row) is not dict or not _are_answers(row, columns):
                return False
        return True

    return are_rows


def _fields_of(checks: Checks) -> Check:
    """Return the check of values under the numbers of their questions."""
    return lambda fields: type(fields) is dict and _are_answers(fields, checks)


def _text(field: Field) -> Check:
    longest = max(field.max_length or 0, MAX_TEXT_LENGTH if field.kind == "longtext" else MAX_LINE_LENGTH)
    return lambda value: type(value) is str and len(value) <= longest


def _number(field: Field) -> Check:
    """Return the check of a number: not far beyond its declared limits, so it can be added, multiplied and written."""
    most = _most(field)
    if field.kind == "decimal":
        return lambda value: _is_number(value, most)
    return lambda value: type(value) is int and -most <= value <= most


def _most(field: Field) -> float:
    """Return the largest number, either way, that an answer may be."""
    limits = [abs(float(one)) for one in (field.min, field.max) if isinstance(one, int | float)]
    return LENIENT * max(limits, default=0.0) or MOST


def _is_day(value: object) -> bool:
    return type(value) is int and FIRST_DAY <= value <= LAST_DAY


def _is_moment(value: object) -> bool:
    return type(value) is int and FIRST_DAY * DAY <= value <= LAST_DAY * DAY


def _is_word(value: object) -> bool:
    return type(value) is str and len(value) <= LONGEST_WORD


def _are_words(value: object) -> bool:
    return type(value) is list and len(value) <= MOST_CODES and all(map(_is_word, value))


def _is_bool(value: object) -> bool:
    return type(value) is bool


def _are_ids(value: object) -> bool:
    return type(value) is list and all(type(one) is bytes and len(one) == 16 for one in value)


def _is_coarse(value: object) -> bool:
    """Return whether it can be the coarse copy that counting sees: a word, words, a number, or yes."""
    return _is_word(value) or _is_bool(value) or _is_number(value) or _are_words(value)


def _is_number(value: object, most: float = MOST) -> bool:
    """Return whether it is a number of this size; nan is of no size."""
    return type(value) in _NUMBERS and -most <= value <= most  # type: ignore[operator]


def _is_plain(value: object, depth: int = 0) -> bool:
    """Return whether it can be the answer to a question that this program does not know.

    It must be possible to pack it again and write it out.
    """
    if isinstance(value, dict | list | tuple):
        inside = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        return depth < DEEPEST and all(_is_plain(one, depth + 1) for one in inside)
    if type(value) is float:
        return isfinite(value)
    return value is None or type(value) in (bool, str, bytes, int)


CHECKS: dict[str, Callable[[Field], Check]] = {
    "text": _text,
    "longtext": _text,
    "int": _number,
    "decimal": _number,
    "date": lambda field: _is_day,
    "datetime": lambda field: _is_moment,
    "bool": lambda field: _is_bool,
    "one": lambda field: _is_word,
    "many": lambda field: _are_words,
    "code": lambda field: _is_word,
    "ref": lambda field: _is_word,
}

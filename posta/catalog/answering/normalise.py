"""Whether a typed value is a value of its field, whatever else the form says: kind, codes, length, pattern, number.

`normalise_value` gives the value in its one normal form (NFC text, moments in UTC to the millisecond, sets of codes
in the order of their list), so that the same answer always has the same bytes.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from posta.catalog.errors import InvalidValue
from posta.catalog.language.clean_text import clean_text
from posta.catalog.language.codes import is_code, is_selectable
from posta.catalog.language.field import Field
from posta.clock import to_utc
from posta.terms.lists import get_list

MAX_LINE_LENGTH = 500
MAX_TEXT_LENGTH = 20_000
BLANKS = re.compile(r"\s+")


def normalise_value(field: Field, value: object) -> object:
    """Return the value in its normal form, None when it says nothing; raises InvalidValue."""
    if value is None or value == "" or value == () or value == []:
        return None
    return ACCEPT[field.kind](field, value)


def _text(field: Field, value: object) -> str | None:
    return _text_value(field, value, BLANKS, MAX_LINE_LENGTH)


def _long_text(field: Field, value: object) -> str | None:
    return _text_value(field, value, None, MAX_TEXT_LENGTH)


def _text_value(field: Field, value: object, blanks: re.Pattern[str] | None, longest: int) -> str | None:
    if not isinstance(value, str):
        raise InvalidValue("type")
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = unicodedata.normalize("NFC", clean_text(lines))
    text = (blanks.sub(" ", text) if blanks else text).strip()
    if not text:
        return None
    if len(text) < (field.min_length or 0):
        raise InvalidValue("too_short", limit=field.min_length)
    if len(text) > (field.max_length or longest):
        raise InvalidValue("too_long", limit=field.max_length or longest)
    if field.pattern and not _pattern(field.pattern).fullmatch(text):
        raise InvalidValue("pattern")
    return text


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


def _whole(field: Field, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidValue("type")
    _check_range(field, value)
    return int(value)


def _decimal(field: Field, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        raise InvalidValue("type")
    _check_range(field, value)
    return float(value)


def _check_range(field: Field, value: float) -> None:
    if isinstance(field.min, int | float) and value < field.min:
        raise InvalidValue("min", limit=field.min, unit=field.unit)
    if isinstance(field.max, int | float) and value > field.max:
        raise InvalidValue("max", limit=field.max, unit=field.unit)
    if abs(value) > 1e12:
        raise InvalidValue("max", limit=10**12, unit=field.unit)


def _day(field: Field, value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidValue("type")
    return value


def _moment(field: Field, value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise InvalidValue("type")
    value = to_utc(value)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


def _yes_or_no(field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidValue("type")
    return value


def _one(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidValue("type")
    if not is_code(field, value):
        raise InvalidValue("unknown_code")
    return value


def _code(field: Field, value: object) -> str | tuple[str, ...]:
    several = isinstance(value, tuple | list)
    if several and not field.is_many:
        raise InvalidValue("one_only")
    codes = tuple(
        dict.fromkeys(_one_code(field, code) for code in (value if isinstance(value, tuple | list) else (value,)))
    )
    if not field.is_many:
        return codes[0]
    _check_count(field, codes)
    return codes


def _one_code(field: Field, value: object) -> str:
    code = _one(field, value)
    if field.pattern and not _pattern(field.pattern).fullmatch(code):
        raise InvalidValue("pattern")
    if not is_selectable(field, code):
        raise InvalidValue("not_here")
    return code


def _many(field: Field, value: object) -> tuple[str, ...]:
    if not isinstance(value, tuple | list | set | frozenset):
        raise InvalidValue("type")
    codes = tuple(dict.fromkeys(_one(field, code) for code in value))
    if "none" in codes and len(codes) > 1:
        raise InvalidValue("none_excludes")
    _check_count(field, codes)
    return codes if field.ordered else in_list_order(field, codes)


def _check_count(field: Field, codes: tuple[str, ...]) -> None:
    if len(codes) < (field.min_items or 0):
        raise InvalidValue("too_few", limit=field.min_items)
    if field.max_items and len(codes) > field.max_items:
        raise InvalidValue("too_many", limit=field.max_items)


def in_list_order(field: Field, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes as their list shows them; those it does not know come last, sorted."""
    ranks = get_list(str(field.coded_list)).ranks
    return tuple(sorted(codes, key=lambda code: (ranks.get(code.partition(":")[0], len(ranks)), code)))


def _reference(field: Field, value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 64 or not value.isprintable():
        raise InvalidValue("type")
    return value


ACCEPT: dict[str, Callable[[Field, object], object]] = {
    "text": _text,
    "longtext": _long_text,
    "int": _whole,
    "decimal": _decimal,
    "date": _day,
    "datetime": _moment,
    "bool": _yes_or_no,
    "one": _one,
    "many": _many,
    "code": _code,
    "ref": _reference,
}

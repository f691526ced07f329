"""What people type, as a value: numbers with comma or point, days first, telephone numbers with spaces.

>>> from posta.catalog.language.form import get_form
>>> parse(get_form("person").field("phone"), "+52 934 123-4567", today=date(2018, 11, 25))
'+529341234567'
>>> parse(get_form("visit").field("next_appt"), "3/12/18", today=date(2018, 11, 25))
datetime.date(2018, 12, 3)
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from posta.catalog.answering.normalise import normalise_value
from posta.catalog.bounds import MOST
from posta.catalog.errors import InvalidValue
from posta.catalog.language.field import Field
from posta.clock import DEFAULT_TIME_ZONE, moment_at, to_utc
from posta.terms.measures import example_value

LONGEST_NUMBER, EXACT_DIGITS = 20, 15  # what a float keeps of a number, digit by digit
WHOLE = re.compile(r"[+-]?\d+")
DECIMAL = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
YEAR = re.compile(r"(1[89]|20)\d{2}")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2}(?:\.\d+)?)?")
PHONE_MARKS = re.compile(r"[\s().\-/\u2010-\u2015]")
PHONE_WORDS = re.compile(r"(?i)\b(whats?app|wa|tel[eé]?(fono)?|cel(ular)?|m[oó]vil)\b[.:]?")
# Mexico, Guatemala to Panama, Colombia, Venezuela, Ecuador, Cuba, Haiti: code and digits of a number with it.
LONG_WITH_COUNTRY = (
    ("52", 12), ("502", 11), ("503", 11), ("504", 11), ("505", 11), ("506", 11), ("507", 11), ("57", 12), ("58", 12),
    ("593", 12), ("53", 10), ("509", 11),
)  # fmt: skip
E164 = re.compile(r"\+[1-9]\d{6,14}")
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": None, "\u202f": None})
YES = frozenset(("y", "yes", "s", "si", "sí", "o", "oui", "1", "true", "on"))
NO = frozenset(("n", "no", "non", "0", "false", "off"))


def parse(field: Field, raw: str | list[str], *, today: date, zone: tzinfo = DEFAULT_TIME_ZONE) -> object:
    """Return the value that the text stands for, None for nothing; raises InvalidValue with its rule and words."""
    texts = [text.strip() for text in ([raw] if isinstance(raw, str) else raw)]
    texts = [text for text in texts if text]
    if field.type in ("calc", "group"):
        raise InvalidValue("not_typed")
    if not texts:
        return None
    if field.is_many:
        return normalise_value(field, tuple(_coded(field, text) for text in texts))
    if len(texts) > 1:
        raise InvalidValue("one_only")
    if field.type == "datetime":
        return normalise_value(field, parse_moment(texts[0], today=today, zone=zone))
    reader = READERS.get(field.type)
    return normalise_value(field, reader(field, texts[0], today) if reader else _written(field, texts[0]))


def parse_day(text: str, today: date, *, ahead: int = 10) -> date:
    """Return a day written day/month/year or as ISO 8601.

    Two digits mean the latest such year, at most so many years ahead.

    Raises InvalidValue.
    """
    iso, local = ISO_DAY.fullmatch(text), DAY.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif local:
        day, month = int(local[1]), int(local[2])
        year = int(local[3]) if len(local[3]) == 4 else _century(int(local[3]), today.year + ahead)
    else:
        raise InvalidValue("only_a_year" if YEAR.fullmatch(text) else "not_a_date")
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidValue("no_such_day") from None


def _century(year: int, latest: int) -> int:
    """Return the year of two digits: `18` is 2018 and `90` is 1990 where the latest year may be 2028."""
    full = latest // 100 * 100 + year
    return full - 100 if full > latest else full


def parse_moment(text: str, *, today: date, zone: tzinfo = DEFAULT_TIME_ZONE) -> datetime:
    """Return a day and time at the post (a time alone is today's), or ISO 8601 with its offset.

    Raises InvalidValue.
    """
    try:
        exact = datetime.fromisoformat(text)
    except ValueError:
        exact = None
    if exact is not None and exact.tzinfo is not None:
        return to_utc(exact)
    day_text, _, time_text = text.replace("T", " ").strip().rpartition(" ")
    found = CLOCK.fullmatch(time_text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise InvalidValue("not_a_moment")
    try:
        day = parse_day(day_text.strip(), today) if day_text.strip() else today
    except InvalidValue:
        raise InvalidValue("not_a_moment") from None
    return moment_at(day, time(int(found[1]), int(found[2])), zone)


def parse_phone(text: str) -> str:
    """Return a telephone number as +country and digits (ITU-T E.164).

    The country is read if it is there and never guessed: relatives live in many. Raises InvalidValue.
    """
    digits = PHONE_MARKS.sub("", PHONE_WORDS.sub("", text))
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    digits = "+" + digits if _has_its_country(digits) else digits
    if not E164.fullmatch(digits):
        raise InvalidValue("no_country" if digits.isdigit() and len(digits) in (8, 10) else "not_a_phone")
    return digits


def _has_its_country(digits: str) -> bool:
    """Return whether the digits begin with a country code of the route and have that country's length."""
    return digits.isdigit() and any(
        digits.startswith(code) and len(digits) == length for code, length in LONG_WITH_COUNTRY
    )


def _whole(field: Field, text: str, today: date) -> int:
    text = text.translate(MINUS)
    if not WHOLE.fullmatch(text) or not text.isascii():
        rule = "not_whole" if DECIMAL.fullmatch(text) else "not_a_number"
        raise InvalidValue(rule, example=example_value(field.name))
    if len(text) > LONGEST_NUMBER:
        raise InvalidValue("max", limit=MOST, unit=field.unit)
    return int(text)


def _decimal(field: Field, text: str, today: date) -> float:
    text = text.translate(MINUS)
    if not DECIMAL.fullmatch(text) or not text.isascii():
        raise InvalidValue("not_a_number", example=example_value(field.name))
    value = float(text.replace(",", "."))
    if len(text) > LONGEST_NUMBER or Decimal(repr(value)) != Decimal(text.replace(",", ".")):
        raise InvalidValue("too_many_digits", limit=EXACT_DIGITS)  # as it is kept it would be another number
    return value


def _yes_or_no(field: Field, text: str, today: date) -> bool:
    word = text.casefold()
    if word not in YES and word not in NO:
        raise InvalidValue("not_yes_or_no")
    return word in YES


def _coded(field: Field, text: str) -> str:
    if field.system == "icd10":
        text = text.upper().replace(" ", "")
        return text if "." in text or len(text) < 4 else f"{text[:3]}.{text[3:]}"
    return text.upper() if field.system in ("iso3166_1", "iso3166_2", "atc_inn") else text


def _written(field: Field, text: str) -> str:
    pattern = field.pattern or ""
    if pattern.startswith(r"^\+"):
        return parse_phone(text)
    return text.upper().replace(" ", "") if pattern.startswith("^[A-Z]{4}") else text


READERS: dict[str, Callable[[Field, str, date], object]] = {
    "int": _whole,
    "decimal": _decimal,
    "bool": _yes_or_no,
    "date": lambda field, text, today: parse_day(text, today, ahead=0 if field.max == "today" else 10),
    "one": lambda field, text, today: text,
    "code": lambda field, text, today: _coded(field, text),
}

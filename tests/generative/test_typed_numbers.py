"""A number is the same after it was typed, kept, shown and posted again: a chlorine of 0.00001 came back as 1e-05."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from posta.catalog.answering.parse import parse
from posta.catalog.errors import InvalidValue
from posta.catalog.language.form import get_form
from posta.formkit.number_format import format_number
from posta.formkit.prefill import to_form_data

TODAY = date(2018, 11, 25)
FORM = get_form("vitals")
MOST = 10**12
WEIGHT, PULSE = (replace(FORM.field(name), min=-MOST, max=MOST) for name in ("weight_kg", "hr"))
WHOLE = st.from_regex(r"[+-]?[0-9]{1,25}", fullmatch=True)
DECIMAL = st.from_regex(r"-?([0-9]{1,13}([.,][0-9]{0,13})?|[.,][0-9]{1,20})", fullmatch=True)


def as_typed_again(field, value: object) -> str:
    """What stands in the box when the answer is opened once more, after it lay on a disk."""
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(value))
    return to_form_data(FORM, {field.name: kept})[field.name][0]


def parsed(field, text: str) -> object:
    with suppress(InvalidValue):
        return parse(field, text, today=TODAY)
    return None


def check_same(field, text: str) -> None:
    value = parsed(field, text)
    if value is None:  # refused in words; nothing else is kept for it
        return
    assert Decimal(str(value)) == Decimal(text.replace(",", ".")), "what is kept is what was typed"
    shown = as_typed_again(field, value)
    assert parse(field, shown, today=TODAY) == value
    assert Decimal(shown) == Decimal(text.replace(",", "."))
    for language, comma in (("es-mx", "."), ("en", "."), ("fr", ",")):
        with translation.override(language):
            assert Decimal(format_number(value).replace(comma, ".")) == Decimal(shown)


@given(WHOLE)
@example("1250000")
@example("0000000000000000000000042")
def test_a_whole_number_is_the_same_when_it_is_shown_and_posted_again(text: str) -> None:
    check_same(PULSE, text)


@given(DECIMAL)
@example("1250000")
@example("1234.567")
@example("0,00001")
@example("0.12345678901234567")
@example("123456789.123456789")
def test_a_decimal_number_is_the_same_when_it_is_shown_and_posted_again(text: str) -> None:
    check_same(WEIGHT, text)


@pytest.mark.parametrize(("value", "words"), [(70.0, "70"), (1250000.0, "1250000"), (0.00001, "0.00001"), (38, "38")])
def test_a_number_is_shown_with_its_own_digits(value: float, words: str) -> None:
    with translation.override("es-mx"):
        assert format_number(value) == words

"""Formats numbers with every digit with which they were written, so that showing one changes nothing."""

from decimal import Decimal

from django.utils.formats import number_format


def plain_number(value: float) -> str:
    """Return a number as it is typed: no exponent, no empty decimals.

    >>> plain_number(1250000.0), plain_number(1234.567), plain_number(0.00001)
    ('1250000', '1234.567', '0.00001')
    """
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def format_number(value: float) -> str:
    """Return a number in the notation of the page's language."""
    return str(number_format(Decimal(plain_number(value))))

r"""Formats numbers for readers of each language.

>>> format_number(23500, "es"), format_number(8710, "en")
('23,500', '8,710')
>>> format_number(23500, "fr") == "23\u202f500"
True
"""

from collections.abc import Mapping
from typing import Final

_SEPARATORS: Final[Mapping[str, str]] = {"es": ",", "en": ",", "fr": "\u202f"}
"""Between thousands: Mexico and English write a comma, French a narrow space that does not break."""


def format_number(value: int, language: str) -> str:
    """Return a whole number with a separator of thousands."""
    return f"{value:,}".replace(",", _SEPARATORS[language])

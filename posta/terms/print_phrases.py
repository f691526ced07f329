"""Words of printed sheets in the carrier's language; two of the languages have no screens.

>>> say("for_days", "ht", n=5), say_day(date(2018, 12, 7), "pt")
('pandan 5 jou', 'sexta-feira, 7 de dezembro de 2018')
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from posta.terms.data_files import read_toml
from posta.terms.lists import get_list

PRINT_LANGUAGES = {
    "es": "Español",
    "en": "English",
    "fr": "Français",
    "ht": "Kreyòl ayisyen",
    "pt": "Português",
}
# Who names Haitian Creole or Portuguese grew up with it; who names Spanish and another one reads Spanish on this route.
_BY_SPOKEN = {"hat": "ht", "por": "pt", "spa": "es", "fra": "fr", "eng": "en"}


def say(phrase: str, language: str, **values: object) -> str:
    """Return a phrase in a language of the prints, with its values filled in."""
    return _phrases()[phrase][language].format(**values)


def say_day(day: date, language: str) -> str:
    """Return a day in full with its weekday."""
    weekdays, months = (_words(name)[language] for name in ("days", "months"))
    weekday, month = weekdays[day.weekday()], months[day.month - 1]
    return say("day", language, weekday=weekday, day=day.day, month=month, year=day.year)


def allergen_label(code: str, language: str) -> str:
    """Return what somebody is allergic to in a language of the prints; an unknown code is shown raw."""
    own = _allergens().get(language)
    label = own.get(code, code) if own is not None else get_list("allergen").label(code, language)
    return label[:1].lower() + label[1:]


def choose_print_language(spoken: Iterable[str]) -> str:
    """Return the language of the prints for a person who speaks these; Spanish where none of them is printed.

    >>> choose_print_language(["spa", "hat"]), choose_print_language(["mam"]), choose_print_language(["eng", "fra"])
    ('ht', 'es', 'fr')
    """
    known = set(spoken)
    return next((printed for code, printed in _BY_SPOKEN.items() if code in known), "es")


def is_reviewed(language: str) -> bool:
    """Return whether a native speaker has read the words of a language."""
    waiting = read_toml("print_phrases.toml")["native_review"]
    return not isinstance(waiting, list) or language not in waiting


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    rows = read_toml("print_phrases.toml")["phrases"]
    assert isinstance(rows, dict)
    return rows


@cache
def _allergens() -> Mapping[str, Mapping[str, str]]:
    rows = read_toml("print_phrases.toml")["allergens"]
    assert isinstance(rows, dict)
    return rows


@cache
def _words(name: str) -> Mapping[str, list[str]]:
    rows = read_toml("print_phrases.toml")[name]
    assert isinstance(rows, dict)
    return rows

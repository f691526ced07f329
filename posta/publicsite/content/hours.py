"""Reads `hours.toml`: the days and hours of a place, in every language of the page for people who need care.

    [tenosique-la72]
    es = "Lunes a viernes, de 8 a 16 horas"
    en = "Monday to Friday, 8 to 16"
    ...

The file may be missing, and so may a place: then the page says to ask. No hour is ever invented.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.language.site_languages import CARE_LANGUAGES, Texts
from posta.publicsite.toml.toml_file import Toml, parse_toml, read_text

FILE: Final = "hours.toml"


def read_hours(folder: Path) -> Mapping[str, Texts]:
    """Return the days and hours by place, empty without the file. Raises NotPublishable with every fault."""
    if not (folder / FILE).exists():
        return {}
    toml = parse_toml(read_text(folder / FILE, FILE), FILE)
    if problems := [problem for place, hours in toml.values.items() for problem in _list_faults(toml, place, hours)]:
        raise NotPublishable(problems)
    return toml.values


def list_hours_without_place(hours: Mapping[str, Texts], places: set[str]) -> Iterator[InputProblem]:
    """Yield the places with hours that the public mission lacks."""
    for place in sorted(hours.keys() - places):
        yield InputProblem(FILE, 0, f"The mission has no public place `{place}`.", "Name a public place by its id.")


def _list_faults(toml: Toml, place: str, hours: Any) -> Iterator[InputProblem]:
    if not isinstance(hours, Mapping):
        yield toml.problem(place, f"`{place}` is no table of texts.", f"Write [{place}] and a line for each language.")
        return
    given = {language for language, text in hours.items() if isinstance(text, str) and text.strip()}
    if missing := [language for language in CARE_LANGUAGES if language not in given]:
        todo = "Who needs care reads in five languages: add them."
        yield toml.problem(place, f"The hours of `{place}` lack {', '.join(missing)}.", todo)
    if unknown := sorted(hours.keys() - set(CARE_LANGUAGES)):
        yield toml.problem(place, f"`{place}` has what is no language: {', '.join(unknown)}.", "Take it out.")

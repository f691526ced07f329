"""Every phrase of a printed sheet stands in every language of the prints, with the same values."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from posta.terms import print_phrases
from posta.terms.lists import get_list
from posta.terms.print_phrases import PRINT_LANGUAGES, choose_print_language, is_reviewed, say

FOLDER = Path(print_phrases.__file__).parent
FILE = tomllib.loads((FOLDER / "print_phrases.toml").read_text())
DOSES = tomllib.loads((FOLDER / "doses.toml").read_text())["words"]
ROOT = FOLDER.parent


def values_of(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("name", sorted(FILE["phrases"]))
def test_a_phrase_stands_in_every_language_with_the_same_values(name: str) -> None:
    row = FILE["phrases"][name]
    assert set(row) == set(PRINT_LANGUAGES)
    assert all(row.values())
    assert len({frozenset(values_of(words)) for words in row.values()}) == 1


def test_the_calendar_stands_in_every_language() -> None:
    for name, count in (("days", 7), ("months", 12)):
        assert {language: len(words) for language, words in FILE[name].items()} == dict.fromkeys(PRINT_LANGUAGES, count)


@pytest.mark.parametrize("language", ["ht", "pt"])
def test_every_allergen_has_a_name_in_the_languages_of_no_screen(language: str) -> None:
    assert set(FILE["allergens"][language]) == {option.code for option in get_list("allergen").options}


def test_every_dose_stands_in_every_language() -> None:
    for row in DOSES:
        assert set(row) == set(PRINT_LANGUAGES), row
        assert len({frozenset(values_of(words)) for words in row.values()}) == 1, row


def test_every_phrase_is_printed_somewhere_and_no_sheet_asks_for_another() -> None:
    sources = [path.read_text() for path in ROOT.rglob("*.py")]
    asked = {name for text in sources for name in re.findall(r'\b(?:say|said)\(\s*"([a-z_]+)"', text)}
    assert asked == set(FILE["phrases"])


def test_who_has_not_been_read_by_a_native_speaker_is_marked() -> None:
    assert [language for language in PRINT_LANGUAGES if not is_reviewed(language)] == ["ht", "pt"]


@pytest.mark.parametrize(
    ("spoken", "printed"),
    [
        ((), "es"),
        (("spa", "hat"), "ht"),
        (("spa", "eng"), "es"),
        (("fra",), "fr"),
        (("quc", "por"), "pt"),
        (("tzo",), "es"),
    ],
)
def test_the_language_of_a_print_follows_what_a_person_speaks(spoken: tuple[str, ...], printed: str) -> None:
    assert choose_print_language(spoken) == printed


def test_a_phrase_that_is_missing_is_an_error_and_not_an_empty_line() -> None:
    with pytest.raises(KeyError):
        say("nothing", "es")
    with pytest.raises(KeyError):
        say("check_up", "tzo")

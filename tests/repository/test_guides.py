"""Guides and runbooks say the same in Spanish, English and French, and quote the screens as they are."""

import re
from pathlib import Path

import pytest

from posta.web.help.guides import NAMES
from scripts import write_help
from scripts.compile_messages import CATALOGUES, NO_BREAK, read_catalogue
from tests.repository.tree import ROOT, list_files, name_of, text_of

DOCS = ROOT / "docs"
FOLDERS = ("how-to", "runbooks", "tutorials")
LANGUAGES = ("es", "en", "fr")
FIRST, *TRANSLATIONS = LANGUAGES
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)
QUOTED = re.compile(r"(?<![\w*])\*([^*\n]+)\*")
KEYS = {
    "es": {
        "Shift+Escape": "Mayús+Esc",
        "Ctrl+Enter": "Ctrl+Entrar",
        "Escape": "Esc",
        "1-9": "1 a 9",
        "Arrow": "Flechas",
    },
    "en": {"Shift+Escape": "Shift+Esc", "Escape": "Esc", "1-9": "1 to 9", "Arrow": "Arrows"},
    "fr": {
        "Shift+Escape": "Maj+Échap",
        "Ctrl+Enter": "Ctrl+Entrée",
        "Escape": "Échap",
        "1-9": "1 à 9",
        "Arrow": "Flèches",
    },
}
GUIDES = [path for folder in FOLDERS for path in list_files(f"docs/{folder}/{FIRST}", ".md")]


def _twin(guide: Path, language: str) -> Path:
    return guide.parents[1] / language / guide.name


def _commands(page: Path) -> set[str]:
    code = " ".join(CODE.findall(text_of(page)))
    verbs = re.findall(r"posta ([a-z]+)(?: (export|import|disclose|serve)\b)?", code)
    return {" ".join(found) for found in verbs} | set(re.findall(r"(?<=[\s`])--[a-z-]+", code))


def _targets(page: Path) -> list[str]:
    """Where its links and pictures lead, in order, whatever the language of the page that they lead to."""
    links = re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", text_of(page)))
    return [re.sub(r"(^|/)(es|en|fr)/", r"\1", link) for link in links]


def _screen_words(language: str) -> set[str]:
    catalogue = read_catalogue(
        next(path for path in CATALOGUES if path.parts[-3] == ("fr" if language == "fr" else "es"))
    )
    if language == "en":
        return {message.id or "" for message in catalogue.values()}
    return {_plain(words) for message in catalogue.values() for words in message.words.values()}


def _plain(words: str) -> str:
    return words.replace(NO_BREAK, " ").replace("’", "'")


def test_guides_are_found() -> None:
    assert len(GUIDES) > 20


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_guide_is_there_in_every_language_and_only_in_folders_of_languages(folder: str) -> None:
    names = {language: {p.name for p in list_files(f"docs/{folder}/{language}", ".md")} for language in LANGUAGES}
    assert names == dict.fromkeys(LANGUAGES, names[FIRST])
    assert {p.parent.name for p in list_files(f"docs/{folder}", ".md") if p.name != "README.md"} == set(LANGUAGES)


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_a_translation_has_the_commands_links_and_steps_of_the_spanish_text(guide: Path) -> None:
    for language in TRANSLATIONS:
        twin = _twin(guide, language)
        assert _commands(twin) == _commands(guide), language
        assert _targets(twin) == _targets(guide), language
        for mark in (r"^\d+\. ", r"^#+ ", r"^- ", r"^\|"):
            assert len(re.findall(mark, text_of(twin), re.M)) == len(re.findall(mark, text_of(guide), re.M)), (
                language,
                mark,
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_guide_quotes_of_a_screen_stands_on_a_screen(language: str) -> None:
    """Words between single asterisks are those of a button, a heading or a notice."""
    shown, lost = _screen_words(language), []
    for guide in GUIDES:
        prose = CODE.sub("", text_of(_twin(guide, language))).replace("**", "\0")
        lost += [f"{name_of(_twin(guide, language))}: {q}" for q in QUOTED.findall(prose) if _plain(q) not in shown]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keys_that_the_guide_shows_are_those_of_the_script(language: str) -> None:
    script = text_of(ROOT / "posta" / "web" / "static" / "posta" / "posta.js")
    keys = re.search(r"const KEYS = \{(.*?)\};", script)
    assert keys is not None
    declared = re.findall(r': "([^"]+)"', keys[1])
    rows = re.findall(r"^\| (`.*?) \|", text_of(DOCS / "how-to" / language / "keyboard.md"), re.M)
    assert [row.replace("`", "") for row in rows] == [KEYS[language].get(key, key) for key in declared]
    assert set(re.findall(r'key === "([^"]+)"', script)) <= {"Enter", "Escape"}, (
        "declare a key in KEYS and in the guide"
    )


@pytest.mark.parametrize("folder", ["how-to", "runbooks"])
def test_the_index_names_every_guide_by_its_title_in_every_language(folder: str) -> None:
    index = text_of(DOCS / folder / "README.md")
    asked = [
        f"[{text_of(page).splitlines()[0].removeprefix('# ')}]({page.parent.name}/{page.name})"
        for page in list_files(f"docs/{folder}", ".md")
        if page.name != "README.md"
    ]
    assert [link for link in asked if link not in index] == []


def test_the_program_holds_every_guide_as_it_is_written() -> None:
    assert {guide.stem for guide in GUIDES} == NAMES
    assert write_help.list_stale() == [], "run `make docs`"

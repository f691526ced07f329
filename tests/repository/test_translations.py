"""Every sentence is there in Spanish and French, whole, with the same blanks, and compiled."""

import gettext
import io
import re
from pathlib import Path

import pytest

from scripts.compile_messages import CATALOGUES, NO_BREAK, Message, compile_catalogue, read_catalogue
from tests.repository.catalogues import sentences_of_python, sentences_of_templates

LANGUAGES = ("es", "fr")
BLANK = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def _path(language: str) -> Path:
    return next(path for path in CATALOGUES if path.parts[-3] == language)


def _catalogue(language: str) -> dict[str, Message]:
    return read_catalogue(_path(language))


def _blanks(text: str) -> set[str]:
    return {one or other for one, other in BLANK.findall(text)}


def _fits(message: Message, words: str) -> bool:
    asked = _blanks(message.id or "") | _blanks(message.plural)
    return _blanks(words) <= asked if message.plural else _blanks(words) == asked


def test_sentences_are_found_at_all() -> None:
    assert {"Hide names", "dock\x04Scan"} <= sentences_of_templates()
    assert len(sentences_of_python()) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing(language: str) -> None:
    asked = sentences_of_python() | sentences_of_templates()
    assert sorted(asked - _catalogue(language).keys()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_doubtful(language: str) -> None:
    assert sorted(m.id or "" for m in _catalogue(language).values() if not m.is_whole) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_blanks_of_its_sentence(language: str) -> None:
    wrong = [m.id for m in _catalogue(language).values() for words in m.words.values() if m.id and not _fits(m, words)]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_written_one_does(language: str) -> None:
    """A merge keeps one side's `.mo`; `make fix` compiles it again."""
    assert _path(language).with_suffix(".mo").read_bytes() == compile_catalogue(_path(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_reads_what_was_compiled(language: str) -> None:
    translated = gettext.GNUTranslations(io.BytesIO(compile_catalogue(_path(language))))
    for message in _catalogue(language).values():
        words = [message.words[n].replace(NO_BREAK, " ") for n in sorted(message.words)]
        if message.context:  # it came out as "dockEscanear", or in English, while contexts were read as words
            assert translated.pgettext(message.context, message.id or "").replace(NO_BREAK, " ") == words[0]
        elif message.id and not message.plural:
            assert translated.gettext(message.id).replace(NO_BREAK, " ") == words[0]
        elif message.id:
            assert translated.ngettext(message.id, message.plural, 5).replace(NO_BREAK, " ") == words[1]


def test_no_line_of_french_begins_with_a_colon() -> None:
    """On a phone "Signe" stood at the end of one line, and ": Ana" on the next."""
    french = gettext.GNUTranslations(io.BytesIO(compile_catalogue(_path("fr"))))
    assert french.gettext("Signs: %(name)s") == f"Signe{NO_BREAK}: %(name)s"
    assert french.info()["content-type"] == "text/plain; charset=UTF-8"


def test_messages_that_a_merge_glued_together_are_both_read(tmp_path: Path) -> None:
    """Two branches added at the end of the file; their merge left out the empty line between, and a sentence was lost."""
    glued = 'msgid "One"\nmsgstr "Uno"\n#: somewhere\nmsgid "Two"\nmsgstr "Dos"\nmsgid "Three"\nmsgstr "Tres"\n'
    (tmp_path / "django.po").write_text(glued, encoding="utf-8")
    assert [one.words[0] for one in read_catalogue(tmp_path / "django.po").values()] == ["Uno", "Dos", "Tres"]

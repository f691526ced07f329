"""Templates show sentences that can be translated, load nothing from elsewhere, and hold no style and no script."""

import re
from pathlib import Path

import pytest

from tests.repository.tree import list_files, name_of, text_of

TEMPLATES = [path for path in list_files("posta", ".html") if {"templates", "templates_locked"} & set(path.parts)]
DROPPED = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|<!--.*?-->",
    re.S,
)
TAG = re.compile(r"<[^<>]*>", re.S)
FILLED = re.compile(r"{%.*?%}|{{.*?}}", re.S)
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = re.compile(r"\b(?:alt|aria-label|aria-description|placeholder|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
NAMES = frozenset({"Posta", "Shift", "Esc"})  # a name and what is printed on a key are the same in every language
ids = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


def _words(text: str) -> list[str]:
    text = re.sub(r"&\w+;", " ", text)
    return [word for word in LETTERS.findall(text) if word not in NAMES]


def _bare(path: Path) -> str:
    """A template without what is filled in; the locked page is filled by `string.Template`."""
    text = FILLED.sub(" ", DROPPED.sub(" ", text_of(path)))
    return re.sub(r"\$\{?\w+\}?", " ", text) if "templates_locked" in path.parts else text


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 30


@ids
def test_no_words_stand_outside_a_translation(path: Path) -> None:
    assert _words(TAG.sub(" ", _bare(path))) == []


@ids
def test_no_attribute_that_is_read_aloud_stands_outside_a_translation(path: Path) -> None:
    assert [word for one, other in SPOKEN.findall(_bare(path)) for word in _words(one or other)] == []


@ids
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = text_of(path).replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9][\w.-]*\.[a-z]{2,}", text) == []


@ids
def test_no_style_and_no_script_stands_in_the_page(path: Path) -> None:
    found = re.findall(r"<style|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son\w+\s*=|javascript:", text_of(path))
    assert found == []


# What is posted by whoever sits there, and records nothing: the search, how a screen looks, words, the lock, and what is
# sent again with the fields of the page it was sent from.
NOBODYS = ("{% url 'search", "{% url 'set-", "/words", "/lock")
SENT_AGAIN = frozenset({"error.html", "other_owner.html"})


@ids
def test_a_form_that_changes_something_says_who_opened_its_page_and_which_page_it_is(path: Path) -> None:
    """A form without `method` is a search: it changes nothing and may stand in the address."""
    for form in re.findall(r"<form\b[^>]*>.*?</form>", text_of(path), re.S):
        if 'method="post"' in form and "templates_locked" not in path.parts:
            action = re.search(r'action="([^"]*)"', form)
            assert action
            anybodys = action[1].startswith(NOBODYS) or path.name in SENT_AGAIN
            assert re.search(r"csrf_token|{% posting" if anybodys else r"{% posting", _whole(form))


def _whole(text: str) -> str:
    """The text with what it includes."""
    for name in re.findall(r'{%\s*include "([^"]+)"', text):
        text += "".join(_whole(text_of(path)) for path in TEMPLATES if path.as_posix().endswith(f"/templates/{name}"))
    return text


@ids
def test_no_title_names_anybody(path: Path) -> None:
    for title in re.findall(r"<title>(.*?)</title>", text_of(path), re.S):
        assert title == "Posta" or "publicsite" in path.parts  # a page of the public site is named by what it says


def test_no_safe_filter_lets_markup_in() -> None:
    assert [name_of(p) for p in TEMPLATES if re.search(r"\|\s*safe\b|autoescape\s+off", text_of(p))] == []

"""Docstrings of the program are sentences in plain words; words of a story do not come back."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.tree import list_files, name_of, tree_of

STORY = re.compile(
    r"\b(heed|heeds|anew|whoever|whomever|thereby|of which|of whom|is told|are told|befall|signs? of alarm)\b",
    re.IGNORECASE,
)
NOUN = re.compile(r"(A|An|The|What|Whether|How|Every|All|Those|Each|Who|Where|These)\b")
FILES = [path for path in list_files("posta", ".py") if "migrations" not in path.parts]
WITH_DOCSTRING = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _docstrings(path: Path) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, WITH_DOCSTRING) and (text := ast.get_docstring(node)):
            yield node, text


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_word_of_a_story_comes_back(path: Path) -> None:
    assert [found[0] for _, text in _docstrings(path) if (found := STORY.search(text))] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_docstring_of_a_function_begins_with_a_verb(path: Path) -> None:
    functions = ((node, text) for node, text in _docstrings(path) if isinstance(node, ast.FunctionDef))
    assert [f"{node.lineno} {text[:40]}" for node, text in functions if NOUN.match(text)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_first_thought_of_a_docstring_has_at_most_twenty_words(path: Path) -> None:
    """Sixty-six had more; a reader had lost the subject before the verb came. It ends at a full stop, `;` or `:`."""
    firsts = ((node, re.split(r"(?<=[.;:])\s", text.splitlines()[0])[0]) for node, text in _docstrings(path))
    assert [first for _, first in firsts if len(first.split()) > 20] == []


VAGUE = {"told", "said", "heard", "sheet", "sheets", "desk"}
"""Names that say how a value came here and not what it holds: `answers`, `payload`, `message`, `params`, `draft`."""


def _bound_names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a module names: variables, parameters, attributes, functions and caught errors."""
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield node.lineno, name


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_name_says_what_it_holds(path: Path) -> None:
    """Readers of a function with `told`, `said` and `heard` in it had to look up each type to follow it."""
    assert [f"{line} {name}" for line, name in _bound_names(path) if name.strip("_") in VAGUE] == []


SAME_SUBJECT = {
    "access_log": "who read which chart: its act, its rows, its sheet",
    "alerts": "alerts: of the facts, and at coordination",
    "bundle": "the `.posta` file, and the command for it",
    "choices": "what a person decides; the room `formkit` has the options of a question",
    "data_files": "how a room reads its own files",
    "drafts": "half-filled forms: on the disk, and on the screens",
    "encounter": "the forms of one visit: recorded, and judged",
    "hand_over": "passing a person on: its act, and the questions for it",
    "open_cases": "cases that are open: folded, and shown",
    "person_alerts": "alerts about one person: found, and shown",
    "person_entries": "which entries tell of one person, by room",
    "place_names": "names of places: of the mission, and on the public page",
    "places": "places: of the mission, of the demo, of the map",
    "planned_visits": "visits that are planned: recorded, read, shown",
    "pregnancy": "pregnancy: folded, and shown",
    "relay_orders": "orders to the relay: written, and carried",
    "replay": "folding the log again, and the command for it",
    "schedules": "the visits of a programme: declared, and proposed",
    "vital_signs": "vital signs: of a person, and of an invented one",
    "where": "where we are, as a page: of the mission, and of a computer today",
}
"""Names of modules that stand twice and are about one thing; Django's own (`views`, `urls`, ...) are left out."""
DJANGO = {"__init__", "views", "urls", "errors", "schema", "models", "apps", "middleware", "base"}


def test_a_name_of_a_module_is_of_one_subject() -> None:
    """`access` was the door of administration and that of its places, `page` and `tables` two things in two rooms."""
    names = Counter(path.stem for path in FILES if path.stem not in DJANGO)
    assert sorted(name for name, number in names.items() if number > 1) == sorted(SAME_SUBJECT)


def test_a_name_of_a_class_is_of_one_thing() -> None:
    """Thirty-seven were not, and `Stop`, `Choice` and `Trend` had come to mean two things each since."""
    names = Counter(node.name for path in FILES for node in tree_of(path).body if isinstance(node, ast.ClassDef))
    assert sorted(name for name, number in names.items() if number > 1) == []

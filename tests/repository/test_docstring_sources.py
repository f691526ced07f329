"""Public functions say what they rest on and what they raise.

A function of `posta/clinical` names its source itself, or its module does: a guideline with its year, a table whose rows name
theirs, or that it has none. A public function below the screens names each error that it raises by itself.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, list_files, name_of, tree_of

CLINICAL = ROOT / "posta" / "clinical"
SOURCE = re.compile(
    r"\b(WHO|IITT|IMCI|Interagency Integrated Triage Tool|mhGAP|PHQ-9|Sphere|MSF|UNHCR|EWARN|IDSR)\b"
    r"|no source|example for the|names (?:its|the|their) sources?"
)
TABLE = re.compile(r"`(?:posta/terms/)?(\w+)\.toml`")
WITHOUT_A_RULE = {
    "data_files.py": "reads tables",
    "encounter.py": "what is judged",
    "findings.py": "what a rule says",
    "patient.py": "who is judged",
    "reviews.py": "lists the rules",
    "medicines/treatment.py": "what is judged",
    "medicines/treatment_review.py": "lists the rules",
}
LONGEST = 20  # words
SHORT = ("clinical", "catalog/encoding", "feed", "ledger", "publicsite", "relay", "seal", "sync", "wire")
"""Rooms whose public functions say what they do in one line."""
SCREENS = ("care", "administration", "operations_web", "web", "coordination", "publicsite/preview")
"""Rooms whose functions answer errors with a page where they raise them."""


def functions_of(path: Path) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Every public function of a module and of its public classes, with its docstring."""
    waiting: list[ast.AST] = [tree_of(path)]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                waiting.append(node)
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node, ast.get_docstring(node) or ""


def names_a_source(text: str) -> bool:
    tables = TABLE.findall(text)
    folders = (CLINICAL / "data", ROOT / "posta" / "terms")
    assert all(any((folder / f"{one}.toml").exists() for folder in folders) for one in tables), tables
    return bool(tables or SOURCE.search(text))


def raised_in(function: ast.FunctionDef) -> set[str]:
    """The errors that a function raises by itself, without those of functions inside it."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(ast.unparse(error).rpartition(".")[2])
        waiting += ast.iter_child_nodes(node)
    return {name for name in found if name[:1].isupper()} - {"AssertionError", "NotImplementedError", "Http404"}


@pytest.mark.parametrize("path", list_files("posta/clinical", ".py"), ids=name_of)
def test_a_clinical_function_or_its_module_names_a_source(path: Path) -> None:
    module = ast.get_docstring(tree_of(path)) or ""
    public = [node.name for node, text in functions_of(path) if not names_a_source(text)]
    ruled = path.relative_to(CLINICAL).as_posix() not in WITHOUT_A_RULE
    assert not public or not ruled or names_a_source(module), public


def test_what_is_said_to_hold_no_rule_is_there() -> None:
    assert [name for name in WITHOUT_A_RULE if not (CLINICAL / name).exists()] == []


@pytest.mark.parametrize("path", list_files("posta", ".py"), ids=name_of)
def test_a_function_says_what_it_raises(path: Path) -> None:
    if path.relative_to(ROOT / "posta").as_posix().startswith(SCREENS):
        return
    lacking = {
        node.name: sorted(name for name in raised_in(node) if name not in text and "raises" not in text.lower())
        for node, text in functions_of(path)
    }
    assert {name: errors for name, errors in lacking.items() if errors} == {}


@pytest.mark.parametrize("room", SHORT)
def test_a_function_says_in_one_line_what_it_does(room: str) -> None:
    """At most twenty words, and the line ends the sentence: what follows stands apart."""
    long = []
    for path in list_files(f"posta/{room}", ".py"):
        for node, text in functions_of(path):
            first, *rest = text.splitlines() or [""]
            if len(first.split()) > LONGEST or (rest and rest[0]):
                long.append(f"{name_of(path)} {node.name}: {first}")
    assert long == []

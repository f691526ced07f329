"""Files stay short enough to be read in one go; the linter bounds the complexity of functions. Exceptions have a reason."""

import ast
from collections import Counter
from pathlib import Path

from tests.repository.tree import list_files, name_of, text_of, tree_of

LONGEST_FILE = 400
LONG_FILES: dict[str, str] = {}
MOST_MODULES = 15
"""In one folder, beside its `__init__`: a room with more has folders, each with a subject (DESIGN 3)."""


def measured() -> list[Path]:
    return [path for folder in ("posta", "scripts", "bench") for path in list_files(folder, ".py")]


def test_files_are_at_most_400_lines() -> None:
    long = {name_of(p): len(text_of(p).splitlines()) for p in measured()}
    assert {n: size for n, size in long.items() if size > LONGEST_FILE and n not in LONG_FILES} == {}


def test_an_exception_that_is_not_needed_any_more_is_taken_out() -> None:
    names = {name_of(path) for path in measured()}
    assert {n for n in LONG_FILES if n not in names} == set()


def test_no_folder_of_a_room_holds_more_than_fifteen_modules() -> None:
    folders = Counter(
        name_of(path.parent)
        for path in list_files("posta", ".py")
        if path.name != "__init__.py" and "migrations" not in path.parts
    )
    assert {folder: modules for folder, modules in folders.items() if modules > MOST_MODULES} == {}


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    silent = []
    for path in list_files("posta", ".py"):
        if "migrations" not in path.parts and text_of(path).strip() and not ast.get_docstring(tree_of(path)):
            silent.append(name_of(path))
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and _is_silent(node):
                silent.append(f"{name_of(path)}:{node.name}")
    assert silent == []


def _is_silent(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """A command's two functions are told by the command's own line."""
    told_elsewhere = node.name.startswith(("arguments", "run_")) or node.name in {"run", "Migration"}
    return ast.get_docstring(node) is None and not told_elsewhere

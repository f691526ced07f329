"""What a process keeps between two requests stands in one object; no module keeps a key or a person beside it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repository.tree import list_files, name_of, tree_of

CHANGES = {
    "add",
    "append",
    "clear",
    "discard",
    "extend",
    "move_to_end",
    "pop",
    "popitem",
    "remove",
    "setdefault",
    "update",
}

# Filled once, from files that are shipped or imported, or a signal between threads: no key, no person.
ALLOWED = {
    "posta/catalog/calculations.py:CALCULATIONS": "the register that a decorator fills while the module is loaded",
    "posta/errors.py:_SENTENCES": "the sentences of all errors, filled while their modules are loaded",
    "posta/node/wsgi/request_limits.py:_incoming": "bodies on their way in; each goes with its request",
    "posta/sync/background_loop.py:_wake": "the signal that starts a round",
    "posta/terms/places.py:_imported": "municipalities from a public file",
}


def test_no_module_keeps_state_of_its_own() -> None:
    found = {name for path in list_files("posta", ".py") if "migrations" not in path.parts for name in _changed(path)}
    assert found - set(ALLOWED) == set()


def test_an_exception_that_is_not_needed_any_more_is_taken_out() -> None:
    found = {name for path in list_files("posta", ".py") for name in _changed(path)}
    assert set(ALLOWED) - found == set()


def test_the_rule_sees_every_way_to_change_a_module(tmp_path: Path) -> None:
    ways = ("A[0] = 1", "A[:] = [1]", "A.append(1)", "del A[0]", "A.x = 1", "A += [1]")
    for way in (*ways, "global A; A = 1"):
        statements = "\n    ".join(way.split("; "))
        assert set(_names(ast.parse(f"A = []\ndef f():\n    {statements}\n"))) == {"A"}, way


def _changed(path: Path) -> Iterator[str]:
    yield from (f"{name_of(path)}:{name}" for name in _names(tree_of(path)))


def _names(tree: ast.Module) -> Iterator[str]:
    """The names of a module that its functions change."""
    top = {
        target.id
        for node in tree.body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
        if isinstance(target, ast.Name)
    }
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    changed = {name for function in functions for node in ast.walk(function) for name in _targets(node)}
    yield from sorted(top & changed)


def _targets(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Global):
        yield from node.names
    if isinstance(node, ast.Assign | ast.Delete):
        yield from (_owner(target) for target in node.targets)
    if isinstance(node, ast.AugAssign):
        yield node.target.id if isinstance(node.target, ast.Name) else _owner(node.target)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        yield _owner(node.func)


def _owner(target: ast.expr) -> str:
    value = target.value if isinstance(target, ast.Subscript | ast.Attribute) else None
    return value.id if isinstance(value, ast.Name) else ""

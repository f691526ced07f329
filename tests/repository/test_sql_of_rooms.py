"""A room names only its own tables in SQL, and the views that another room offers.

The contracts of imports cannot see this: a query is a text.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from posta.ledger.schema import ORIGIN
from tests.repository.tree import list_files, name_of, tree_of

ROOMS = ("node", "ledger", "mission", "chart", "operations", "figures")
TABLE = re.compile(
    rf"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|EXISTS)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(({'|'.join(ROOMS)})_\w+)"
)
OFFERED = set(re.findall(r"CREATE VIEW (\w+)", ORIGIN))


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each text of a module as a whole, with what stands between its placeholders."""
    inside = {id(value) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(v.value if isinstance(v, ast.Constant) else " ? " for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def _foreign(tree: ast.AST, room: str) -> Iterator[tuple[int, str]]:
    for line, text in _texts(tree):
        for table, owner in TABLE.findall(text):
            if owner != room and table not in OFFERED:
                yield line, table


def _list_foreign(path: Path) -> list[str]:
    return [f"{name_of(path)}:{line}: {table}" for line, table in _foreign(tree_of(path), name_of(path).split("/")[1])]


def test_no_room_asks_another_rooms_tables() -> None:
    files = [path for path in list_files("posta", ".py") if "migrations" not in path.parts]
    assert [found for path in files for found in _list_foreign(path)] == []


def test_the_rule_sees_a_foreign_table_in_any_kind_of_text() -> None:
    for text in (
        '"SELECT 1 FROM mission_grant"',
        'f"SELECT {a} FROM mission_grant WHERE {b}"',
        '"UPDATE mission_grant SET a"',
    ):
        assert [table for _, table in _foreign(ast.parse(f"x = {text}"), "chart")] == ["mission_grant"], text
    assert list(_foreign(ast.parse('x = "SELECT 1 FROM mission_grant"'), "mission")) == []
    assert list(_foreign(ast.parse('x = "SELECT 1 FROM ledger_origin"'), "chart")) == []

"""An address is written once, where its path is declared; screens and templates ask for it by name."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from tests.repository.tree import list_files, name_of, text_of, tree_of

SCREENS = ("care", "operations_web", "administration", "coordination", "formkit", "web")
TEMPLATES = [
    path
    for path in list_files("posta", ".html")
    if "templates" in path.parts and "publicsite" not in path.parts  # the public site is files, without Django's paths
]
# What is answered before Django, whether the post is open or locked: `posta/node/wsgi/auth_wsgi.py` declares these.
BEFORE_DJANGO = ("/lock", "/words", "/login/")
LITERAL = re.compile(r"""(?:href|action|src|hx-\w+|data-draft|data-src)\s*=\s*["'](/[^"']*)""")
COMPOSED = re.compile(r"""(?:href|action|hx-\w+)\s*=\s*["']\{\{[^}]*\}\}[^"'?#]""")


def patterns(resolver: URLResolver | None = None) -> Iterator[tuple[str, str | None]]:
    """Every path of the program with its name."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            assert isinstance(one, URLPattern)
            yield str(one.pattern), one.name


def test_every_path_has_a_name_of_its_own_and_is_declared_once() -> None:
    found = list(patterns())
    assert [path for path, name in found if not name] == []
    assert [path for path, count in Counter(path for path, _ in found).items() if count > 1] == []
    assert [name for name, count in Counter(name for _, name in found).items() if count > 1] == []


def test_no_template_writes_an_address() -> None:
    found = {
        f"{name_of(path)}: {address}"
        for path in TEMPLATES
        for address in LITERAL.findall(text_of(path))
        if not address.startswith(BEFORE_DJANGO)
    }
    assert found == set()


def test_no_template_puts_an_address_together() -> None:
    assert {name_of(path): found for path in TEMPLATES if (found := COMPOSED.findall(text_of(path)))} == {}


def _first_segments() -> set[str]:
    return {path.partition("/")[0] for path, _ in patterns()} - {""}


def _texts(path: Path) -> Iterator[ast.Constant]:
    """The beginnings of texts, without docstrings: of plain ones and of those that are filled in."""
    tree = tree_of(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            first = node.values[0] if node.values else None
            if isinstance(first, ast.Constant):
                yield first
        elif isinstance(node, ast.Call | ast.keyword | ast.Return | ast.Dict | ast.IfExp | ast.Tuple):
            yield from (one for one in ast.iter_child_nodes(node) if isinstance(one, ast.Constant))


# Paths that are compared with the one that was asked for; none of them is sent to a browser.
COMPARED = frozenset({"posta/web/middleware.py", "posta/web/pages/ownership.py"})


def test_no_screen_writes_an_address() -> None:
    begins = tuple(f"/{segment}" for segment in _first_segments())
    found = {
        f"{name_of(path)}:{text.lineno} {text.value}"
        for room in SCREENS
        for path in list_files(f"posta/{room}", ".py")
        if name_of(path) not in COMPARED
        for text in _texts(path)
        if isinstance(text.value, str) and text.value.startswith(begins)
    }
    assert found == set()


def test_a_number_of_an_address_is_read_in_one_place() -> None:
    """A page that began at a number of thirty digits ended in an error: `int` takes what the database does not."""
    found = {
        name_of(path)
        for room in SCREENS
        for path in list_files(f"posta/{room}", ".py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.IfExp | ast.BoolOp | ast.comprehension | ast.SetComp) and _checks_and_reads(node)
    }
    assert found == {"posta/web/view_helpers.py"}, "use read_number of view_helpers"


def _checks_and_reads(node: ast.AST) -> bool:
    """Whether an expression asks for digits and makes a number of them."""
    inside = list(ast.walk(node))
    asks = any(isinstance(one, ast.Attribute) and one.attr in ("isdecimal", "isdigit") for one in inside)
    reads = any(isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "int" for one in inside)
    return asks and reads

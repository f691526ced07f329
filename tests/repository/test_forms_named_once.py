"""No form is named by a literal outside its declaration: what the house does with a form stands in its `[service]`.

Whoever adds a service writes its file; no list in the program has to learn its name. The frame of every record
(`catalog.frame`), what is computed or judged of named questions, invented people, and a form's one screen may name forms.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from posta.catalog.language.form import fields_by_path, list_forms
from tests.repository.tree import ROOT, list_files, name_of, text_of, tree_of

FORMS = {form.name: form for form in list_forms()}
ORDINARY = frozenset({
    "assess", "case", "death", "group", "move", "person", "referral", "res", "stock", "violence", "visit", "wash",
})  # fmt: skip
"""Codes that are ordinary words too: they name a form where forms are looked up, compared or read by name."""
LOOKED_UP = frozenset({"get", "pop", "setdefault"})
HOLDERS = re.compile(r"(^|_)(answers|contents?|contexts?|filled|forms?|found|latest|names?|values|written)$")
MAY_NAME = {
    "posta/catalog/frame.py": "the frame of every record",
    "posta/catalog/calculations.py": "what is computed, declared by the name of its question",
    "posta/catalog/encoding/unlinked_rows.py": "what may leave a sealed form, written form by form",
    "posta/clinical/": "rules name the questions that they judge",
    "posta/acts/care/visits/clinical_context.py": "gathers what rules read of a pregnancy",
    "posta/acts/care/visits/history.py": "gathers what rules read of earlier visits",
    "posta/acts/care/visits/encounter_review.py": "gathers what rules read of a visit",
    "posta/acts/care/visits/vital_signs.py": "reads a glucose before breakfast as a glucose",
    "posta/simulation/": "invented people fill named forms",
    "posta/demo/": "the demonstration plays a named visit",
    "posta/care/consultation/": "the one screen of the consultation",
    "posta/care/triage/": "the one screen of the triage",
}
IN_TEMPLATES = re.compile(r"(?:contact/|work/|== ?[\"'])([a-z_]+)\b")


def find_named(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and the words of each literal that names a form."""
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    sure = {id(literal) for node in ast.walk(tree) for literal in _names_in(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documented:
            continue
        code, dot, path = node.value.partition(".")
        if (
            dot
            and code in FORMS
            and (not path or path in fields_by_path(FORMS[code]))
            or node.value in FORMS
            and (node.value not in ORDINARY or id(node) in sure)
        ):
            yield node.lineno, node.value


def _names_in(node: ast.AST) -> Iterator[ast.expr]:
    """What surely is the name of a form in this node: an argument of `get_form`, a key of answers, the other side of a name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "get_form":
        yield from node.args
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKED_UP:
        yield from node.args[:1] if _holds_forms(node.func.value) else ()
    elif isinstance(node, ast.Subscript) and _holds_forms(node.value):
        yield node.slice
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        if any(_is_name_of_form(side) or _holds_forms(side) for side in sides):
            yield from (part for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant))


def _holds_forms(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return HOLDERS.search(name) is not None


def _is_name_of_form(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "name" or isinstance(node, ast.Name) and node.id == "name"


def _may_name(path: Path) -> bool:
    return any(name_of(path).startswith(allowed) for allowed in MAY_NAME)


def test_no_form_is_named_outside_its_declaration() -> None:
    found = [
        f"{name_of(path)}:{line} {words}"
        for path in list_files("posta", ".py")
        if not _may_name(path) and "migrations" not in path.parts
        for line, words in find_named(tree_of(path))
    ]
    assert found == []


def test_no_template_names_a_form() -> None:
    found = [
        f"{name_of(path)} {code}"
        for path in list_files("posta", ".html")
        if not _may_name(path)
        for code in IN_TEMPLATES.findall(text_of(path))
        if code in FORMS
    ]
    assert found == []


def test_each_place_that_may_name_forms_is_there_and_does() -> None:
    for allowed in MAY_NAME:
        paths = [path for path in list_files("posta", ".py") if name_of(path).startswith(allowed)]
        assert any(list(find_named(tree_of(path))) for path in paths), allowed


@pytest.mark.parametrize(
    "code",
    [
        'OFTEN = {"doctor": ("anc",)}', 'get_form("person")', 'forms["visit"]', 'item.forms.get("case", {})',
        'form.name == "group"', '"move" in forms', 'TABLE = {"opd.dx_main": 1}', 'Problem(f"visit.", "opd.rx")',
        'name in {"stock"}',
    ],
)  # fmt: skip
def test_a_form_that_is_named_is_found(code: str) -> None:
    assert list(find_named(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        '{"person": head}',
        'field.type == "group"',
        '"""Reads anc."""',
        'print("visit")',
        'x = "opd.nothing"',
        'row["case"]',
    ],
)
def test_an_ordinary_word_is_left_alone(code: str) -> None:
    assert not list(find_named(ast.parse(code)))


def test_the_frame_names_forms_that_exist() -> None:
    assert {words for _line, words in find_named(tree_of(ROOT / "posta/catalog/frame.py"))} <= FORMS.keys()

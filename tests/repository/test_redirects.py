"""No address after an act says what was answered: the history of a browser, a proxy and a log keep addresses."""

import ast
from collections.abc import Iterator

from tests.redirected import SAID, list_told
from tests.repository.tree import list_files, name_of, tree_of

ANSWERS = frozenset({"redirect_after", "DoneRedirect"})
# What an address says beside the parameters of an act, in the modules that send somebody on: each leads to a page that is
# asked for by a link as well, and none of them was answered about a person.
LINKS = {
    "then": "the page to go back to",
    "by": "which colleague has a draft open",
}


def _queries(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and name of each parameter that a module gives to an address that it redirects to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _redirects(node):
            for one in ast.walk(node):
                if isinstance(one, ast.Dict) and _is_query(one, node):
                    yield from (
                        (key.lineno, str(ast.literal_eval(key))) for key in one.keys if isinstance(key, ast.Constant)
                    )


def _redirects(function: ast.FunctionDef) -> bool:
    calls = (one for one in ast.walk(function) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name))
    return any(one.func.id in ANSWERS for one in calls if isinstance(one.func, ast.Name))


def _is_query(given: ast.Dict, function: ast.FunctionDef) -> bool:
    """Whether a dict is handed to `query=`, or bears that name."""
    handed = (k for one in ast.walk(function) if isinstance(one, ast.Call) for k in one.keywords if k.arg == "query")
    named = (one for one in ast.walk(function) if isinstance(one, ast.Assign))
    return any(k.value is given for k in handed) or any(
        one.value is given and isinstance(one.targets[0], ast.Name) and one.targets[0].id == "query" for one in named
    )


def test_what_an_address_says_after_an_act_is_declared() -> None:
    found = {
        f"{name_of(path)}:{line} {name}"
        for path in list_files("posta", ".py")
        for line, name in _queries(tree_of(path))
        if name not in SAID and name not in LINKS
    }
    assert found == set()


def test_the_rule_finds_what_it_is_for() -> None:
    bad = ast.parse(
        "def view(request):\n    query = {'ticket': 'ab', 'offer': codes}\n"
        "    return redirect_after(reverse('page', query=query), entry)\n"
        "def other(request):\n    return DoneRedirect(reverse('page', query={'next': 'care'}))\n"
    )
    assert {name for _line, name in _queries(bad)} == {"ticket", "offer", "next"}
    assert list_told("/people/ab/?done=00112233445566778899aabbccddeeff") == []
    assert list_told("/people/ab/?kept=mental_health&next=care") == ["kept=mental_health", "next=care"]

"""Every error carries a code and parameters; its sentence is declared once, whole in three languages, and never read back."""

import ast
import importlib
import re
from collections.abc import Iterator

import pytest

from posta.errors import PostaError
from scripts.compile_messages import CATALOGUES, read_catalogue
from tests.repository.tree import ROOT, list_files, name_of, tree_of

# Errors of these are read in a terminal, by who develops, builds the public page or runs a relay; in English.
CONSOLE = ("posta.cli", "posta.demo", "posta.operations", "posta.publicsite", "posta.relay", "posta.terms")
CONSOLE_CLASSES = frozenset({"BadDeviceFile", "InvalidDefinition", "UnknownForm"})
PARAMS = frozenset(
    {"aggregate", "block", "blocks", "code", "count", "error", "expected", "kind", "languages", "limit", "line", "name"}
    | {"needed", "node", "number", "places", "sequence", "status", "version", "what", "why"}
)
"""What fills a sentence. Before a new one is added: it can hold no person's name, no clinical text and no whole id."""
KEPT_AND_NOT_RAISED = {
    "EntrySetAside": "the receiver goes on with the next entry, and keeps why this one has no effect",
    "UnreadableFile": "the reader of a file goes on with the next line, and keeps why this one was not read",
    "ChangeSetAside": "the projection goes on with the next change, and keeps why this one has no effect",
}
TRANSLATORS = {"posta/web/notices/messages.py", "posta/formkit/problem_messages.py", "posta/cli/output.py"}
MARKS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "gettext_noop"})
BLANK = re.compile(r"%\((\w+)\)[sd]")
WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


def _subclasses(kind: type[PostaError]) -> Iterator[type[PostaError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _subclasses(one)


@pytest.fixture(scope="module")
def errors() -> dict[str, type[PostaError]]:
    """Every class of errors of the program by its name."""
    for path in list_files("posta", ".py"):
        if "(PostaError" in path.read_text("utf-8") or "posta.errors import" in path.read_text("utf-8"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            importlib.import_module(name)
    return {one.__name__: one for one in _subclasses(PostaError) if one.__module__.startswith("posta.")}


def _raised(errors: dict[str, type[PostaError]]) -> Iterator[tuple[str, type[PostaError], ast.Call]]:
    for path in list_files("posta", ".py"):
        for node in ast.walk(tree_of(path)):
            name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if name in errors and isinstance(node, ast.Call) and "__init__" not in vars(errors[name]):
                yield f"{name_of(path)}:{node.lineno}", errors[name], node


def _declared(kind: type[PostaError]) -> set[str]:
    return {code for one in kind.__mro__ if issubclass(one, PostaError) for code in one.sentences}


def test_each_class_has_a_name_of_its_own(errors: dict[str, type[PostaError]]) -> None:
    names = [one.__name__ for one in _subclasses(PostaError) if one.__module__.startswith("posta.")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_each_error_is_raised_with_a_code_that_its_class_declares_and_fills(
    errors: dict[str, type[PostaError]],
) -> None:
    wrong = []
    for place, kind, call in _raised(errors):
        first = call.args[0] if call.args else None
        if first is not None and not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue  # a code that was found out, or handed on
        code = str(first.value) if isinstance(first, ast.Constant) else kind.code
        if code not in _declared(kind):
            wrong.append(f"{place}: {kind.__name__} declares no sentence {code!r}")
            continue
        sentence = next(one.sentences[code] for one in kind.__mro__ if code in getattr(one, "sentences", {}))
        given = {one.arg for one in call.keywords}
        if given != set(BLANK.findall(sentence)):
            wrong.append(f"{place}: {sentence!r} is not filled by {sorted(map(str, given))}")
    assert wrong == []


def test_each_class_with_a_sentence_is_raised_somewhere(errors: dict[str, type[PostaError]]) -> None:
    """A class that only holds sentences is no error: what it says would be kept and shown without anything refusing."""
    used = {name for path in list_files("posta", ".py") for name in _made(tree_of(path))}
    idle = {
        name
        for name, kind in errors.items()
        if "sentence" in vars(kind) or "sentences" in vars(kind)
        if not used & {name, *(one.__name__ for one in _subclasses(kind))}
    }
    assert sorted(idle) == sorted(KEPT_AND_NOT_RAISED)


def _made(tree: ast.Module) -> Iterator[str]:
    """The names that are called or raised in a module, and those of which one is chosen to be."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2]
        elif isinstance(node, ast.Raise) and node.exc is not None:
            yield ast.unparse(node.exc).rpartition(".")[2]
        elif isinstance(node, ast.IfExp):
            yield from (ast.unparse(one) for one in (node.body, node.orelse))


def test_a_sentence_is_a_literal_of_its_class_and_no_error_composes_one(errors: dict[str, type[PostaError]]) -> None:
    composed = [
        place for place, _, call in _raised(errors) if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert composed == []


@pytest.mark.parametrize("language", ["es", "fr"])
def test_each_sentence_that_a_screen_can_show_is_translated(errors: dict[str, type[PostaError]], language: str) -> None:
    catalogue = read_catalogue(next(path for path in CATALOGUES if path.parts[-3] == language))
    missing = [
        f"{name}: {sentence}"
        for name, kind in errors.items()
        if not kind.__module__.startswith(CONSOLE) and name not in CONSOLE_CLASSES
        for sentence in kind.sentences.values()
        if sentence not in catalogue
    ]
    assert missing == []


def test_a_sentence_is_filled_by_known_parameters(errors: dict[str, type[PostaError]]) -> None:
    sentences = {sentence for kind in errors.values() for sentence in kind.sentences.values()}
    assert {blank for sentence in sentences for blank in BLANK.findall(sentence)} <= PARAMS
    assert len(sentences) > 200


def test_no_parameter_is_a_whole_id(errors: dict[str, type[PostaError]]) -> None:
    values = [(place, ast.unparse(one.value)) for place, _, call in _raised(errors) for one in call.keywords]
    assert [one for one in values if "hex()" in one[1] and "[:8]" not in one[1]] == []


def test_no_sentence_is_looked_up_or_taken_apart(errors: dict[str, type[PostaError]]) -> None:
    """A screen translates the sentence of a code; who rewords an error changes nothing elsewhere."""
    said = " ".join(sentence for kind in errors.values() for sentence in kind.sentences.values())
    found = []
    for path in list_files("posta", ".py"):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call) or not node.args or name_of(path) in TRANSLATORS:
                continue
            called, first = ast.unparse(node.func), node.args[0]
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            looked_up = called in MARKS and isinstance(first, ast.Call | ast.Attribute | ast.JoinedStr)
            read = WORDS.search(str(ast.literal_eval(first))) if literal and called.startswith("re.") else None
            taken_apart = read is not None and read[0] in said
            if looked_up or taken_apart:
                found.append(f"{name_of(path)}:{node.lineno}")
    assert found == []

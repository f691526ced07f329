"""What a document, a docstring or a comment refers to is in this repository: a page, a decision, a module, a test."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, list_files, name_of, text_of, tree_of

SOURCES = tuple(path for folder in ("posta", "scripts", "bench", "tests") for path in list_files(folder, ".py"))
PAGES = tuple(path for path in list_files(".", ".md") if not {"tests", "sample"} & set(path.relative_to(ROOT).parts))
DATA = tuple(path for path in list_files("posta", ".toml") if "sample" not in path.parts)
SCRIPTS = tuple(path for suffix in (".js", ".css") for path in list_files("posta", suffix) if ".min." not in path.name)
DECISION = re.compile(r"\bADR[ -]?(\d{4})\b")
PAGE = re.compile(r"(?<![\w./*-])([\w./-]*[\w-]{2,}\.md)\b")
MODULE = re.compile(r"`((?:posta|scripts|bench|tests\.(?:unit|spec|faults|journeys))(?:\.[a-z]\w+)+)`")
PATH = re.compile(r"`((?:posta|tests|scripts|bench|docs|requirements)/(?!\d)[\w./-]+?)(?::\w+)?`")
# A place in a page by its number: pages are renumbered, and those that are meant here never were in the repository.
BY_NUMBER = re.compile(
    r"\b(?:rules?|review|section|chapter|finding|row|issue|fix),? \(?[A-Z]?\d+(?:\.\d+)*\b|(?<![\w.-])[TDS]\d{1,2}(?=[:)])"
)
CONTENT = re.compile(r"\.(?:es|en|fr|de)\.md$")  # a file of a content folder, not of this repository


def _found(pattern: re.Pattern[str], path: Path) -> list[str]:
    """What a pattern finds in the docstrings and comments of a Python file, or anywhere in another file."""
    if not pattern.search(text_of(path)):  # most files: reading their tokens would take half a minute
        return []
    return [match[match.lastindex or 0] for match in pattern.finditer(_prose(path))]


@cache
def _prose(path: Path) -> str:
    if path.suffix != ".py":
        return text_of(path)
    tokens = tokenize.generate_tokens(io.StringIO(text_of(path)).readline)
    return "\n".join([*_docstrings(tree_of(path)), *(t.string for t in tokens if t.type == tokenize.COMMENT)])


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield re.sub(r"^\s*(?:>>>|\.\.\.).*$", "", ast.get_docstring(node) or "", flags=re.M)


@pytest.mark.parametrize(
    "found", ["(clinical rules, 7.0)", "T30: whoever looks", "against review D6", "see section 3.4"]
)
def test_a_reference_by_number_is_recognised(found: str) -> None:
    assert BY_NUMBER.search(found)


@pytest.mark.parametrize(
    "found", ["Code T14.9 is an injury", "form F61: signs", "a house rule", "64 rows", "rule of ADR 0062"]
)
def test_what_only_looks_like_one_is_left_alone(found: str) -> None:
    assert not BY_NUMBER.search(found)


def test_nothing_is_referred_to_by_a_number_of_elsewhere() -> None:
    files = (*SOURCES, *SCRIPTS, *(page for page in PAGES if "reference" not in page.parts))
    lost = [f"{name_of(p)}: {m}" for p in files if p.name != Path(__file__).name for m in _found(BY_NUMBER, p)]
    assert lost == [], "say in words what is meant, or name a page of docs/"


def test_decisions_that_are_named_exist() -> None:
    there = {path.name[:4] for path in list_files("docs/adr", ".md")}
    named = {(name_of(p), n) for p in (*SOURCES, *PAGES, *DATA, *SCRIPTS) for n in _found(DECISION, p)}
    assert sorted(one for one in named if one[1] not in there) == []


def test_pages_that_are_named_exist() -> None:
    there = {path.name for path in list_files(".", ".md")}
    lost = []
    for path in (*SOURCES, *PAGES, *DATA, *SCRIPTS):
        for page in _found(PAGE, path):
            target = ROOT / page if "/" in page and not page.startswith(".") else None
            if CONTENT.search(page) or (
                target.exists() if target and page.startswith("docs/") else Path(page).name in there
            ):
                continue
            lost.append(f"{name_of(path)}: {page}")
    assert lost == []


def test_pages_that_the_program_names_exist() -> None:
    """In what it prints, too: a message that sends people to a page which is not there helps nobody."""
    named = {(name_of(p), page) for p in SOURCES for page in re.findall(r"\bdocs/[\w./-]+\.md\b", text_of(p))}
    assert sorted(one for one in named if not (ROOT / one[1]).exists()) == []


def test_modules_and_files_that_are_named_exist() -> None:
    lost = []
    for path in (*SOURCES, *PAGES):
        lost += [f"{name_of(path)}: {module}" for module in _found(MODULE, path) if not _is_there(module)]
        lost += [f"{name_of(path)}: {file}" for file in _found(PATH, path) if not list(ROOT.glob(file.rstrip("./")))]
    assert lost == []


def _is_there(dotted: str) -> bool:
    """Whether a dotted name leads to a module, or to a name that a module defines."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        base = ROOT.joinpath(*parts[:length])
        module = base.with_suffix(".py") if base.with_suffix(".py").exists() else base / "__init__.py"
        if module.exists():
            rest = parts[length:]
            return not rest or re.search(rf"^(?:async def|def|class)? ?{rest[0]}\b", text_of(module), re.M) is not None
    return False

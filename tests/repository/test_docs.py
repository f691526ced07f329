"""The documentation is true: what it names exists, and what exists is named."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from posta.catalog.kinds import KINDS
from posta.catalog.language.form import list_forms
from posta.catalog.tooling.reference_pages import stale_pages
from posta.cli.run import COMMANDS
from scripts import write_reference
from tests.repository.tree import ROOT, list_files, name_of, text_of, tree_of

SAMPLE = ROOT / "posta" / "publicsite" / "sample"  # its links are of the site: `posta publish --check` follows them
PAGES = [
    path
    for path in list_files(suffix=".md")
    if "tests" not in path.relative_to(ROOT).parts[:1] and not path.is_relative_to(SAMPLE)
]
DOCS = ROOT / "docs"
ADRS = sorted((DOCS / "adr").glob("[0-9]*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE_PATH = re.compile(r"`((?:posta|tests|scripts|bench|requirements|docs)/[\w./*-]+?)(?::(\w+))?`")
CODE = re.compile(r"`[^`\n]+`")
COMMAND = re.compile(r"(?:`|^\s*|m )posta ([a-z]+)\b", re.M)
pages = pytest.mark.parametrize("page", PAGES, ids=name_of)


def _rooms() -> list[str]:
    return sorted(p.name for p in (ROOT / "posta").iterdir() if p.is_dir() and (p / "__init__.py").exists())


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text_of(page), re.M)
    return {re.sub(r"[^\w\- ]", "", t.replace("`", "").lower()).strip().replace(" ", "-") for t in titles}


def _defined(path: Path) -> set[str]:
    found = set()
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            found.add(getattr(target, "id", ""))
    return found


@pages
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for link in LINK.findall(CODE.sub("", text_of(page))):
        where, _, anchor = link.partition("#")
        if where.startswith(("http://", "https://", "mailto:")):
            continue
        target = (page.parent / where).resolve() if where else page
        if (
            not target.exists()
            and not _is_picture_to_come(target)
            or anchor
            and target.suffix == ".md"
            and anchor not in _anchors(target)
        ):
            lost.append(link)
    assert lost == []


def _is_picture_to_come(target: Path) -> bool:
    """Pictures are taken by browser tests; until the first is, none has to be there."""
    return target.parent == DOCS / "images" and not any((DOCS / "images").glob("*.png"))


@pages
def test_code_that_is_named_exists(page: Path) -> None:
    lost = []
    for path, name in CODE_PATH.findall(text_of(page)):
        target = ROOT / path.rstrip("/")
        if "*" in path or path.startswith(("docs/images", "docs/adr/NNNN", "posta/1/")):
            continue
        if not target.exists() or (name and name not in _defined(target)):
            lost.append(f"{path}:{name}" if name else path)
    assert lost == []


@pages
def test_commands_that_are_named_exist(page: Path) -> None:
    known = {command.name for command in COMMANDS}
    assert {verb for verb in COMMAND.findall(text_of(page)) if verb not in known} == set()


def test_every_page_can_be_reached() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(text_of(page))]
    own = {page for page in PAGES if page.is_relative_to(DOCS) or page.parent == ROOT}
    assert sorted(name_of(page) for page in own - reached) == []


def test_the_readme_counts_the_forms_that_there_are() -> None:
    said = re.findall(r"\b(\d+) forms\b", text_of(ROOT / "README.md"))
    assert said == [str(len(list_forms()))]


def test_every_picture_is_shown_and_every_shown_picture_is_there() -> None:
    there = {path.name for path in (DOCS / "images").glob("*.png")}
    shown = {Path(link).name for page in PAGES for link in LINK.findall(text_of(page)) if link.endswith(".png")}
    assert not there or there == shown


def test_generated_pages_are_what_the_code_says() -> None:
    assert write_reference.list_stale() == []
    assert stale_pages(DOCS / "reference") == []


def test_every_kind_form_and_command_has_its_page() -> None:
    kinds, commands = text_of(DOCS / "reference" / "kinds.md"), text_of(DOCS / "reference" / "cli.md")
    assert [kind.name for kind in KINDS.values() if f"\n## {kind.name}\n" not in kinds] == []
    assert [form.name for form in list_forms() if not (DOCS / "reference" / "forms" / f"{form.name}.md").exists()] == []
    assert [command.name for command in COMMANDS if f"\n## posta {command.name}\n" not in commands] == []


def test_every_room_is_on_the_map() -> None:
    drawing = text_of(ROOT / "ARCHITECTURE.md").split("```")[1]
    assert [room for room in _rooms() if not re.search(rf"\b{room}\b", drawing) and room != "locale"] == []


@pytest.mark.parametrize("room", _rooms())
def test_a_room_says_what_it_is_for(room: str) -> None:
    told = ast.get_docstring(tree_of(ROOT / "posta" / room / "__init__.py")) or ""
    assert 1 < len(told.splitlines()) <= 10
    assert {"Owns:", "Never:"} <= set(re.findall(r"\b(?:Owns|Doors|Never):", told))


@pytest.mark.parametrize("room", _rooms())
def test_the_doors_that_a_room_names_are_there(room: str) -> None:
    told = ast.get_docstring(tree_of(ROOT / "posta" / room / "__init__.py")) or ""
    folder = ROOT / "posta" / room
    doors = re.findall(r"`([a-z_.]+)`", told.partition("Doors:")[2].partition("Never:")[0])
    parts = {door.partition(".")[0] for door in doors}
    assert [d for d in parts if not (folder / f"{d}.py").exists() and not (folder / d).is_dir()] == []


def test_settings_of_a_node_are_listed_and_the_reverse() -> None:
    listed = _first_cells("Local facts of a node")
    used = set()
    for path in list_files("posta", ".py"):
        constants = {t.id: n.value.value for n in tree_of(path).body if isinstance(n, ast.Assign)
                     and isinstance(n.value, ast.Constant) for t in n.targets if isinstance(t, ast.Name)}  # fmt: skip
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("_setting"):
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    used.add(name.value)
                elif isinstance(name, ast.Name) and isinstance(constants.get(name.id), str):
                    used.add(constants[name.id])
    assert used - listed == set()
    assert {name for name in listed - used if "<" not in name} == set()


def test_settings_of_django_and_of_tests_are_listed_and_the_reverse() -> None:
    listed = _first_cells("Django settings of our own") | _first_cells("Environment of tests and benchmarks")
    told = re.compile(r"\bPOSTA_[A-Z]\w+\b")
    code = [
        *list_files("posta", ".py"),
        *list_files("tests", ".py"),
        *list_files("scripts", ".py"),
        *list_files("bench", ".py"),
    ]
    used = {name for path in code if "repository" not in path.parts for name in told.findall(text_of(path))}
    assert used - listed == set()
    assert listed - used == set()


def _first_cells(heading: str) -> set[str]:
    section = text_of(DOCS / "reference" / "settings.md").split(f"## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)`", section, re.M))


def test_files_of_a_home_are_listed() -> None:
    listed = _first_cells("The node's home")
    named = {
        node.value.value
        for path in list_files("posta/node", ".py")
        for node in tree_of(path).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(
            isinstance(t, ast.Name) and re.fullmatch(r"[A-Z_]*FILE|FILE_NAME|RESTORED_MARK", t.id) for t in node.targets
        )
    }
    assert named - listed == set()


def test_numbers_of_decisions_are_used_once_and_listed() -> None:
    numbers = [path.name[:4] for path in ADRS]
    assert len(numbers) == len(set(numbers))
    index = text_of(DOCS / "adr" / "README.md")
    assert re.findall(r"^- \[\d{4}\]\(([^)]+)\)", index, re.M) == sorted(path.name for path in ADRS)


@pytest.mark.parametrize("page", ADRS, ids=name_of)
def test_a_decision_is_one_page_with_what_would_change_our_mind(page: Path) -> None:
    assert len(text_of(page).split()) <= 900
    assert "what would change our mind" in text_of(page).lower()


def test_every_dependency_is_decided_on_and_the_reverse() -> None:
    table = text_of(DOCS / "adr" / "0030-choose-each-dependency.md")
    told = set(re.findall(r"^\| `([^`]+)`", table, re.M))
    asked = {
        name
        for file in ("run.in", "relay.in", "publish.in", "dev.in")
        for name in re.findall(r"^([A-Za-z0-9_.-]+)==", text_of(ROOT / "requirements" / file), re.M)
    }
    vendored = tomllib.loads(text_of(ROOT / "VENDOR.toml"))
    asked |= {item["package"] for kind in ("file", "sprite", "map") for item in vendored[kind]}
    assert told == asked


def test_verbs_of_make_are_told_and_the_reverse() -> None:
    make = text_of(ROOT / "Makefile")
    told = set(re.findall(r"`make ([a-z]+)", text_of(ROOT / "DEVELOPERS.md"))) | {"setup", "demo", "clean"}
    assert told == set(re.findall(r"^([a-z]+):", make, re.M))


def test_the_glossary_has_three_languages_in_order() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", text_of(ROOT / "GLOSSARY.md"), re.M
    )[2:]
    assert len(rows) > 50
    assert [row for row in rows if not all(cell.strip() for cell in row[:4])] == []
    words = [row[0].strip().lower() for row in rows]
    assert words == sorted(set(words))


def test_the_clinical_glossary_has_three_languages_in_order() -> None:
    clinical = text_of(ROOT / "GLOSSARY.md").partition("## Clinical words")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", clinical, re.M)[1:]
    words = [row[0].strip().lower() for row in rows]
    assert {"danger signs", "discharged", "reason for visit"} <= set(words)
    assert words == sorted(set(words))


def test_the_changelog_tells_this_version_in_both_languages() -> None:
    from posta import __version__

    newest = text_of(ROOT / "CHANGELOG.md").split("\n## ")[1]
    assert newest.startswith(__version__)
    assert {"### Español", "### English"} <= set(re.findall(r"^### \w+", newest, re.M))


@pytest.mark.parametrize("what", ["A form", "A screen", "A clinical rule", "A state table", "An indicator", "An alert"])
def test_developers_have_a_recipe_that_names_its_files(what: str) -> None:
    """That the files are there is asked of every page; here that each recipe names where to write and what proves it."""
    recipes = re.split(r"\n- \*\*", text_of(ROOT / "DEVELOPERS.md").partition("## To add something")[2])
    recipe = next((one for one in recipes if one.startswith(what)), "")
    named = [path for path, _ in CODE_PATH.findall(recipe)]
    assert {path.partition("/")[0] for path in named} == {"posta", "tests"}, named
    assert len(recipe.split()) < 90

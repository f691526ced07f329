"""A new service is its form with `[service]`, its list and its diagnoses, and nothing else.

Dental care is added to a copy of the program: three files of data, not one line of code. The copy then passes its own check,
writes its pages, and a visit goes from the door to the figures (`tests/journeys/dental/walk.py`).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.tree import ROOT

DATA = Path(__file__).parent / "dental"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with dental care."""
    root = tmp_path_factory.mktemp("program")
    for room in ("posta", "tests"):
        shutil.copytree(ROOT / room, root / room, ignore=LEFT_OUT)
    shutil.copy(ROOT / "pyproject.toml", root)
    catalog, terms = root / "posta" / "catalog", root / "posta" / "terms"
    shutil.copy(DATA / "form.toml", catalog / "forms" / "dental.toml")
    shutil.copy(DATA / "list.toml", terms / "lists" / "dental.toml")
    with (terms / "diagnoses.toml").open("a", encoding="utf-8") as file:
        file.write((DATA / "diagnoses.toml").read_text(encoding="utf-8"))
    return root


def run(root: Path, *words: str) -> None:
    """Run a module in the copy; what it says is shown if it fails."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "COVERAGE_"))}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=root, env=plain | {"PYTHONPATH": str(root)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_it_agrees_with_all_other_declarations(copy: Path) -> None:
    run(copy, "posta", "catalog", "check", "--out", "nowhere")


def test_it_has_its_page(copy: Path) -> None:
    run(copy, "posta", "catalog", "docs", "--out", "pages")
    page = (copy / "pages" / "forms" / "dental.md").read_text(encoding="utf-8")
    assert "# Atención dental · Dental care" in page
    assert "ends_visit: yes" in page
    assert "(forms/dental.md) Dental care" in (copy / "pages" / "services.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_visit_goes_from_the_door_to_the_figures(copy: Path) -> None:
    run(copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/journeys/dental/walk.py")

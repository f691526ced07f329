"""`make` finds a Python that fits, whatever the command is called, and says what is missing where there is none."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.tree import ROOT

TOOLS = ("sh", "make", "test", "echo")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with what make needs and no Python yet."""
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (tmp_path / name).symlink_to(found)
    return tmp_path


def add_python(folder: Path, name: str, *, fits: bool) -> None:
    """A command that is this Python, or one that is too old for Posta."""
    answer = f'exec "{sys.executable}" "$@"' if fits else "exit 1"
    (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
    (folder / name).chmod(0o755)


def setup(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `make setup` would do, with these commands alone."""
    command = [str(folder / "make"), "--dry-run", "setup", f"VENV={folder / 'new'}"]
    around = {"PATH": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["python3.11", "python3.12", "python3.13", "python3", "python"])
def test_a_python_that_fits_is_found_by_any_of_its_names(tools: Path, name: str) -> None:
    """`make demo` asked for a command called python3.11 and stopped on a machine that has 3.13."""
    add_python(tools, name, fits=True)
    assert f"{tools / name} -m venv" in setup(tools).stdout


def test_one_that_does_not_fit_is_passed_over(tools: Path) -> None:
    add_python(tools, "python3", fits=False)
    add_python(tools, "python", fits=True)
    assert f"{tools / 'python'} -m venv" in setup(tools).stdout


def test_where_there_is_none_make_says_what_to_install(tools: Path) -> None:
    """Without --dry-run: the first line of the recipe stops before anything is made."""
    command = [str(tools / "make"), "setup", f"VENV={tools / 'new'}"]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": str(tools)}, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "python3-venv" in done.stderr
    assert not (tools / "new").exists()

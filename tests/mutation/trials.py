"""Trying a planted error: the tests that guard its module are run in a process of its own, in which it was imported so.

The parent loads pytest, Django and the other libraries once and nothing of Posta; each trial is a fork of it, which imports
the changed source in place of the file. Nothing is written beside the sources.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.mutation.mutants import Mutant, list_mutants

ROOT = Path(__file__).resolve().parents[2]
GUARDED = Path(__file__).with_name("guarded.toml")
PATIENCE = 120  # seconds for the tests of one module; an error that makes them go on for ever has been found
LIBRARIES = ("django.test", "django.db.models", "hypothesis.strategies", "msgspec", "pytest_django.plugin", "nacl.bindings",
             "sqlcipher3.dbapi2", "_pytest.main", "_pytest.assertion.rewrite", "django.template", "django.utils.translation",
             "_hypothesis_pytestplugin", "django.contrib.staticfiles", "django.core.management", "django.urls")  # fmt: skip


class Guard(NamedTuple):
    """A module, the tests that guard it, and which of its errors are none, with the reason."""

    module: str
    tests: tuple[str, ...]
    equal: dict[str, str]

    @property
    def path(self) -> Path:
        return ROOT / f"{self.module.replace('.', '/')}.py"


class Trial(NamedTuple):
    """An error and whether the tests found it."""

    guard: Guard
    mutant: Mutant
    found: bool


def read_guards() -> list[Guard]:
    """Return what is guarded."""
    declared = tomllib.loads(GUARDED.read_text())["module"]
    return [Guard(name, tuple(one["tests"]), one.get("equal", {})) for name, one in declared.items()]


def list_planted(guards: list[Guard]) -> list[tuple[Guard, Mutant]]:
    """Return every error to be tried."""
    planted = [(guard, one) for guard in guards for one in list_mutants(guard.path.read_text())]
    return [(guard, one) for guard, one in planted if one.name not in guard.equal]


def try_all(planted: list[tuple[Guard, Mutant]], workers: int) -> Iterator[Trial]:
    """Try errors, some at a time; the outcome of each as it comes."""
    load_libraries()
    waiting, running = list(reversed(planted)), dict[int, tuple[Guard, Mutant]]()
    while waiting or running:
        while waiting and len(running) < workers:
            guard, mutant = waiting.pop()
            running[_fork(lambda guard=guard, mutant=mutant: _run_tests(guard, mutant.source))] = (guard, mutant)
        pid, status = os.wait()
        guard, mutant = running.pop(pid)
        yield Trial(guard, mutant, found=status != 0)


def passes_unchanged(guard: Guard) -> bool:
    """Whether the tests of a module pass as it is, tried in the same way; else they would find every error."""
    load_libraries()
    source = ast.unparse(ast.parse(guard.path.read_text()))
    return os.waitpid(_fork(lambda: _run_tests(guard, source)), 0)[1] == 0


def load_libraries() -> None:
    """Load what every trial needs and nothing of Posta."""
    for name in LIBRARIES:
        importlib.import_module(name)
    assert not any(name == "posta" or name.startswith("posta.") for name in sys.modules)


def _fork(work: Callable[[], int]) -> int:
    """Start a process that does the work and exits with what it returns; what it says goes nowhere."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    signal.alarm(PATIENCE)
    try:
        os._exit(work())  # what it leaves in the folder for such things, the parent removes
    finally:
        os._exit(3)


def _run_tests(guard: Guard, source: str) -> int:
    import pytest

    sys.meta_path.insert(0, _InPlace(guard, source))
    os.environ["DJANGO_SETTINGS_MODULE"] = "posta.config.settings.test"
    quiet = ["-x", "-q", "--noconftest", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return int(pytest.main([*quiet, *(str(ROOT / one) for one in guard.tests)]))


class _InPlace(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Imports one module from a changed source."""

    def __init__(self, guard: Guard, source: str) -> None:
        super().__init__(guard.module, str(guard.path))
        self._source = source

    def find_spec(self, name, path, target=None):  # type: ignore[no-untyped-def]
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, fullname):  # type: ignore[no-untyped-def]
        return compile(self._source, self.path, "exec")

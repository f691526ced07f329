"""A sample of the errors that can be planted, with a fixed seed; `make mutants` tries them all."""

import subprocess
import sys

import pytest

from tests.mutation.mutants import list_mutants
from tests.mutation.trials import ROOT, read_guards

SAMPLE, SEED = 24, 20181125


@pytest.mark.slow
def test_planted_errors_are_found() -> None:
    command = [sys.executable, "-m", "tests.mutation", "--sample", str(SAMPLE), "--seed", str(SEED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"{SAMPLE} errors planted, 0 not found\n"


def test_every_kind_of_error_is_planted() -> None:
    source = (
        "def f(a, b):\n    if a < 1 and not b:\n        raise E\n    g()\n    return a + 2 if b else True\nMOST = 3\n"
    )
    assert [mutant.name for mutant in list_mutants(source)] == [
        "f: a < 1 and (not b) -> a < 1 or not b", "f: a < 1 -> a <= 1", "f: 1 -> 2", "f: 1 -> 0", "f: not b -> b",
        "f: raise E -> pass", "f: g() -> pass", "f: b -> not b", "f: a + 2 -> a - 2", "f: 2 -> 3", "f: 2 -> 1",
        "f: True -> False", "MOST: 3 -> 4", "MOST: 3 -> 2",
    ]  # fmt: skip
    assert len({mutant.source for mutant in list_mutants(source)}) == 14


def test_a_change_that_is_called_equal_is_one_that_can_be_made_and_has_a_reason() -> None:
    for guard in read_guards():
        assert guard.equal.keys() <= {mutant.name for mutant in list_mutants(guard.path.read_text())}
        assert all(guard.equal.values())

"""What a worker says of a fault: its kind and its place, never what it was working on."""

import subprocess
import sys

import pytest

from posta.errors import CannotNow
from posta.node.faults import describe_fault
from posta.seal.words import normalise_words

SECRET = "María Cuc, 19"

FAULTS = f"""
import gc, logging, sys, threading
from posta.node.faults import quote_nothing, say_fault
quote_nothing()

class Dying:
    def __del__(self):
        raise ValueError("{SECRET}")

def fail():
    note = "{SECRET}"
    raise ValueError(note)

thread = threading.Thread(target=fail)
thread.start()
thread.join()
dying = Dying()
del dying
gc.collect()
try:
    fail()
except ValueError as error:
    say_fault(error)
    logging.getLogger("waitress").exception("Exception while serving /people/%s", "{SECRET}")
logging.getLogger("library").warning("could not read {SECRET}")
fail()
"""


def test_whatever_fails_in_a_worker_nothing_of_it_is_quoted() -> None:
    done = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True)
    assert done.returncode == 1
    assert SECRET not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("posta worker: ") for line in lines), done.stderr
    assert sum("ValueError at" in line for line in lines) == 5


def test_a_fault_names_our_own_places_innermost_first() -> None:
    with pytest.raises(AttributeError) as raised:
        normalise_words(None)  # type: ignore[arg-type]
    assert describe_fault(raised.value).startswith("AttributeError at posta.seal.words:")


def test_an_error_of_ours_says_its_rule() -> None:
    with pytest.raises(CannotNow) as raised:
        raise CannotNow("The disk is full.")
    assert describe_fault(raised.value).endswith(": The disk is full.")
    assert describe_fault(ValueError("x")) == "ValueError at an unknown place"

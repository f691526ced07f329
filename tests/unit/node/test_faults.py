"""What a worker says of a fault: its kind and its place, never what it was working on."""

import subprocess
import sys

import pytest

from posta.errors import TemporarilyUnavailable
from posta.node.process.safe_tracebacks import describe_fault
from posta.seal.passphrase import normalise_passphrase

SECRET = "María Cuc, 19"

FAULTS = f"""
import gc, logging, sys, threading
from posta.node.process.safe_tracebacks import install_excepthook, print_fault
install_excepthook()

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
    print_fault(error)
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
        normalise_passphrase(None)  # type: ignore[arg-type]
    assert describe_fault(raised.value).startswith("AttributeError at posta.seal.passphrase:")


def test_an_error_of_ours_says_its_rule() -> None:
    with pytest.raises(TemporarilyUnavailable) as raised:
        raise TemporarilyUnavailable("The disk is full.")
    assert describe_fault(raised.value).endswith(": The disk is full.")
    assert describe_fault(ValueError("x")) == "ValueError at an unknown place"

"""Ctrl+C at any moment: the command ends in silence, and nothing that it started goes on."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.journeys.nodes import ROOT, surroundings
from tests.journeys.test_demo import PATIENCE, asked, processes_of, wait_for


@pytest.fixture
def around(tmp_path: Path) -> dict[str, str]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    around = {**surroundings(tmp_path), "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT)}
    around.pop("POSTA_HOME")
    return around


@contextmanager
def started(*command: str, around: dict[str, str], folder: Path) -> "Iterator[subprocess.Popen[str]]":
    """A command with a process group of its own, as a terminal gives it; whatever is left of it ends with the block."""
    child = subprocess.Popen(
        [sys.executable, "-m", "posta", *command], cwd=folder, env=around, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=_obey_interrupts,
    )  # fmt: skip
    try:
        yield child
    finally:
        for left in processes_of(child.pid, folder):
            with suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
        child.communicate()


def _obey_interrupts() -> None:
    """Let Ctrl+C reach the command, also where a shell began these tests in the background: it lets them ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupt(child: "subprocess.Popen[str]") -> tuple[str, str]:
    """Ctrl+C goes to every process of the group."""
    os.killpg(child.pid, signal.SIGINT)
    return child.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("far", ["beginning", "making"])
def test_a_demo_that_is_broken_off_leaves_no_traceback_and_no_process(
    far: str, around: dict[str, str], tmp_path: Path
) -> None:
    """Each of the four processes that make the demo printed a traceback, and the terminal was full of them."""
    homes = tmp_path / "demo"
    sign = homes if far == "beginning" else homes / "root.txt"
    with started("demo", "--home", str(homes), "--no-browser", around=around, folder=tmp_path) as child:
        wait_for(asked(sign.exists))
        said, complained = interrupt(child)
        assert (child.returncode, complained) == (130, "")
        assert "Traceback" not in said
        wait_for(asked(lambda: not processes_of(child.pid, homes)))


@pytest.mark.slow
def test_the_processes_that_made_a_demo_end_before_it_is_served(around: dict[str, str], tmp_path: Path) -> None:
    """They held every post's keys, names and open database for as long as the demo ran."""
    homes = tmp_path / "demo"
    spanish = {**around, "LANG": "es_MX.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}
    with started("demo", "--home", str(homes), "--no-browser", around=spanish, folder=tmp_path) as child:
        lines: list[str] = []
        assert child.stdout is not None
        while "Ctrl+C" not in (lines[-1] if lines else ""):
            line = child.stdout.readline()
            assert line, (lines, child.stderr and child.stderr.read())
            lines.append(line.rstrip())
        names = {Path(f"/proc/{one}/cmdline").read_bytes() for one in processes_of(child.pid, homes)}
        assert not [name for name in names if b"spawn_main" in name], names
        assert any(b"serve" in name for name in names), "the posts themselves are there"
        start = next(line.strip() for line in lines if line.strip().startswith("http"))
        with urllib.request.urlopen(start, timeout=10) as page:  # noqa: S310 (the demo's own page on loopback)
            roles = page.read().decode()
        assert "Psicología" in roles
        said, complained = interrupt(child)
        assert (child.returncode, complained) == (0, "")
        told = "\n".join([*lines, said])
        assert "psychologist" not in told + roles
        assert "La demostración está lista" in told
        assert "La página pública" in told
        assert not [line for line in lines if line.startswith(("The ", "Making "))]
        wait_for(asked(lambda: not processes_of(child.pid, homes)))


def test_a_supervisor_ends_in_silence(around: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "slots").write_bytes(b"")
    with started("serve", "--home", str(home), "--port", "0", around=around, folder=tmp_path) as child:
        wait_for(asked(lambda: (home / "supervisor.pid").exists() or child.poll() is not None))
        _, complained = interrupt(child)
        assert "Traceback" not in complained

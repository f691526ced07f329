"""What was acknowledged is there: after kill -9 in the middle of writing, and when the disk is full.

The oracle is outside: the writer says "kept N" on a pipe only after the call returned, and the test believes the pipe.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command
from django.db import connections, transaction

from posta.config.settings.test import database_key
from posta.ids import StaffId
from posta.node import drafts
from posta.node.storage import database
from posta.node.storage.side_file import SideFile, read_side_file
from posta.node.storage.sqlcipher.base import open_encrypted

ROOT = Path(__file__).resolve().parents[3]
STAFF = StaffId(b"A" * 16)
KILLS = 20

NURSERY = """
import os, sys
from pathlib import Path
folder = Path(sys.argv[1])
from posta.config.settings import test
test.DATABASES["default"]["NAME"] = folder / "node.db"
test.INSTALLED_APPS = ["posta.node"]
import django
django.setup()
from django.core.management import call_command
from django.db import connections
from posta.node.drafts import keep_draft
from posta.feed.entry import Head
from posta.node.storage.side_file import SideFile

def say(line):
    os.write(1, line.encode() + b"\\n")  # whole lines, since two processes share the pipe

def write(start):
    with SideFile(folder) as side:
        for number in range(start, start + 100000):
            keep_draft(b"A" * 16, f"opd/{number % 50}", {"note": f"{number} " + "x" * (number % 3000)})
            side.write(Head(b"F" * 16, 0, number, bytes(32)))
            say(f"{number}")

call_command("migrate", verbosity=0)
connections.close_all()
for line in sys.stdin:
    writer = os.fork()
    if writer == 0:
        write(int(line))
    say(f"pid {writer}")
    os.waitpid(writer, 0)
    say("dead")
"""


def test_kill_loop_when_the_writer_dies_loses_nothing_acknowledged(tmp_path):
    chance = random.Random(20181125)
    acknowledged = 0
    with _nursery(tmp_path) as nursery:
        for _ in range(KILLS):
            acknowledged = _write_until_killed(nursery, acknowledged + 1, after=chance.randint(1, 40))
            notes = _notes(tmp_path)
            assert max(notes) in (acknowledged, acknowledged + 1)
            expected = set(range(max(1, acknowledged - 49), acknowledged + 1))
            assert expected - set(notes) <= {acknowledged - 49}  # whose draft the write cut off may have replaced
            assert read_side_file(tmp_path).head.sequence in (acknowledged, acknowledged + 1)


@contextmanager
def _nursery(folder: Path) -> Iterator[subprocess.Popen]:
    """A process that starts one writer after the other, so that Django is loaded once and not twenty times."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "posta.config.settings.test", "PYTHONPATH": str(ROOT)}
    environment["TMPDIR"] = str(folder)
    command = [sys.executable, "-c", NURSERY, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as nursery:
        yield nursery


def _write_until_killed(nursery: subprocess.Popen, start: int, *, after: int) -> int:
    """Have a writer started, kill it after so many acknowledgements, and return the last number it acknowledged."""
    nursery.stdin.write(f"{start}\n")
    nursery.stdin.flush()
    writer, last, said = 0, 0, 0
    while (line := nursery.stdout.readline().split()) != ["dead"]:
        assert line, "the nursery ended"
        if line[0] == "pid":
            writer = int(line[1])
        else:
            last, said = int(line[0]), said + 1
        if writer and said >= after:
            os.kill(writer, signal.SIGKILL)
            said = -1_000_000
    return last


def _notes(folder: Path) -> list[int]:
    opened = open_encrypted(database_key("default"), database=folder / "node.db")
    try:
        assert database.list_damage(opened.cursor()) == ()
        rows = opened.execute("SELECT content FROM node_draft").fetchall()
    finally:
        opened.close()
    return [int(msgspec.msgpack.decode(row[0])["note"].split()[0]) for row in rows]


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, so small that it fills; needs the right to mount."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "posta-test", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs root: the full-disk test did not run")
    try:
        yield folder
    finally:
        connections["default"].close()
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.django_db(transaction=True)
def test_full_disk_when_saving_refuses_clearly_keeps_what_was_and_recovers(tmp_path):
    with small_disk(tmp_path / "disk", "2m") as disk, _database_on(disk):
        with connections["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE act (number integer PRIMARY KEY, body text)")
        (disk / "ballast").write_bytes(bytes(200_000))
        kept = _fill()
        assert kept > 0
        assert _count() == kept
        assert database.quick_check() == ()
        assert not connections["default"].in_atomic_block
        _fill_file(disk / "rest")
        with pytest.raises(database.FullDisk):
            SideFile(disk)
        (disk / "rest").unlink()
        (disk / "ballast").unlink()
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("INSERT INTO act (body) VALUES (%s)", ["after"])
        assert _count() == kept + 1
        assert database.quick_check() == ()


@pytest.mark.django_db(transaction=True)
def test_full_disk_when_a_draft_is_kept_says_so_and_the_earlier_stays(tmp_path):
    with small_disk(tmp_path / "disk", "1m") as disk, _database_on(disk):
        call_command("migrate", "node", verbosity=0)
        drafts.keep_draft(STAFF, "opd/1", {"note": "first"})
        _fill_file(disk / "rest")
        with pytest.raises(database.FullDisk, match="full"):
            _keep_many()
        assert drafts.get_draft(STAFF, "opd/1") is not None
        (disk / "rest").unlink()
        drafts.keep_draft(STAFF, "opd/1", {"note": "second"})
        assert drafts.get_draft(STAFF, "opd/1").content == {"note": "second"}


def _keep_many() -> None:
    for number in range(100):
        drafts.keep_draft(STAFF, f"more/{number}", {"note": "x" * 5000})


@contextmanager
def _database_on(disk: Path) -> Iterator[None]:
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = disk / "node.db"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _fill() -> int:
    """Save acts until the disk is full; how many were acknowledged."""
    for number in range(10_000):
        try:
            with transaction.atomic(), connections["default"].cursor() as cursor:
                cursor.execute("INSERT INTO act (body) VALUES (%s)", [os.urandom(2000).hex()])
        except database.FullDisk:
            return number
    raise AssertionError("the disk never filled")


def _count() -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM act")
        return cursor.fetchone()[0]


def _fill_file(path: Path) -> None:
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass

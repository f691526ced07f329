"""The backup that is made by itself: once a day, seven kept, one on each stick; what goes wrong is a code that is shown."""

import fcntl
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from posta.clock import FixedClock, to_millis
from posta.node.identity.device import NewDevice, database_key
from posta.node.storage.sqlcipher.base import open_encrypted
from posta.node.upkeep import daily_backup
from posta.node.upkeep.daily_backup import KEPT, keep_daily_backup, list_backups
from posta.node.upkeep.node_backup import BackupUnderWay, make_backup, restore_backup
from posta.node.upkeep.node_health import Health, note_health, read_health
from posta.node.upkeep.removable_drives import MountTables, list_removable_drives
from tests.unit.node.conftest import WORDS, opened_of

TODAY = date(2019, 5, 24)
ROOM = 50 << 30


@pytest.fixture
def node(home: Path, made: NewDevice, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node with something in its database, on a disk with room."""
    opened = open_encrypted(database_key(made.unlocked.master), database=home / "node.db", isolation_level=None)
    opened.execute("CREATE TABLE act (word text)")
    opened.close()
    monkeypatch.setattr(daily_backup, "free_space", lambda path: ROOM)
    return home


def keep(home: Path, made: NewDevice, clock: FixedClock, today: date = TODAY, sticks: tuple[Path, ...] = ()) -> Health:
    """One round of the upkeep on a day."""
    keep_daily_backup(home, opened_of(made), list, clock=clock, today=today, sticks=lambda: sticks)
    return read_health(home)


def names(home: Path) -> list[str]:
    return [path.name for path in list_backups(home / "backups")]


def test_it_is_made_once_a_day_and_opens_with_the_words_on_paper(
    node: Path, made: NewDevice, clock: FixedClock, tmp_path: Path
) -> None:
    assert keep(node, made, clock).backup_at == to_millis(clock.now())
    keep(node, made, clock)
    assert names(node) == ["000001-2019-05-24.age"]
    assert (
        restore_backup(node / "backups" / names(node)[0], made.recovery_words, tmp_path / "new", WORDS) == made.unlocked
    )


def test_seven_are_kept_and_a_clock_that_was_ahead_loses_none(node: Path, made: NewDevice, clock: FixedClock) -> None:
    keep(node, made, clock, date(2045, 1, 1))
    for day in range(KEPT):
        keep(node, made, clock, TODAY + timedelta(day))
    assert names(node) == [f"{day + 2:06}-{TODAY + timedelta(day)}.age" for day in range(KEPT)]


def test_a_stick_gets_the_newest_and_only_when_it_has_another(
    node: Path, made: NewDevice, clock: FixedClock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert keep(node, made, clock, sticks=(stick,)).stick_at == clock.millis()
    (copy,) = stick.iterdir()
    assert copy.name == f"{made.unlocked.device.feed.hex()[:8]}.age"
    assert copy.read_bytes() == list_backups(node / "backups")[-1].read_bytes()
    clock.advance(hours=1)
    assert keep(node, made, clock, sticks=(stick,)).stick_at == clock.millis() - 3_600_000, "nothing to copy"
    keep(node, made, clock, TODAY + timedelta(1), sticks=(stick,))
    assert copy.read_bytes() == list_backups(node / "backups")[-1].read_bytes()


def test_a_stick_that_takes_nothing_is_named_until_it_is_gone(
    node: Path, made: NewDevice, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(node, made, clock, sticks=(tmp_path / "gone",)).stick_trouble == "stick_fails"
    assert keep(node, made, clock).stick_trouble == ""


def test_a_disk_without_room_says_so_and_is_left_alone(
    node: Path, made: NewDevice, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_backup, "free_space", lambda path: 1 << 20)
    assert keep(node, made, clock).backup_trouble == "no_room"
    assert names(node) == []
    monkeypatch.setattr(daily_backup, "free_space", lambda path: ROOM)
    assert keep(node, made, clock).backup_trouble == ""


def test_a_damaged_database_is_named_and_the_good_backups_stay(node: Path, made: NewDevice, clock: FixedClock) -> None:
    keep(node, made, clock)
    raw = bytearray((node / "node.db").read_bytes())
    raw[len(raw) - 100] ^= 1
    (node / "node.db").write_bytes(raw)
    assert keep(node, made, clock, TODAY + timedelta(1)).backup_trouble == "damaged"
    assert names(node) == ["000001-2019-05-24.age"]


def test_what_a_killed_backup_left_is_cleared_and_two_at_once_are_not_made(
    node: Path, made: NewDevice, clock: FixedClock
) -> None:
    """Locking kills the worker in the middle of a copy: the disk filled with copies that nobody could open."""
    left = node / "backups" / ".work-abc"
    left.mkdir(parents=True)
    (left / "copy.db").write_bytes(b"half")
    (node / "backups" / ".000009-2019-05-24.age.part").write_bytes(b"half")
    held = os.open(node / "backups", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(BackupUnderWay):
        make_backup(node, opened_of(made), node / "x.age", [])
    assert keep(node, made, clock).backup_trouble == ""
    os.close(held)
    keep(node, made, clock)
    assert [path.name for path in (node / "backups").iterdir()] == ["000001-2019-05-24.age"]


def test_health_that_cannot_be_read_is_that_of_a_new_node(home: Path, made: NewDevice) -> None:
    assert note_health(home, lost=3).lost == 3
    (home / "health.json").write_bytes(b'{"lost": "many"')
    assert read_health(home) == Health()


def places(tmp_path: Path, options: str = "rw,nosuid", removable: str = "1", bus: str = "pci0") -> MountTables:
    """A computer with one disk mounted under /media."""
    stick = tmp_path / "media" / "ana" / "MI MEMORIA"
    stick.mkdir(parents=True)
    disk = tmp_path / "devices" / bus / "sdb"
    (disk / "sdb1").mkdir(parents=True)
    (disk / "removable").write_text(removable)
    (tmp_path / "block").mkdir()
    (tmp_path / "block" / "sdb1").symlink_to(disk / "sdb1")
    line = f"/dev/sdb1 {str(stick).replace(' ', chr(92) + '040')} vfat {options} 0 0"
    (tmp_path / "mounts").write_text(f"/dev/sda1 / ext4 rw 0 0\n{line}\nbroken\n")
    return MountTables(tmp_path / "mounts", tmp_path / "block", (tmp_path / "media",))


def test_a_stick_is_a_removable_disk_mounted_for_people_that_takes_writing(tmp_path: Path) -> None:
    seen = [
        list_removable_drives(places(tmp_path / "1")),
        list_removable_drives(places(tmp_path / "2", removable="0", bus="usb2")),
        list_removable_drives(places(tmp_path / "3", removable="0")),
        list_removable_drives(places(tmp_path / "4", options="ro")),
        list_removable_drives(MountTables(tmp_path / "none", tmp_path / "none")),
    ]
    assert [len(found) for found in seen] == [1, 1, 0, 0, 0]
    assert seen[0][0].name == "MI MEMORIA"

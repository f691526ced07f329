"""`posta doctor`: each thing that can be wrong with a computer is one sentence that says what to do, and names a page."""

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from posta.cli.commands import doctor
from posta.cli.computer_checks import CHECKS, list_findings
from posta.cli.computer_probes import Probes, observe_computer
from posta.cli.run import main
from posta.clock import DAY_MILLIS, HOUR_MILLIS, FixedClock, to_millis
from posta.node.identity.device import create_device, database_key, mark_restored, save_card_expiry
from posta.node.storage.sqlcipher.base import open_encrypted
from posta.node.upkeep.node_health import note_health
from tests.cheap_passphrases import TINY
from tests.repository.tree import ROOT

WORDS = "laguna tejer cobre verano mula"
NOW = datetime(2019, 5, 24, 15, tzinfo=UTC)
MOMENT = to_millis(NOW)
HEALTHY: dict[str, Any] = {
    "noted_at": MOMENT - HOUR_MILLIS,
    "newest": MOMENT - HOUR_MILLIS,
    "exchanged_at": MOMENT - HOUR_MILLIS,
    "backup_at": MOMENT - HOUR_MILLIS,
    "checked_at": MOMENT - DAY_MILLIS,
    "zone": "America/Mexico_City",
    "schema": {"node": "0001_drafts_and_settings"},
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A post in good order, on a computer in good order."""
    home = tmp_path / "home"
    made = create_device(home, WORDS, "es", parameters=TINY)
    opened = open_encrypted(database_key(made.unlocked.master), database=home / "node.db", isolation_level=None)
    opened.executescript("CREATE TABLE act (word text); PRAGMA journal_mode=DELETE;")
    opened.close()
    (home / "node.db").chmod(0o600)
    note_health(home, **HEALTHY)
    plant(monkeypatch, tmp_path)
    return home


def plant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **changes: Any) -> None:
    """Let the doctor look at a computer that is in good order but for what is planted."""
    (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n")
    usual = Probes(
        free=lambda home: 50 << 30,
        swaps=tmp_path / "swaps",
        blocks=tmp_path,
        is_port_taken=lambda port: False,
        offset=lambda now: -5 * 3600,
    )
    monkeypatch.setattr(
        doctor, "observe_computer", lambda home, clock, probes: observe_computer(home, clock, replace(usual, **changes))
    )
    monkeypatch.setattr(doctor, "SystemClock", lambda: FixedClock(NOW))


def told(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one trouble it names."""
    assert main(["doctor", "--home", str(home)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("- ")
    return line


def codes(home: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The codes it gives to another program, whose pages are there."""
    status = main(["doctor", "--home", str(home), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is (not said["troubles"])
    assert status == (0 if said["ok"] else 1)
    for trouble in said["troubles"]:
        assert (ROOT / trouble["page"]).is_file(), trouble
    return [trouble["code"] for trouble in said["troubles"]]


def test_a_node_in_good_order(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--home", str(home)]) == 0
    assert capsys.readouterr().out == "Nothing is wrong here.\n"


FILES: dict[str, Callable[[Path], object]] = {
    "slots_missing": lambda home: (home / "slots").unlink(),
    "keys_missing": lambda home: (home / "device.keys").unlink(),
    "database_missing": lambda home: (home / "node.db").unlink(),
    "device_file": lambda home: (home / "device.toml").write_bytes(b"\xff\xfe"),
    "folder_open": lambda home: home.chmod(0o755),
    "new_incarnation": mark_restored,
    "card_over": lambda home: save_card_expiry(home, datetime(2019, 5, 23, tzinfo=UTC).date()),
    "card_ends": lambda home: save_card_expiry(home, datetime(2019, 6, 1, tzinfo=UTC).date()),
    "backup_failed": lambda home: note_health(home, backup_trouble="no_room"),
    "backup_old": lambda home: note_health(home, backup_at=MOMENT - 4 * DAY_MILLIS),
    "key_not_given": lambda home: note_health(home, keys_missing=1),
    "exchange_stale": lambda home: note_health(home, exchanged_at=MOMENT - 4 * DAY_MILLIS),
    "entries_missing": lambda home: note_health(home, lost=3, lost_since=MOMENT),
    "database_damaged": lambda home: note_health(home, damage=("HMAC verification failed for page 3",)),
    "newer_home": lambda home: note_health(home, schema={"chart": "9999_later"}),
    "clock_behind": lambda home: note_health(home, newest=MOMENT + DAY_MILLIS),
    "clock_ahead": lambda home: note_health(home, noted_at=MOMENT - 500 * DAY_MILLIS),
}
COMPUTER: dict[str, dict[str, Any]] = {
    "disk_nearly_full": {"free": lambda home: 500 << 20},
    "disk_full": {"free": lambda home: 4096},
    "port_taken": {"is_port_taken": lambda port: port == 8470},
    "zone_wrong": {"offset": lambda now: -8 * 3600},
    "engine_unsafe": {"engine": lambda: "3.40.1"},
}


@pytest.mark.parametrize("code", FILES)
def test_what_is_wrong_with_a_home_is_found(code: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    FILES[code](home)
    assert codes(home, capsys) == [code]


@pytest.mark.parametrize("code", COMPUTER)
def test_what_is_wrong_with_a_computer_is_found(
    code: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(monkeypatch, tmp_path, **COMPUTER[code])
    assert codes(home, capsys) == [code]


def test_swap_is_found_unless_it_is_compressed_memory_or_closed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, uuid in (("zram0", ""), ("dm-1", "CRYPT-PLAIN-swap"), ("dm-2", "LVM-abc")):
        (tmp_path / name / "dm").mkdir(parents=True)
        (tmp_path / name / "dm" / "uuid").write_text(uuid)
    head = "Filename Type Size Used Priority\n"
    (tmp_path / "swaps").write_text(f"{head}/dev/zram0 partition 1 0 1\n/dev/dm-1 partition 1 0 1\n")
    assert codes(home, capsys) == []
    for device in ("/swapfile", "/dev/dm-2", "/dev/sda3"):
        (tmp_path / "swaps").write_text(f"{head}{device} file 1 0 -2\n")
        assert codes(home, capsys) == ["swap_on"], device


def test_each_check_is_tried_by_a_test_here() -> None:
    assert len(CHECKS) == 17
    assert len({*FILES, *COMPUTER, "swap_on"}) == 23


def test_a_page_that_decayed_is_found_when_the_whole_database_is_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bit turned in a page that nobody opens; it is named until a reading finds the database whole again."""
    monkeypatch.setattr(doctor, "ask_passphrase", lambda: WORDS)
    assert main(["doctor", "--database", "--home", str(home)]) == 0
    raw = bytearray((home / "node.db").read_bytes())
    raw[-100] ^= 1
    (home / "node.db").write_bytes(raw)
    capsys.readouterr()
    assert codes(home, capsys) == []
    assert main(["doctor", "--database", "--home", str(home)]) == 1
    assert "broken-disk.md" in capsys.readouterr().out
    assert codes(home, capsys) == ["database_damaged"], "without words too, from then on"
    raw[-100] ^= 1
    (home / "node.db").write_bytes(raw)
    assert main(["doctor", "--database", "--home", str(home)]) == 0


def test_words_that_open_nothing_read_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "ask_passphrase", lambda: "otras palabras que no abren nada")
    assert main(["doctor", "--database", "--home", str(home)]) == 1
    assert "did not open" in capsys.readouterr().err


def test_a_disk_that_fills_up(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(monkeypatch, tmp_path, free=lambda home: 2 << 20)
    assert "Less than 1 GB is free" in told(home, capsys)


def test_a_folder_that_others_can_look_into(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.chmod(0o755)
    assert "chmod 700" in told(home, capsys)
    home.chmod(0o700)
    (home / "slots").chmod(0o644)
    assert "chmod 600" in told(home, capsys)


def test_a_computer_that_nobody_can_open(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "slots").unlink()
    assert "posta join" in told(home, capsys)


def test_a_restored_node(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark_restored(home)
    assert "new incarnation" in told(home, capsys)


@pytest.mark.parametrize("text", ["language = ", "port = 'many'", json.dumps({"language": "es"})])
def test_facts_that_cannot_be_read(home: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "device.toml").write_text(text)
    told(home, capsys)


def test_an_engine_that_loses_records(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(monkeypatch, tmp_path, engine=lambda: "3.40.1")
    line = told(home, capsys)
    assert "3.40.1" in line
    assert "3.51.3" in line


def test_a_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--home", str(tmp_path / "nowhere")]) == 1
    assert "There is no device here" in capsys.readouterr().out


def test_a_port_that_another_program_uses_is_seen(home: Path) -> None:
    """The probe itself, on a port that is free for the moment."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert Probes().is_port_taken(port)
    assert not Probes().is_port_taken(port)


def test_the_usual_probes_look_at_this_computer(home: Path) -> None:
    found = {one.code for one in list_findings(observe_computer(home, FixedClock(NOW)))}
    assert found <= {"swap_on", "zone_wrong", "port_taken", "disk_nearly_full", "disk_full", "engine_unsafe"}

"""`posta doctor`: each thing that can be wrong with a home is one sentence that says what to do."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from posta.console import doctor
from posta.console.run import main
from posta.node.device import create_device, mark_restored
from tests.cheap_words import TINY


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node in good order, on a disk with room."""
    home = tmp_path / "home"
    create_device(home, "laguna tejer cobre verano mula", "es", parameters=TINY)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=50 << 30))
    return home


def told(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one trouble it names."""
    assert main(["doctor", "--home", str(home)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("- ")
    return line


def test_a_node_in_good_order(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--home", str(home)]) == 0
    assert capsys.readouterr().out == "Nothing is wrong here.\n"


def test_a_disk_that_fills_up(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=1 << 20))
    assert "Less than 1 GB is free" in told(home, capsys)


def test_a_folder_that_others_can_look_into(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.chmod(0o755)
    assert "chmod 700" in told(home, capsys)


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
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "sqlite_version", lambda: "3.40.1")
    line = told(home, capsys)
    assert "3.40.1" in line
    assert "3.51.3" in line


def test_a_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(tmp_path / "nowhere", capsys)

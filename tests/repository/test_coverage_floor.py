"""The floor of what the tests run only rises by itself, and a figure below it is a failure."""

import json
import tomllib
from pathlib import Path

import pytest

from scripts import coverage_floor as floor
from tests.repository.tree import ROOT

CODE = {"summary": {"covered_branches": 9, "num_branches": 10, "covered_lines": 1, "num_statements": 1}}
PAGE = {"summary": {"covered_branches": 0, "num_branches": 0, "covered_lines": 3, "num_statements": 4}}
MEASURED = {"files": {"posta/care/a.py": CODE, "posta/clock.py": CODE, "posta/care/templates/a.html": PAGE}}


def judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *options: str, **figures: float
) -> tuple[int, dict[str, float]]:
    """The exit code for these floors, and the floors afterwards."""
    file, report = tmp_path / "floor.toml", tmp_path / "report.json"
    file.write_text("# why\n[floor]\n" + "".join(f"{name} = {figure}\n" for name, figure in figures.items()))
    report.write_text(json.dumps(MEASURED))
    monkeypatch.setattr(floor, "FLOOR", file)
    return floor.main([str(report), *options]), tomllib.loads(file.read_text())["floor"]


def test_a_figure_below_its_floor_fails_and_the_floor_stays(tmp_path, monkeypatch, capsys) -> None:
    for option in ((), ("--raise",)):
        high = {"branches": 89.0, "care": 90.5, "posta": 89.0, "templates": 74.0}
        assert judged(tmp_path, monkeypatch, *option, **high) == (1, high)
        assert "below the floor" in capsys.readouterr().out
    assert judged(tmp_path, monkeypatch, gone=1.0)[0] == 1, "a room that is measured no more"


def test_a_figure_clearly_above_its_floor_is_said_and_raised_when_asked(tmp_path, monkeypatch, capsys) -> None:
    low = {"branches": 80.0, "care": 88.5, "posta": 89.0}
    assert judged(tmp_path, monkeypatch, **low) == (0, low)
    assert "raise the floor to 89.0" in capsys.readouterr().out
    assert judged(tmp_path, monkeypatch, "--raise", **low) == (0, low | {"branches": 89.0, "templates": 74.0})


def test_every_room_has_a_floor() -> None:
    rooms = {path.parent.name for path in (ROOT / "posta").glob("*/__init__.py")}
    told = set(tomllib.loads(floor.FLOOR.read_text())["floor"])
    assert told == rooms | {"branches", "templates", "posta"}

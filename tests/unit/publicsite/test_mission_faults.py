"""A mission that does not hold together is refused with the line of each fault, and nothing is written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posta.cli.run import main
from posta.publicsite.network.public_mission_file import SAMPLE

Change = Callable[[dict[str, Any]], None]


def _service(mission: dict[str, Any]) -> None:
    mission["places"][0]["services"][0]["service"] = "primary_caer"


def _precision(mission: dict[str, Any]) -> None:
    mission["places"][0]["public_precision"] = "munipality"


def _kind(mission: dict[str, Any]) -> None:
    mission["places"][0]["kind"] = "shleter"


def _partner(mission: dict[str, Any]) -> None:
    mission["places"][0]["partners"] = ["la73"]


def _nowhere(mission: dict[str, Any]) -> None:
    mission["places"][0]["cvegeo"] = None


def _date(mission: dict[str, Any]) -> None:
    mission["places"][0]["services"][0]["from"] = "2018-13"


def _backwards(mission: dict[str, Any]) -> None:
    mission["places"][0]["services"][0].update({"from": "2018-09", "to": "2018-03"})


def _language(mission: dict[str, Any]) -> None:
    mission["places"][0]["public_name"] = {"es": "La 72", "en": "La 72"}


def _event_place(mission: dict[str, Any]) -> None:
    mission["events"][0]["places"].append("acapulco_centro")


def _twice(mission: dict[str, Any]) -> None:
    mission["places"].append(mission["places"][0])


def _twice_as_an_address(mission: dict[str, Any]) -> None:
    mission["places"].append({**mission["places"][0], "id": "tenosique-la72"})


def _of_a_state(mission: dict[str, Any]) -> None:
    mission["places"][0]["id"] = "community-12"  # where the 26 communities of Guerrero are shown


def _no_list(mission: dict[str, Any]) -> None:
    del mission["lists"]["service"]


CASES: tuple[tuple[Change, str, str], ...] = (
    (_service, "tenosique_la72", "The service `primary_caer` is unknown."),
    (_precision, "tenosique_la72", "The public precision `munipality` is unknown."),
    (_kind, "tenosique_la72", "The kind `shleter` is unknown."),
    (_partner, "tenosique_la72", "The partner `la73` is unknown."),
    (_nowhere, "tenosique_la72", "It is shown by its municipality and names none."),
    (_date, "tenosique_la72", "A date is a year, a month or a day"),
    (_backwards, "tenosique_la72", "A service cannot end before it begins."),
    (_language, "tenosique_la72", "The text in `fr` is missing."),
    (_event_place, "acapulco_2016", "The place `acapulco_centro` is unknown."),
    (_twice, "tenosique_la72", "Two places have this id."),
    (_twice_as_an_address, "tenosique_la72", "Two places have this id."),
    (_of_a_state, "community-12", "The places of a state are shown under this id."),
    (_no_list, "lists", "The list `service` is missing."),
)


@pytest.mark.parametrize(("change", "where", "what"), CASES, ids=[case[0].__name__.strip("_") for case in CASES])
def test_a_fault_is_named_with_its_line_and_nothing_is_written(
    change: Change, where: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mission = json.loads(SAMPLE.read_text(encoding="utf-8"))
    change(mission)
    path = tmp_path / "mission.json"
    path.write_text(json.dumps(mission, ensure_ascii=False, indent=1), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if f'"{where}"' in text)

    assert main(["publish", "--out", str(tmp_path / "site"), "--mission", str(path)]) == 1

    assert f"mission.json:{line}: `{where}`: {what}" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"places": 1}', "{", '{"lists": []}', "null"])
def test_a_file_that_is_no_mission_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mission.json"
    path.write_text(text)

    assert main(["publish", "--out", str(tmp_path / "site"), "--mission", str(path)]) == 1
    assert capsys.readouterr().err.startswith("mission.json:")


@pytest.mark.parametrize("where", ["event", "public name", "partner"])
def test_a_hidden_place_in_the_missions_own_words_is_refused(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A safe house was not public, and an event, which is printed as it stands, said what it is called."""
    mission = json.loads(SAMPLE.read_text(encoding="utf-8"))
    mission["places"].append(
        {**mission["places"][0], "id": "house", "name": "Piedra que Canta", "public_precision": None}
    )
    if where == "event":
        mission["events"][0]["fr"] = "Ouverture à la Piedra que Canta"
    elif where == "partner":
        mission["partners"][0]["en"] = "Friends of Piedra que canta"
    else:
        names = dict.fromkeys(("es", "en", "fr"), "Cerca de piedra que canta")
        mission["places"][0]["public_name"] = names
    path = tmp_path / "mission.json"
    path.write_text(json.dumps(mission, ensure_ascii=False), encoding="utf-8")

    assert main(["publish", "--out", str(tmp_path / "site"), "--mission", str(path)]) == 1

    said = capsys.readouterr().err
    assert said.startswith(f"mission: The {where} ")
    assert "Piedra" not in said
    assert not (tmp_path / "site").exists()

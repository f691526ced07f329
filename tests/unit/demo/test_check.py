"""The journey of `demo --check`: whatever fails, the account says which step it was, and the command leaves with 1."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from posta.cli.run import main
from posta.demo import check, command
from posta.demo.errors import DemoFailed
from posta.demo.node_process import NodeFailed

PERSON, REFERRAL = b"person", b"referral"
STATES = {"accept": "accepted", "attend": "attended", "answer": "feedback", "close": "closed"}
ASKS_OF_A_JOURNEY = 44


class MissionPlayedRight:
    """Nodes that answer as they must, until so many questions were asked."""

    def __init__(self, answers: int = 1_000) -> None:
        self.left, self.asked = answers, 0
        self.state, self.diagnoses = "sent", list[str]()

    def node(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(name=name, ask=lambda what, *arguments: self._answer(name, what, *arguments))

    def _answer(self, name: str, what: Any, *arguments: Any) -> Any:
        self.asked += 1
        if self.asked > self.left:
            raise NodeFailed("node_refused", node=name, why="the test ends it")
        return getattr(self, what.__name__, lambda *_: "")(*arguments)

    def register_person(self, answers: object) -> bytes:
        return PERSON

    def refer_person(self, person: bytes, code: str) -> bytes:
        return REFERRAL

    def find_ids(self, text: str) -> list[bytes]:
        return [PERSON]

    def list_arrived_referrals(self) -> list[bytes]:
        return [REFERRAL]

    def record_visit(self, person: bytes, forms: dict[str, Any]) -> None:
        self.diagnoses.insert(0, forms["opd"]["dx_main"])

    def list_diagnoses(self, person: bytes) -> list[str]:
        return list(self.diagnoses)

    def move_referral(self, referral: bytes, act: str, reason: str, note: str) -> str:
        self.state = STATES[act]
        return self.state

    def read_referral(self, referral: bytes) -> tuple[str, str]:
        return self.state, check.ANSWER

    def sync_by_folder(self, folder: str, ahead: int) -> tuple[int, int, list[str]]:
        return 1, 1, []


def play(mission: MissionPlayedRight, folder: Path) -> None:
    names = (check.SOUTH, check.MIDDLE, check.TRACKS, check.NORTH)
    check.run_check({name: mission.node(name) for name in names}, "http://relay", folder / "usb")  # type: ignore[dict-item, misc]


def test_each_step_is_printed_once_it_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mission = MissionPlayedRight()
    play(mission, tmp_path)
    said = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok  ") for line in said)
    assert len(set(said)) == len(said) == 11
    assert mission.asked == ASKS_OF_A_JOURNEY


@pytest.mark.parametrize("answers", range(ASKS_OF_A_JOURNEY))
def test_whatever_a_node_cannot_do_the_step_is_named(
    answers: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DemoFailed) as caught:
        play(MissionPlayedRight(answers), tmp_path)
    assert caught.value.code == "demo_step_failed"
    assert "the test ends it" in str(caught.value)
    assert f"ok  {caught.value.params['what']}" not in capsys.readouterr().out


def test_a_process_that_ended_is_a_step_that_failed() -> None:
    with pytest.raises(DemoFailed, match="This step failed: it is asked"), check.step("it is asked"):
        raise EOFError


def test_a_journey_that_does_not_hold_leaves_with_1_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def nothing(*_: object) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(nodes={}, relay="")

    def fail(*_: object) -> None:
        with check.step("Reynosa accepts"):
            raise DemoFailed("demo_step_differs", why="the referral is sent, not accepted")

    monkeypatch.setattr(command, "start_site_build", nothing)
    monkeypatch.setattr(command, "make_homes", nothing)
    monkeypatch.setattr(command, "read_words", lambda folder: {})
    monkeypatch.setattr(command, "run_check", fail)
    monkeypatch.setenv("LC_ALL", "C")
    assert main(["demo", "--check"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("posta demo: This step failed: Reynosa accepts.")
    assert said.count("\n") == 1

"""Every command explains itself, and refuses bad input with one line and a non-zero exit."""

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from posta.cli import run
from posta.cli.command_spec import Command
from posta.cli.run import COMMANDS, main, make_parser

NAMES = {
    "demo", "init", "join", "serve", "lock", "doctor", "sync", "bundle", "relay", "replay", "backup", "restore",
    "simulate", "publish", "catalog", "terms", "certify",
}  # fmt: skip


def test_commands_are_the_ones_the_design_names() -> None:
    assert {command.name for command in COMMANDS} == NAMES


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_when_asked_shows_an_example(command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args([command.name, "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"posta {command.name}" in shown
    assert command.example in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync", "--home", "{home}"],
        ["bundle", "export", "x.posta", "--home", "{home}"],
        ["replay", "--home", "{home}"],
        ["backup", "x.age", "--home", "{home}"],
        ["join", "--invitation", "none", "--home", "{home}"],
        ["terms", "import", "{home}/none.csv", "--home", "{home}"],
        ["doctor", "--home", "{home}"],
        ["serve", "--home", "{home}"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_command_when_there_is_no_node_then_one_line_and_exit_code_1(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posta.cli.unlock_home.ask_passphrase", lambda: "no words at all here")
    code = main([argument.format(home=tmp_path) for argument in arguments])
    shown = capsys.readouterr()
    assert code == 1
    assert len((shown.err or shown.out).strip().splitlines()) == 1
    assert "Traceback" not in shown.err


def test_catalog_check_when_all_is_consistent_then_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "check"]) == 0
    assert "consistent" in capsys.readouterr().out


@pytest.mark.parametrize(("code", "words"), [(11, "posta doctor"), (13, "is full"), (8, "accepts no writing")])
def test_a_command_on_a_damaged_or_full_disk_says_so_in_one_line(code, words, capsys, monkeypatch) -> None:
    """A flipped bit in the database ended `posta replay` in a trace of the program, which names no rule and no remedy."""

    def fail(given: object) -> int:
        error = dbapi2.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr(run, "COMMANDS", (Command("replay", "", "", lambda parser: None, fail),))
    assert main(["replay"]) == 1
    assert words in capsys.readouterr().err


def test_an_error_of_the_program_is_not_called_one_of_the_disk(monkeypatch) -> None:
    def fail(given: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(run, "COMMANDS", (Command("replay", "", "", lambda parser: None, fail),))
    with pytest.raises(ZeroDivisionError):
        main(["replay"])

"""Every command explains itself, and refuses bad input with one line and a non-zero exit."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

import posta.__main__
from posta import errors
from posta.cli import run
from posta.cli.command_spec import Command
from posta.cli.commands import publish
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


CANARY = "Zacarias Xochiquetzalli"
FAULTS = (
    ValueError(CANARY), KeyError(CANARY), RuntimeError(CANARY), AssertionError(CANARY), UnicodeError(CANARY), OSError(CANARY),
    dbapi2.OperationalError(f"near {CANARY}: syntax error"), dbapi2.IntegrityError(CANARY), ExceptionGroup(CANARY, [ValueError(CANARY)]),
    RecursionError(CANARY), TypeError(f"'{CANARY}' is not a day"), LookupError(CANARY),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_fault_of_any_command_is_one_line_without_what_it_worked_on(command, fault, capsys, monkeypatch) -> None:
    """`posta replay` met a row it did not expect, and the trace on the screen quoted the row."""

    def fail(given: object) -> int:
        alias = CANARY  # a local variable, which some traces show
        raise fault from ValueError(alias)

    failing = Command(command.name, "", "", lambda parser: None, fail)
    monkeypatch.setattr(run, "COMMANDS", (failing,))
    assert main([command.name]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"posta {command.name}: ")
    assert len(shown.err.splitlines()) == 1
    assert [word for word in CANARY.split() if word in shown.err] == []
    assert isinstance(fault, OSError | dbapi2.Error) or type(fault).__name__ in shown.err


def test_a_trace_is_shown_to_who_asks_for_it_and_is_warned(capsys, monkeypatch) -> None:
    def fail(given: object) -> int:
        raise ZeroDivisionError(CANARY)

    monkeypatch.setattr(run, "COMMANDS", (Command("replay", "", "", lambda parser: None, fail),))
    assert main(["--traceback", "replay"]) == 1
    warning, trace, *_, last = capsys.readouterr().err.splitlines()
    assert warning == run.TRACEBACK_WARNING
    assert trace.startswith("Traceback")
    assert last.startswith("posta replay: the program has a fault: ZeroDivisionError at ")


def test_serve_which_loads_nothing_else_says_a_fault_in_one_line_too(monkeypatch) -> None:
    def fail(arguments: list[str]) -> int:
        raise ValueError(CANARY)

    monkeypatch.setattr("posta.cli.commands.serve.main_serve", fail)
    monkeypatch.setattr("sys.argv", ["posta", "serve"])
    monkeypatch.setattr("posta.node.process.safe_tracebacks.install_excepthook", lambda who: None)
    with pytest.raises(SystemExit) as ended:
        posta.__main__.main()
    assert str(ended.value.code).startswith("posta serve: the program has a fault: ValueError at ")
    assert CANARY not in str(ended.value.code)


def test_a_fault_of_a_thread_of_a_command_is_one_line_too() -> None:
    """Threads and what runs at the end of a process are outside of what catches the others."""
    fault = f"import threading; threading.Thread(target=lambda: int({CANARY!r})).start()"
    script = (
        "import sys; sys.argv = ['posta', 'terms', '--help']; import posta.__main__ as m; import atexit\n{}\nm.main()"
    )
    late = script.format(f"atexit.register(lambda: exec({fault!r}))")
    done = subprocess.run([sys.executable, "-c", late], capture_output=True, text=True, check=False)
    assert "posta command: ValueError at " in done.stderr
    assert [word for word in CANARY.split() if word in done.stderr] == []


def test_no_command_prints_the_text_of_a_stranger_s_error() -> None:
    """What is caught in a command and printed is an error of ours, or the name of what the system says."""
    strangers = []
    for path in (Path(posta.__main__.__file__).parent / "cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and node.name and node.type is not None:
                kinds = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)}
                told = {ast.unparse(v.value) for v in ast.walk(node) if isinstance(v, ast.FormattedValue)}
                told |= {
                    ast.unparse(c.args[0])
                    for c in ast.walk(node)
                    if isinstance(c, ast.Call) and ast.unparse(c.func) == "str" and c.args
                }
                if node.name in told and not all(_is_ours(kind) for kind in kinds):
                    strangers.append(f"{path.name}:{node.lineno}")
    assert strangers == []


def _is_ours(kind: str) -> bool:
    return any(
        hasattr(module, kind) and issubclass(getattr(module, kind), errors.PostaError) for module in (errors, publish)
    )

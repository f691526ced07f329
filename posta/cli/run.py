"""Finding the command and running it; a refusal is one line on standard error and a non-zero exit code."""

import argparse
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from sqlcipher3 import dbapi2

from posta import __version__
from posta.cli.command_spec import Command
from posta.cli.commands import (
    backup,
    bundle,
    catalog,
    certify,
    doctor,
    init,
    publish,
    relay,
    replay,
    serve,
    simulate,
    sync,
    terms,
)
from posta.cli.output import print_error
from posta.errors import PostaError
from posta.node.process.safe_tracebacks import describe_fault

TRACEBACK_WARNING = "What follows may quote names and notes of people. Send it to nobody unread, and delete it."


def _demo() -> Command:
    """Return the demonstration's command; by path, because the demonstration stands above the command line."""
    command: Command = import_module("posta.demo.command").COMMAND
    return command


COMMANDS: tuple[Command, ...] = (
    _demo(),
    init.INIT,
    init.JOIN,
    certify.COMMAND,
    serve.SERVE,
    serve.LOCK,
    doctor.COMMAND,
    sync.COMMAND,
    bundle.COMMAND,
    relay.COMMAND,
    replay.COMMAND,
    backup.BACKUP,
    backup.RESTORE,
    simulate.COMMAND,
    publish.COMMAND,
    catalog.COMMAND,
    terms.COMMAND,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Whatever goes wrong is one line, without what was being worked on."""
    given = make_parser().parse_args(arguments)
    try:
        code: int = given.run(given)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  the command line's door: its text and its trace may quote a record
        if given.traceback:
            print_error(TRACEBACK_WARNING)
            print_error("".join(traceback.format_exception(error)))
        print_error(f"posta {given.command}: {_in_one_line(error)}")
        return 1
    return code


def _in_one_line(error: Exception) -> str:
    """Return why a command failed: the rule if it is an error of ours or of the disk, else type and place of the fault."""
    from posta.node.storage.database import to_storage_error

    trouble = to_storage_error(error) if isinstance(error, dbapi2.Error) else None
    if isinstance(error, PostaError) or trouble is not None:
        return str(trouble or error)
    if isinstance(error, OSError):
        return f"{error.strerror or 'the disk refused'}: {Path(str(error.filename or '')).name}"
    return f"the program has a fault: {describe_fault(error)}. Report this line; it holds nothing of a record."


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(prog="posta", description="The health record that walks with people on the move.")
    parser.add_argument("--traceback", action="store_true", help="show a fault in full: it may quote names and notes")
    parser.add_argument("--version", action="version", version=f"posta {__version__}")
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        verb = verbs.add_parser(
            command.name,
            help=command.about,
            description=command.about,
            epilog=f"example:  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(verb)
        verb.set_defaults(run=command.run)
    return parser

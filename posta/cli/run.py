"""Finding the command and running it; a refusal is one line on standard error and a non-zero exit code."""

import argparse
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
    """Run one command; returns the exit code."""
    given = make_parser().parse_args(arguments)
    try:
        code: int = given.run(given)
    except PostaError as error:
        print_error(f"posta {given.command}: {error}")
        return 1
    except OSError as error:
        print_error(
            f"posta {given.command}: {error.strerror or 'the disk refused'}: {Path(str(error.filename or '')).name}"
        )
        return 1
    except KeyboardInterrupt:
        return 130
    except dbapi2.Error as error:
        print_error(f"posta {given.command}: {_storage_message(error)}")
        return 1
    return code


def _storage_message(error: dbapi2.Error) -> PostaError:
    """Return what the driver says of a full, failing or damaged disk, in words; any other error is raised again."""
    from posta.node.storage.database import to_storage_error

    trouble = to_storage_error(error)
    if trouble is None:
        raise error
    return trouble


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(prog="posta", description="The health record that walks with people on the move.")
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

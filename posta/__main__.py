"""The `posta` command line; see `posta --help`.

Each command is a function that gets the remaining arguments and returns an exit code. It is imported only when it is
called: `posta serve` must stay small, and locking must not wait for libraries.
"""

import sys
from importlib import import_module

COMMANDS = {
    "serve": ("posta.node.commands:run_serve", "run this node: locked page, unlocking, work"),
    "lock": ("posta.node.commands:run_lock", "lock this node now"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 2 if there is no such command."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if name in COMMANDS:
        module, function = COMMANDS[name][0].split(":")
        return int(getattr(import_module(module), function)(rest))
    lines = ["usage: posta COMMAND ...", "", *(f"  {each:8} {does}" for each, (_, does) in COMMANDS.items())]
    asked = name in ("--help", "-h")
    (sys.stdout if asked else sys.stderr).write("\n".join([*lines, "", "example: posta serve --help", ""]))
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main())

"""`posta bundle export|import FILE`: everything that may travel, in one sealed file."""

import argparse
from pathlib import Path

from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, at_home, open_home
from posta.console.say import progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("export", "import"))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run(given: argparse.Namespace) -> int:
    """Write or read a bundle and say what became of it."""
    open_home(at_home(given.home))
    from posta.courier.folder import export_file, import_bundle
    from posta.scribe.here import open_desk

    path = given.file.expanduser()
    if given.verb == "export":
        with progress("Writing") as shown:
            say(f"{export_file(open_desk(), path, progress=shown)} entries written.")
        return 0
    with progress("Reading") as shown, path.open("rb") as source:
        receipt = import_bundle(open_desk(), source, progress=shown)
    say(f"new {receipt.new}, already had {receipt.had}, set aside {receipt.aside}")
    for reason in receipt.reasons:
        say(f"  {reason}")
    return 0 if not receipt.reasons else 1


COMMAND = Command("bundle", "write or read a sealed file with everything that may travel", "posta bundle export usb/a.posta",
                  arguments, run)  # fmt: skip

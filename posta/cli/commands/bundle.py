"""`posta bundle export|import FILE`: everything that may travel, in one sealed file."""

import argparse
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_info, show_progress
from posta.cli.unlock_home import DEFAULT_HOME, absolute_home, open_home


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("export", "import"))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")


def run(given: argparse.Namespace) -> int:
    """Write or read a bundle and say what became of it."""
    open_home(absolute_home(given.home))
    from posta.scribe.context.local_node import open_local_context
    from posta.sync.file_transfer import export_file, import_bundle

    path = given.file.expanduser()
    if given.verb == "export":
        with show_progress("Writing") as shown:
            print_info(f"{export_file(open_local_context(), path, progress=shown)} entries written.")
        return 0
    with show_progress("Reading") as shown, path.open("rb") as source:
        receipt = import_bundle(open_local_context(), source, progress=shown)
    print_info(f"new {receipt.new}, already had {receipt.had}, set aside {receipt.aside}")
    for reason in receipt.reasons:
        print_info(f"  {reason}")
    return 0 if not receipt.reasons else 1


COMMAND = Command("bundle", "write or read a sealed file with everything that may travel", "posta bundle export usb/a.posta",
                  arguments, run)  # fmt: skip

"""`posta relay serve|disclose`: run a blind relay, or print everything that one holds."""

import argparse
import sys

from posta.console.command import Command
from posta.relay import serve
from posta.relay.disclose import disclose_text
from posta.relay.serve import open_store


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="serve|disclose")
    for name, about in (("serve", "store sealed segments and hand them on"), ("disclose", "print everything held")):
        verb = verbs.add_parser(name, help=about)
        verb.add_argument("--store", default="sqlite:relay.db", help="sqlite:PATH")
        if name == "serve":
            verb.add_argument("--root", required=True, help="the mission's root verify key, in hex")
            verb.add_argument("--host", default="127.0.0.1")
            verb.add_argument("--port", type=int, default=8471)


def run(given: argparse.Namespace) -> int:
    """Serve until interrupted, or disclose."""
    if given.verb == "disclose":
        disclose_text(open_store(given.store), sys.stdout)
        return 0
    return serve.main(["--store", given.store, "--root", given.root, "--host", given.host, "--port", str(given.port)])


COMMAND = Command("relay", "run a blind relay, or print everything one holds", "posta relay disclose", arguments, run)

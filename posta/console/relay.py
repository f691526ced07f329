"""`posta relay serve|disclose`: run a blind relay, or print everything that one holds."""

import argparse
import sys

from posta.console.command import Command
from posta.errors import WrongData
from posta.relay.disclose import disclose_text
from posta.relay.serve import DEFAULT_PORT, open_store, serve


class BadRelay(WrongData):
    """A relay has a store named sqlite:PATH and the root key of its mission, 64 hexadecimal digits."""


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="serve|disclose")
    for name, about in (("serve", "store sealed segments and hand them on"), ("disclose", "print everything held")):
        verb = verbs.add_parser(name, help=about)
        verb.add_argument("--store", default="sqlite:relay.db", help="sqlite:PATH")
        if name == "serve":
            verb.add_argument("--root", required=True, help="the mission's root verify key, in hex")
            verb.add_argument("--host", default="127.0.0.1")
            verb.add_argument("--port", type=int, default=DEFAULT_PORT)


def run(given: argparse.Namespace) -> int:
    """Serve until stopped, or print what is held."""
    try:
        if given.verb == "serve":
            serve(given.store, given.host, given.port, root_key=_root(given.root))
        else:
            disclose_text(open_store(given.store), sys.stdout)
    except ValueError as reason:
        raise BadRelay(str(reason)) from None
    return 0


def _root(text: str) -> bytes:
    if len(text) != 64:
        raise ValueError("The root verify key has 64 hexadecimal digits; ask an administrator to read it again.")
    return bytes.fromhex(text)


COMMAND = Command("relay", "run a blind relay, or print everything one holds", "posta relay disclose", arguments, run)

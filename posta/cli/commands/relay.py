"""`posta relay serve|disclose`: run a blind relay, or print everything that one holds."""

import argparse
import sys

from posta.cli.command_spec import Command
from posta.errors import TemporarilyUnavailable
from posta.relay.disclose import disclose_json, disclose_text
from posta.relay.storage.open_store import DEFAULT_PORT, open_existing, read_root_key
from posta.relay.storage.store_protocol import Quota

MEGABYTE = 1_000_000
DEFAULT_QUOTA = Quota()


class RelayNotInstalled(TemporarilyUnavailable):
    """Serving needs the extra `relay`, which a post does without."""

    sentence = "A relay needs one package more: install Posta with its extra `relay`."


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="serve|disclose")
    serving = verbs.add_parser("serve", help="store sealed segments and hand them on")
    disclosing = verbs.add_parser("disclose", help="print everything held")
    for verb in (serving, disclosing):
        verb.add_argument("--store", default="sqlite:relay.db", help="sqlite:PATH")
    disclosing.add_argument("--json", action="store_true", help="for programs")
    serving.add_argument("--root", required=True, help="the mission's root verify key, 64 hexadecimal digits")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=DEFAULT_PORT)
    serving.add_argument("--certificate", help="TLS certificate file, where no proxy does it")
    serving.add_argument("--key", help="TLS key file")
    room = DEFAULT_QUOTA.bytes_per_feed // MEGABYTE
    serving.add_argument("--megabytes-per-feed", type=_count, default=room, help=f"room of one device ({room})")
    serving.add_argument(
        "--feeds", type=_count, default=DEFAULT_QUOTA.feeds, help=f"how many devices at most ({DEFAULT_QUOTA.feeds})"
    )


def run(given: argparse.Namespace) -> int:
    """Serve until interrupted, or disclose. Raises RelayNotInstalled."""
    if given.verb == "disclose":
        tell = disclose_json if given.json else disclose_text
        tell(open_existing(given.store), sys.stdout)
        return 0
    try:
        from posta.relay.server import serve
    except ImportError:
        raise RelayNotInstalled from None
    quota = Quota(bytes_per_feed=given.megabytes_per_feed * MEGABYTE, feeds=given.feeds)
    serve(
        given.store,
        given.host,
        given.port,
        root_key=read_root_key(given.root),
        quota=quota,
        certificate=given.certificate,
        key=given.key,
    )
    return 0


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError("a whole number from 1 on")
    return int(text)


COMMAND = Command("relay", "run a blind relay, or print everything one holds", "posta relay disclose", arguments, run)

"""`posta certify`: the holders of the root's shares certify an administrator for another year. Needs no node and no network."""

import argparse
import sys
from collections.abc import Iterator
from getpass import getpass
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_error, print_info
from posta.clock import DEFAULT_TIME_ZONE, SystemClock, from_epoch_day, today_in
from posta.errors import PostaError
from posta.seal.keys import DeviceKeys
from posta.seal.shares import Share, join_shares, read_share
from posta.wire.cards import issue_certificate, parse_hex_code, peek_card


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", metavar="REQUEST", help="the code on the administrator's screen, or a file with it")
    parser.add_argument("--out", type=Path, help="also write the certificate's code to this file")


def run(given: argparse.Namespace) -> int:
    """Join the shares, sign, forget the root's key again by ending."""
    request = parse_hex_code(_text_of(given.request))
    seed = join_shares(_combine_shares(_typed()))
    root = DeviceKeys.from_bytes(seed + seed)  # of the root only the signing half is ever used
    card = issue_certificate(root.sign, root.verify_key, request, today_in(SystemClock(), DEFAULT_TIME_ZONE))
    print_info(
        f"Certified until {from_epoch_day(peek_card(card).until):%Y-%m-%d}. Bring this code to the administrator's screen:\n"
    )
    print_info(card.hex())
    if given.out is not None:
        given.out.expanduser().write_text(card.hex() + "\n")
    return 0


def _text_of(given: str) -> str:
    path = Path(given).expanduser()
    return path.read_text(errors="replace") if len(given) < 100 and path.is_file() else given


def _typed() -> Iterator[str]:
    """Yield one share a line: unseen from a terminal, or as lines of standard input."""
    if not sys.stdin.isatty():
        yield from (line.strip() for line in sys.stdin if line.strip())
        return
    print_info("Each holder in turn types their share and presses Enter; nothing is shown.")
    while True:
        yield getpass("Share: ")


def _combine_shares(lines: Iterator[str]) -> list[Share]:
    """Ask for shares until as many as are needed have come; ask again for one that was typed wrong."""
    shares: dict[int, Share] = {}
    for line in lines:
        try:
            share = read_share(line)
        except PostaError as wrong:
            print_error(str(wrong))
            continue
        shares[share.number] = share
        if len(shares) >= share.threshold:
            break
    return list(shares.values())


COMMAND = Command(
    "certify",
    "certify an administrator with three shares of the mission's root",
    "posta certify request.txt --out certificate.txt",
    arguments,
    run,
)

"""`posta serve` and `posta lock`.

posta serve --home demo-home/node --port 8100              the locked page on http://127.0.0.1:8100/
posta serve --host 127.0.0.1 --host 10.42.0.1 --idle 3     also on the post's Wi-Fi; lock after 3 minutes
posta lock --home demo-home/node                           lock it now
"""

import argparse
import os
import sys
from pathlib import Path

from posta.errors import PostaError
from posta.node.locked_page import DEFAULT_LANGUAGE, LANGUAGES
from posta.node.running import lock_node
from posta.node.supervisor import Limits, serve

HOME = "demo-home/node"
PORT = 8100
IDLE_MINUTES = (3, 5, 10)


def run_serve(arguments: list[str]) -> int:
    """Serve a home until told to end."""
    parser = _parser("posta serve", "Show the locked page; open with five words; lock when nobody is here.")
    parser.add_argument("--host", action="append", help="address to listen on; may be repeated (127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT})")
    parser.add_argument("--idle", type=int, choices=IDLE_MINUTES, default=5, help="minutes without anybody (5)")
    parser.add_argument("--language", choices=tuple(LANGUAGES), default=DEFAULT_LANGUAGE, help="of the page (es)")
    given = parser.parse_args(arguments)
    limits = Limits(idle=given.idle * 60)
    try:
        serve(given.home, given.host or ["127.0.0.1"], given.port, limits=limits, language=given.language)
    except (PostaError, OSError) as reason:
        sys.stderr.write(f"posta serve: {reason}\n")
        return 1
    return 0


def run_lock(arguments: list[str]) -> int:
    """Lock a home now."""
    given = _parser("posta lock", "Lock the post at once: whoever is at work needs their words again.").parse_args(
        arguments
    )
    if not lock_node(given.home):
        sys.stderr.write("posta lock: nothing runs on this home, so it is locked.\n")
    return 0


def _parser(name: str, does: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=name,
        description=does,
        epilog=f"example: {name} --home {HOME}",
    )
    home = Path(os.environ.get("POSTA_HOME", HOME))
    parser.add_argument("--home", type=Path, default=home, help=f"where this node lives ({HOME}, or POSTA_HOME)")
    return parser

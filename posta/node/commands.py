"""`posta serve` and `posta lock`.

posta serve --home demo-home/node --port 8470              the locked page on http://127.0.0.1:8470/
posta serve --host 127.0.0.1 --host 10.42.0.1 --idle 3     also on the post's Wi-Fi; lock after 3 minutes
posta lock --home demo-home/node                           lock it now
"""

import argparse
import contextlib
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from posta.errors import PostaError
from posta.node.locked_page import DEFAULT_LANGUAGE, LANGUAGES
from posta.node.running import lock_node
from posta.node.supervisor import Limits, serve

HOME = "demo-home/node"
PORT = 8470
IDLE_MINUTES = (3, 5, 10)


def run_serve(arguments: list[str]) -> int:
    """Serve a home until told to end."""
    parser = _parser("posta serve", "Show the locked page; open with five words; lock when nobody is here.")
    parser.add_argument("--host", action="append", help="address to listen on; may be repeated (127.0.0.1)")
    parser.add_argument("--port", type=int, help=f"port to listen on (as in device.toml, or {PORT})")
    parser.add_argument("--idle", type=int, choices=IDLE_MINUTES, help="minutes without anybody (device.toml, or 5)")
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="of the locked page (device.toml, or es)")
    given = parser.parse_args(arguments)
    try:
        facts = public_facts(given.home)
        limits = Limits(idle=60 * (given.idle or facts["idle_minutes"]))
        language, port = given.language or facts["language"], facts["port"] if given.port is None else given.port
        serve(given.home, given.host or ["127.0.0.1"], port, limits=limits, language=language)
    except (PostaError, OSError) as reason:
        sys.stderr.write(f"posta serve: {reason}\n")
        return 1
    return 0


def public_facts(home: Path) -> dict[str, Any]:
    """Port, language and idle minutes of a home's `device.toml`, with what is usual for those it does not name."""
    facts: dict[str, Any] = {"port": PORT, "language": DEFAULT_LANGUAGE, "idle_minutes": IDLE_MINUTES[1]}
    with contextlib.suppress(FileNotFoundError, tomllib.TOMLDecodeError):  # `posta doctor` says what is wrong with it
        facts |= tomllib.loads((home / "device.toml").read_text())
    if facts["idle_minutes"] not in IDLE_MINUTES:
        facts["idle_minutes"] = IDLE_MINUTES[1]
    return facts


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

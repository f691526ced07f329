"""A real worker with stand-in doors: words open without Argon2, and the application is ten lines.

Keys are hashes of the words, so that no key stands in this file and a test can reckon what must be in memory.
"""

import hashlib
import os
import time
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from posta.node.http import login_throttle
from posta.node.process.worker import Dependencies, main
from posta.node.process_state import PROCESS
from posta.node.wsgi.auth_wsgi import session_of


@dataclass(frozen=True, slots=True)
class Keys:
    raw: bytes

    def to_bytes(self) -> bytes:
        return self.raw


@dataclass(frozen=True, slots=True)
class StandIn:
    device: Keys
    staff: bytes
    person: Keys
    master: bytes


def unlock(home: Path, words: str) -> StandIn | None:
    """Words of five that this home lists by their hash; the device's keys come from the home's own seed."""
    time.sleep(0.1)
    known = (home / "known").read_text().split()
    if hashlib.sha256(words.encode()).hexdigest() not in known:
        return None
    seed = (home / "seed").read_bytes()
    return StandIn(
        Keys(hashlib.sha512(seed).digest()),
        hashlib.sha256(words.encode()).digest()[:16],
        Keys(hashlib.sha512(words.encode()).digest()),
        hashlib.sha256(seed).digest(),
    )


def application(environ, start_response):
    """Says which process answers whom; /slow takes its time, /poll is nobody's activity."""
    session = session_of(environ, PROCESS.sessions)
    path = environ["PATH_INFO"]
    if session is None:
        start_response("303 See Other", [("Location", "/login/")])
        return [b""]
    if path != "/poll":
        PROCESS.sessions.seen(session)
    if path == "/slow":
        time.sleep(0.8)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {session.staff_id.hex()} {session.language}".encode()]


def be_far_away() -> None:
    """Take 127.0.0.x alone for this computer, so that a test has tablets, at 127.9.0.x, without a network."""
    login_throttle.LOOPBACK = ip_network("127.0.0.0/24")


if __name__ == "__main__":
    be_far_away()
    main(doors=Dependencies(unlock, lambda opened: None, lambda: application))

"""By which names a post is asked for: its addresses, and names of this computer that cannot be somebody else's.

A page of a stranger can make its own name lead to this computer (DNS rebinding); the browser then takes the post for a part
of that page, and lets it read. It says so in `Host`: such a request is refused before anything is shown or tried. An
address written in numbers is always itself, so no list of this computer's addresses is needed.

>>> [is_ours(host, names=("posta.casa",)) for host in ("10.42.0.1:8470", "[fe80::1]:8470", "posta.casa", "localhost")]
[True, True, True, True]
>>> is_ours("evil.example:8470", names=("posta.casa",)), is_ours("127.0.0.1.evil.example", names=())
(False, False)
"""

import socket
from collections.abc import Collection
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from posta.node.identity.device_file import read_usable_facts


def is_ours(host: str, names: Collection[str]) -> bool:
    """Return whether a `Host` header names this computer; what is no browser may leave it out."""
    name = _without_port(host.strip().lower()).rstrip(".")
    return not name or _is_address(name) or name in names or name in _own_names() or name.endswith(".localhost")


def list_host_names(home: Path) -> tuple[str, ...]:
    """Return the names that `device.toml` adds, in small letters."""
    return tuple(read_usable_facts(home).names.lower().split())


@cache
def _own_names() -> frozenset[str]:
    short = socket.gethostname().lower().partition(".")[0]
    return frozenset({"localhost", short, f"{short}.local", socket.gethostname().lower()})


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True

"""Looking at this computer for `posta doctor`: files, modes, room, swap, port, zone. Nothing is judged here, nothing changed.

Each probe is handed where it looks, so that tests plant what they want to be found.
"""

import errno
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from posta.cli.computer_checks import Observation
from posta.clock import Clock, computer_utc_offset, get_zone, is_zone, utc_offset
from posta.errors import PostaError
from posta.node.identity.device import needs_new_incarnation, read_public_facts
from posta.node.identity.device_file import PublicFacts
from posta.node.process.pid_file import is_served
from posta.node.storage.database import list_unknown_migrations, sqlite_version
from posta.node.upkeep.node_health import read_health

_ROOM_UNKNOWN = 1 << 60


def _is_taken(port: int) -> bool:
    """Return whether another program listens where this node would."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as reason:
            return reason.errno == errno.EADDRINUSE
    return False


@dataclass(frozen=True, slots=True)
class Probes:
    """Where to look; the usual ones are this computer's own."""

    free: Callable[[Path], int] = lambda home: shutil.disk_usage(home).free
    swaps: Path = Path("/proc/swaps")
    blocks: Path = Path("/sys/class/block")
    is_port_taken: Callable[[int], bool] = _is_taken
    offset: Callable[[int], int] = computer_utc_offset
    engine: Callable[[], str] = sqlite_version


def observe_computer(home: Path, clock: Clock, probes: Probes | None = None) -> Observation:
    """Return what is seen of a home and its computer now."""
    probes, now = probes or Probes(), clock.millis()
    facts, trouble = _facts(home)
    files = [path for path in home.iterdir() if path.is_file()] if home.is_dir() else []
    health = read_health(home)
    port = facts.port if facts and facts.port and not is_served(home) else 0
    return Observation(
        now=now,
        engine=probes.engine(),
        facts=facts,
        facts_trouble=trouble,
        files=frozenset(path.name for path in files),
        open_to_others=tuple(_open_to_others(home, files)),
        free=probes.free(home) if home.is_dir() else _ROOM_UNKNOWN,
        swaps=_swaps(probes),
        port_taken=bool(port) and probes.is_port_taken(port),
        zone_differs=is_zone(health.zone) and utc_offset(get_zone(health.zone), now) != probes.offset(now),
        is_new_incarnation_due=home.is_dir() and needs_new_incarnation(home),
        newer_rooms=tuple(list_unknown_migrations(health.schema)),
        health=health,
    )


def _facts(home: Path) -> tuple[PublicFacts | None, str]:
    try:
        return read_public_facts(home), ""
    except PostaError as error:
        return None, str(error)


def _open_to_others(home: Path, files: list[Path]) -> list[str]:
    found = [("." if path == home else path.name) for path in (home, *files) if _mode(path) & 0o077]
    return sorted(found)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:  # gone meanwhile, as the log of a database is
        return 0


def _swaps(probes: Probes) -> tuple[str, ...]:
    """Return where memory is written to a disk in clear: neither compressed memory nor an encrypted disk."""
    try:
        lines = probes.swaps.read_text().splitlines()[1:]
    except OSError:
        return ()
    names = [line.split()[0] for line in lines if line.split()]
    return tuple(name for name in names if not _is_closed(probes.blocks / Path(name).name))


def _is_closed(block: Path) -> bool:
    try:
        return block.name.startswith("zram") or (block / "dm" / "uuid").read_text().startswith("CRYPT")
    except OSError:
        return False

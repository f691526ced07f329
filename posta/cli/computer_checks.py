"""What can be wrong with a computer, as pure checks of what was seen of it: one function each, with a code that stays.

A check says what is wrong in one sentence and names the page that says what to do. It reads nothing:
`computer_probes.observe_computer` does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from posta.clock import DAY_MILLIS, DEFAULT_TIME_ZONE, HOUR_MILLIS, MINUTE_MILLIS, from_millis, local_day_from_millis
from posta.errors import PostaError
from posta.node.identity.device_file import PublicFacts
from posta.node.storage.database import check_sqlite_version
from posta.node.upkeep.daily_backup import STALE_DAYS
from posta.node.upkeep.node_health import Health

ROOM_NEEDED = 1 << 30
ROOM_LEFT = 1 << 20
SOON = 30  # days that a membership card still holds
STALE_EXCHANGE = 3 * DAY_MILLIS
CLOCK_SLACK = 10 * MINUTE_MILLIS
LONG_AWAY = 400 * DAY_MILLIS

_PREPARE = "docs/how-to/en/prepare-a-computer.md"
_BACKUP = "docs/how-to/en/back-up-and-restore.md"
_DISK = "docs/runbooks/en/broken-disk.md"
_CLOCK = "docs/runbooks/en/clock-wrong.md"
_CARDS = "docs/how-to/en/renew-cards.md"
_JOIN = "docs/how-to/en/enrol-a-post.md"
_KEYS = "docs/runbooks/en/missing-key.md"
_STICK = "docs/how-to/en/carry-on-usb.md"
_RESTORE = "docs/explanation/forks-and-restores.md"


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """One thing that is wrong: a stable code, a sentence that says what to do, and the page that says more."""

    code: str
    words: str
    page: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen of a computer and of the home of its node, at `now` (ms)."""

    now: int
    engine: str
    facts: PublicFacts | None
    facts_trouble: str
    files: frozenset[str]
    open_to_others: tuple[str, ...]
    free: int
    swaps: tuple[str, ...]
    port_taken: bool
    zone_differs: bool
    is_new_incarnation_due: bool
    newer_rooms: tuple[str, ...]
    health: Health
    damage: tuple[str, ...] = ()


def list_findings(seen: Observation) -> list[DoctorFinding]:
    """Return everything that is wrong with a computer, what keeps it from opening first."""
    return [trouble for check in CHECKS for trouble in check(seen)]


def _of_the_engine(seen: Observation) -> Iterator[DoctorFinding]:
    try:
        check_sqlite_version(seen.engine)
    except PostaError as error:
        yield DoctorFinding("engine_unsafe", str(error), _PREPARE)


def _of_the_device_file(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.facts is None:
        yield DoctorFinding("device_file", seen.facts_trouble, _BACKUP)


def _of_the_files(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.facts is None:
        return
    waits = "joining.keys" in seen.files
    if "slots" not in seen.files:
        lost = "" if waits else " If somebody could open it before, its file `slots` is gone: restore a backup."
        words = f"Nobody can open this computer yet: finish `posta join --invitation FILE`.{lost}"
        yield DoctorFinding("slots_missing", words, _JOIN if waits else _BACKUP)
    if "device.keys" not in seen.files and not waits:
        yield DoctorFinding(
            "keys_missing", "The file `device.keys` is missing: no words open this home. Restore a backup.", _BACKUP
        )
    if "node.db" not in seen.files and not waits:
        words = "The database `node.db` is missing: what was recorded is not here. Restore a backup, then exchange."
        yield DoctorFinding("database_missing", words, _BACKUP)


def _of_a_newer_version(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.newer_rooms:
        words = "A newer version of Posta has worked on this home, and this one does not open it: update Posta."
        yield DoctorFinding("newer_home", words, _PREPARE)


def _of_damage(seen: Observation) -> Iterator[DoctorFinding]:
    found = seen.damage or seen.health.damage
    if found:
        words = f"The database is damaged ({found[0][:60]}). Do not go on with it: exchange, then restore a backup."
        yield DoctorFinding("database_damaged", words, _DISK)


def _of_lost_entries(seen: Observation) -> Iterator[DoctorFinding]:
    lost, since = seen.health.lost, from_millis(seen.health.lost_since)
    if lost:
        count = "What was recorded" if lost < 0 else f"The last {lost} entries saved"
        words = f"{count} here after {since:%Y-%m-%d %H:%M} UTC: missing. Exchange, and read the sticks of this post."
        yield DoctorFinding("entries_missing", words, _RESTORE)


def _of_missing_keys(seen: Observation) -> Iterator[DoctorFinding]:
    """Yield a computer that lacks a key since that key changed; only a device that administers can give it."""
    if seen.health.keys_missing:
        count = "A key was" if seen.health.keys_missing == 1 else f"{seen.health.keys_missing} keys were"
        words = (
            f"{count} not given to this computer: what others write under it cannot be read here. Exchange; if this stays,"
            " ask the administration to press `Give the missing keys` (Administration, Computers), and exchange again."
        )
        yield DoctorFinding("key_not_given", words, _KEYS)


def _of_the_incarnation(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.is_new_incarnation_due:
        words = "This is a restored or copied node: it will begin a new incarnation when it is next opened."
        yield DoctorFinding("new_incarnation", words, _RESTORE)


def _of_the_disk(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.free < ROOM_LEFT:
        words = "The disk is full: nothing can be saved, all can be read. Delete what is not needed, then save again."
        yield DoctorFinding("disk_full", words, _DISK)
    elif seen.free < ROOM_NEEDED:
        words = "Less than 1 GB is free on this disk: copy backups elsewhere and delete what is not needed."
        yield DoctorFinding("disk_nearly_full", words, _DISK)


def _of_the_folder(seen: Observation) -> Iterator[DoctorFinding]:
    if "." in seen.open_to_others:
        words = "Others on this computer can look into the folder: run `chmod 700` on it."
        yield DoctorFinding("folder_open", words, _PREPARE)
    elif seen.open_to_others:
        words = f"Others on this computer can read `{seen.open_to_others[0]}`: run `chmod 600` on it."
        yield DoctorFinding("folder_open", words, _PREPARE)


def _of_swap(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.swaps:
        words = f"Swap is on ({seen.swaps[0]}): keys and names may be written to the disk in clear. Switch it off."
        yield DoctorFinding("swap_on", words, _PREPARE)


def _of_the_port(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.port_taken and seen.facts is not None:
        words = f"Another program uses port {seen.facts.port}: stop it, or choose another with `posta serve --port`."
        yield DoctorFinding("port_taken", words, _PREPARE)


def _of_the_clock(seen: Observation) -> Iterator[DoctorFinding]:
    newest = max(seen.health.newest, seen.health.noted_at)
    if newest and seen.now < newest - CLOCK_SLACK:
        hours = max(1, (newest - seen.now) // HOUR_MILLIS)
        words = (
            f"The clock is behind what was recorded here by {hours} h or more: check date and time before recording."
        )
        yield DoctorFinding("clock_behind", words, _CLOCK)
    elif seen.health.noted_at and seen.now - seen.health.noted_at > LONG_AWAY:
        words = (
            "By the clock nobody has opened this computer for more than a year: check date and time before recording."
        )
        yield DoctorFinding("clock_ahead", words, _CLOCK)


def _of_the_zone(seen: Observation) -> Iterator[DoctorFinding]:
    if seen.zone_differs:
        words = f"The time zone of this computer is not that of the post ({seen.health.zone}): who sets its clock sets it wrong."
        yield DoctorFinding("zone_wrong", words, _CLOCK)


def _of_the_card(seen: Observation) -> Iterator[DoctorFinding]:
    """Yield a finding for a membership card that expires; its last day was noted when this computer was last open."""
    last = seen.facts.card if seen.facts else ""
    left = (date.fromisoformat(last) - local_day_from_millis(seen.now, DEFAULT_TIME_ZONE)).days if last else SOON + 1
    if left < 0:
        words = (
            f"The membership card ran out on {last}: relay and posts turn this computer away. Ask the administration to"
            " renew it, and bring their file (Exchange, USB stick) here. Until then it works on by itself."
        )
        yield DoctorFinding("card_over", words, _CARDS)
    elif left <= SOON:
        words = (
            f"The membership card runs out in {left} days, on {last}: ask the administration to renew it, and exchange."
        )
        yield DoctorFinding("card_ends", words, _CARDS)


def _of_the_backup(seen: Observation) -> Iterator[DoctorFinding]:
    health = seen.health
    if health.backup_trouble:
        words = f"Today's backup was not made ({health.backup_trouble.replace('_', ' ')}): see what the page of the exchange says."
        yield DoctorFinding("backup_failed", words, _BACKUP)
    elif health.noted_at and not health.backup_at:
        yield DoctorFinding(
            "backup_old", "No backup was ever made: open the post, or run `posta backup FILE`.", _BACKUP
        )
    elif health.backup_at and seen.now - health.backup_at > STALE_DAYS * DAY_MILLIS:
        days = (seen.now - health.backup_at) // DAY_MILLIS
        words = f"The last backup is {days} days old: open the post and leave it open for a while, or run `posta backup FILE`."
        yield DoctorFinding("backup_old", words, _BACKUP)


def _of_the_exchange(seen: Observation) -> Iterator[DoctorFinding]:
    last = seen.health.exchanged_at
    if last and seen.now - last > STALE_EXCHANGE:
        days = (seen.now - last) // DAY_MILLIS
        words = f"Nothing was exchanged for {days} days: check the network and the relay, or carry a stick."
        yield DoctorFinding("exchange_stale", words, _STICK)


CHECKS: tuple[Callable[[Observation], Iterator[DoctorFinding]], ...] = (
    _of_the_engine,
    _of_the_device_file,
    _of_the_files,
    _of_a_newer_version,
    _of_damage,
    _of_lost_entries,
    _of_missing_keys,
    _of_the_incarnation,
    _of_the_disk,
    _of_the_folder,
    _of_swap,
    _of_the_port,
    _of_the_clock,
    _of_the_zone,
    _of_the_card,
    _of_the_backup,
    _of_the_exchange,
)

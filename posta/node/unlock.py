"""Opening a device with five words, and who else may.

Wrong words cost the same second as right ones, and are counted: after three in a row each further try waits, longer every
time up to five minutes, never for ever. The count is kept in a file and survives a restart; the words are not kept, not
logged, and cannot be reset by anybody.
"""

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from posta.clock import Clock, SystemClock
from posta.errors import CannotNow, NotAllowed
from posta.ids import StaffId
from posta.node.device import SLOTS_FILE, Unlocked, open_payload, read_home_file, slot_payload
from posta.node.private_file import write_private
from posta.seal import slots
from posta.seal.keys import PersonKeys, Random

__all__ = ["Unlocked", "change_words", "delay_before", "enrol_person", "list_staff", "remove_person", "unlock"]

ATTEMPTS_FILE = "attempts"
FREE_ATTEMPTS = 3
LONGEST_DELAY = 300

_log = logging.getLogger(__name__)


class TooSoon(CannotNow):
    """After wrong words, wait as long as the screen says."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many wrong words. Wait {seconds} seconds, then try again.")
        self.seconds = seconds


class LastPerson(NotAllowed):
    """Somebody can always open a device."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often wrong words were typed since right ones, and when last."""

    failures: int = 0
    last: int = 0


def unlock(home: Path, words: str, *, clock: Clock | None = None) -> Unlocked | None:
    """What these words open, or None; raises `TooSoon` while the wait after wrong words lasts."""
    clock = clock or SystemClock()
    file = read_home_file(home, SLOTS_FILE)
    before = _check_not_too_soon(home, clock)
    # Counted before trying, so that pulling the plug during the derivation does not save an attempt.
    _write_attempts(home, Attempts(before.failures + 1, clock.millis()))
    found = slots.open_slot(file, words)
    if found is None:
        _log.warning("unlocking failed, %d in a row", before.failures + 1)
        return None
    _write_attempts(home, Attempts())
    return open_payload(home, found[1])


def delay_before(attempts: int) -> int:
    """Seconds to wait before the next try, after so many wrong ones in a row."""
    over = attempts - FREE_ATTEMPTS
    return 0 if over < 0 else min(LONGEST_DELAY, 2 << min(over, 8))


def enrol_person(
    home: Path, unlocked: Unlocked, words: str, staff: StaffId, keys: PersonKeys, *, random: Random = os.urandom
) -> None:
    """Let one more person open this device; or give a person who forgot their words new words and keys."""
    payload = slot_payload(unlocked.master, staff, keys)
    file = read_home_file(home, SLOTS_FILE)
    write_private(home / SLOTS_FILE, slots.add_slot(file, unlocked.master, words, staff, payload, random=random))


def remove_person(home: Path, unlocked: Unlocked, staff: StaffId, *, random: Random = os.urandom) -> None:
    """Let a person open this device no more; raises `LastPerson` if nobody else could."""
    if list_staff(home, unlocked) == (staff,):
        raise LastPerson("Nobody else can open this device. Enrol a colleague first.")
    file = read_home_file(home, SLOTS_FILE)
    write_private(home / SLOTS_FILE, slots.drop_slot(file, unlocked.master, staff, random=random))


def change_words(home: Path, old: str, new: str, *, clock: Clock | None = None, random: Random = os.urandom) -> bool:
    """Replace one person's words; False if the old ones open nothing. Wrong old words count as attempts."""
    if unlock(home, old, clock=clock) is None:
        return False
    changed = slots.change_words(read_home_file(home, SLOTS_FILE), old, new, random=random)
    if changed is not None:
        write_private(home / SLOTS_FILE, changed)
    return changed is not None


def list_staff(home: Path, unlocked: Unlocked) -> tuple[StaffId, ...]:
    """Who can open this device; readable only when it is open."""
    owners = slots.list_owners(read_home_file(home, SLOTS_FILE), unlocked.master)
    return tuple(StaffId(owner) for owner in owners if any(owner))


def read_attempts(home: Path) -> Attempts:
    """The counter; an unreadable one counts as none, for a damaged file must not lock anybody out."""
    try:
        raw = json.loads((home / ATTEMPTS_FILE).read_bytes())
        return Attempts(max(0, int(raw["failures"])), int(raw["last"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Attempts()


def _check_not_too_soon(home: Path, clock: Clock) -> Attempts:
    attempts = read_attempts(home)
    now = clock.millis()
    if attempts.last > now:  # the clock was set back: wait from now, not until then
        attempts = Attempts(attempts.failures, now)
        _write_attempts(home, attempts)
    remaining = attempts.last + delay_before(attempts.failures) * 1000 - now
    if remaining > 0:
        raise TooSoon(-(-remaining // 1000))
    return attempts


def _write_attempts(home: Path, attempts: Attempts) -> None:
    write_private(home / ATTEMPTS_FILE, json.dumps({"failures": attempts.failures, "last": attempts.last}).encode())

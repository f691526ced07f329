"""The backup of this computer in words: how old it is, where it is, and what to do when it was not made."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.care.words import ago_words
from posta.node.daily_backup import Trouble, is_stale
from posta.node.health import Health


@dataclass(frozen=True, slots=True)
class BackupShown:
    """The card of the backup: its lines, and what went wrong with what to do."""

    state: str
    lines: tuple[str, ...]
    troubles: tuple[str, ...]


def present_backup(health: Health, now: int) -> BackupShown:
    """Return how the daily backup and its copy on a stick stand."""
    troubles = tuple(words for words in (_words(health.backup_trouble), _words(health.stick_trouble)) if words)
    if not troubles and health.backup_at and is_stale(health, now):
        troubles = (
            _("The last backup is old. One is made each day while the post is open: leave it open for a while."),
        )
    state = "ask" if troubles or not health.backup_at else "ok"
    return BackupShown(state, (_backup(health, now), _stick(health, now)), troubles)


def _backup(health: Health, now: int) -> str:
    if not health.backup_at:
        return _(
            "No backup of this computer has been made yet. It is made by itself, some minutes after the first opening."
        )
    return _("Last backup: %(ago)s, checked.") % {"ago": ago_words(now - health.backup_at)}


def _stick(health: Health, now: int) -> str:
    if not health.stick_at:
        return _("None is on a stick yet: put a USB stick in, and the backup is copied to it by itself.")
    return _("Copied to a stick: %(ago)s.") % {"ago": ago_words(now - health.stick_at)}


def _words(code: str) -> str:
    return {
        "": "",
        Trouble.NO_ROOM: _(
            "Today's backup was not made: there is too little room on the disk. Free some room; it is tried again by itself."
        ),
        Trouble.NOBODY: _("Today's backup was not made: nobody could open it. Tell the administration."),
        Trouble.DAMAGED: _(
            "Today's backup was not made: the database is not sound. Exchange now, lock and call the administration."
        ),
        Trouble.STICK_FULL: _("The stick has too little room for the backup: put in another, or free some room on it."),
        Trouble.STICK_FAILS: _("The backup could not be copied to the stick: try another one."),
    }.get(code, _("Today's backup was not made: the disk reported an error. It is tried again by itself."))

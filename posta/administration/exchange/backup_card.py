"""The backup of this computer in words: its age, its place, and what to do if it failed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.node.upkeep.daily_backup import BackupTrouble, is_stale
from posta.node.upkeep.node_health import Health
from posta.web.formatting import format_ago


@dataclass(frozen=True, slots=True, repr=False)
class BackupCard:
    """The card of the backup: its lines, and a failure with what to do."""

    state: str
    lines: tuple[str, ...]
    troubles: tuple[str, ...]


def present_backup(health: Health, now: int) -> BackupCard:
    """Return the state of the daily backup and of its copy on a stick."""
    troubles = tuple(
        words for words in (_trouble_text(health.backup_trouble), _trouble_text(health.stick_trouble)) if words
    )
    if not troubles and health.backup_at and is_stale(health, now):
        troubles = (
            _("The last backup is old. One is made each day while the post is open: leave it open for a while."),
        )
    state = "ask" if troubles or not health.backup_at else "ok"
    return BackupCard(state, (_daily_line(health, now), _stick_line(health, now)), troubles)


def _daily_line(health: Health, now: int) -> str:
    if not health.backup_at:
        return _(
            "No backup of this computer has been made yet. It is made by itself, some minutes after the first opening."
        )
    return _("Last backup: %(ago)s, checked.") % {"ago": format_ago(now - health.backup_at)}


def _stick_line(health: Health, now: int) -> str:
    if not health.stick_at:
        return _("None is on a stick yet: put a USB stick in, and the backup is copied to it by itself.")
    return _("Copied to a stick: %(ago)s.") % {"ago": format_ago(now - health.stick_at)}


def _trouble_text(code: str) -> str:
    return {
        "": "",
        BackupTrouble.NO_ROOM: _(
            "Today's backup was not made: there is too little room on the disk. Free some room; it is tried again by itself."
        ),
        BackupTrouble.NOBODY: _("Today's backup was not made: nobody could open it. Tell the administration."),
        BackupTrouble.DAMAGED: _(
            "Today's backup was not made: the database is not sound. Exchange now, lock and call the administration."
        ),
        BackupTrouble.STICK_FULL: _(
            "The stick has too little room for the backup: put in another, or free some room on it."
        ),
        BackupTrouble.STICK_FAILS: _("The backup could not be copied to the stick: try another one."),
    }.get(code, _("Today's backup was not made: the disk reported an error. It is tried again by itself."))

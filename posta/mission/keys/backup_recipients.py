"""Who may open the backups of this mission's computers, besides the ten words that each has on paper."""

from posta.ledger.row_types import Cursor
from posta.mission.posts import list_devices
from posta.wire.bundle import to_age_recipient


def list_backup_recipients(cursor: Cursor) -> list[str]:
    """Return the age recipients (public keys) of the computers that administer and were not declared lost."""
    devices = list_devices(cursor)
    return [to_age_recipient(device.box_public) for device in devices if device.administers and device.revoked is None]

"""From grants to keys: what this device can open by itself, and what a person's session adds."""

from posta.catalog.compartments import PERSON_HELD
from posta.ids import FeedId, StaffId
from posta.ledger.row_types import Cursor
from posta.mission.staff import Staff
from posta.seal.epoch_keyring import Keyring
from posta.seal.epochs import Epoch
from posta.seal.keys import DeviceKeys, NotForUs, PersonKeys

_GRANTED = (
    "SELECT e.epoch, e.compartment, e.network, g.box FROM mission_grant g JOIN mission_epoch e ON e.epoch = g.epoch"
    " WHERE g.holder = ? ORDER BY e.hlc, e.epoch"
)


def load_keyring(cursor: Cursor, device: DeviceKeys) -> Keyring:
    """Return the device's keyring: open compartments it was granted, and the public keys for deposits."""
    publics = {
        (compartment, network): public
        for compartment, network, public in cursor.execute(
            "SELECT compartment, network, public FROM mission_epoch ORDER BY hlc, epoch"
        )
    }
    return Keyring.of(_open(cursor, device.feed, device), publics, open_secret(cursor, device.feed, device))


def load_person_epochs(cursor: Cursor, staff: StaffId, keys: PersonKeys) -> list[Epoch]:
    """Return every epoch that was ever granted to a colleague's person."""
    return _open(cursor, staff, keys)


def load_session_epochs(cursor: Cursor, staff: Staff, keys: PersonKeys) -> list[Epoch]:
    """Return what a colleague's session adds at a post: what their role and networks allow today.

    What was granted before does not matter: an administrator, whose person holds the mission's keys in order to grant
    them, opens no sealed compartment.
    """
    return [e for e in load_person_epochs(cursor, staff.id, keys) if staff.may_hold_key(e.compartment, e.network)]


def list_granted(cursor: Cursor, holder: FeedId) -> list[bytes]:
    """Return the epochs of open compartments that a device was granted, without opening a sealed box."""
    found = cursor.execute(_GRANTED, (holder,)).fetchall()
    return [epoch for epoch, compartment, _, _ in found if compartment not in PERSON_HELD]


def _open(cursor: Cursor, holder: FeedId | StaffId, keys: DeviceKeys | PersonKeys) -> list[Epoch]:
    epochs = []
    for epoch, compartment, network, box in cursor.execute(_GRANTED, (holder,)).fetchall():
        try:
            key = keys.open_box(box)
        except NotForUs:
            continue  # granted to an earlier key of the same holder
        epochs.append(Epoch(epoch, compartment, network, key, blinded=compartment in PERSON_HELD))
    return epochs


def open_secret(cursor: Cursor, holder: FeedId | StaffId, keys: DeviceKeys | PersonKeys) -> bytes | None:
    """Return the mission's secret of pseudonyms as granted to a device or person, or None. Raises NotForUs."""
    row = cursor.execute("SELECT box FROM mission_secret WHERE holder = ?", (holder,)).fetchone()
    return keys.open_box(row[0]) if row else None


def grants_version(cursor: Cursor) -> int:
    """Return a number that changes whenever a grant comes or goes."""
    row = cursor.execute(
        "SELECT (SELECT COUNT(*) FROM mission_grant) * 65536 + (SELECT COUNT(*) FROM mission_secret)"
        " + (SELECT COALESCE(MAX(hlc), 0) FROM mission_grant)"
    ).fetchone()
    return int(row[0]) if row else 0


def grants_version_of(cursor: Cursor, holder: FeedId | StaffId) -> tuple[int, int, int]:
    """Return numbers that change whenever a grant to one holder comes or goes."""
    sql = (
        "SELECT COUNT(*), COALESCE(MAX(hlc), 0), COALESCE((SELECT hlc FROM mission_secret WHERE holder = :holder), 0)"
        " FROM mission_grant WHERE holder = :holder"
    )
    found: tuple[int, int, int] = cursor.execute(sql, {"holder": holder}).fetchone() or (0, 0, 0)
    return found

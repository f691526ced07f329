"""Keys that somebody lacks, and keys that are with somebody who may hold them no more: found in the log and put right.

A computer that administers does by itself what its own keys allow, after each exchange: it gives computers the keys of
orders and of counting, and replaces what a lost computer or a former colleague was granted. No person is the author of that.
The keys of the chart and the sealed ones it does not hold: an administrator gives them, with their own words open.
"""

from posta.acts import administration
from posta.acts.founding import Case, desk_epochs
from posta.clock import MEXICO_CITY, day_number, today_in
from posta.ids import StaffId
from posta.mission.grants import Lack, list_exposed, list_lacking
from posta.mission.keyring import load_keyring
from posta.mission.posts import find_device
from posta.scribe.desk import Desk
from posta.scribe.service import is_out_of_service


def list_missing(desk: Desk) -> list[Lack]:
    """Return every key that somebody is entitled to today and was never granted."""
    return list_lacking(desk.cursor, day_number(today_in(desk.clock, MEXICO_CITY)))


def keep_keys_due(desk: Desk) -> int:
    """Do what this computer owes others, if it administers: replace exposed keys, give those it holds. Returns how many.

    Only after an exchange: a computer that was restored does not know before whom it had declared lost.
    """
    device = find_device(desk.cursor, desk.device.feed)
    if device is None or not device.administers or is_out_of_service(desk):
        return 0
    exposed = list_exposed(desk.cursor)
    for compartment, network in exposed:
        administration.record_rotation(desk, compartment, network, None)
        desk = desk.holding(load_keyring(desk.cursor, desk.device))
    return len(exposed) + len(administration.record_missing_grants(desk, list_missing(desk), desk_epochs(desk), None))


def give_missing_keys(desk: Desk, case: Case, *, by: StaffId) -> int:
    """Give everybody the keys they lack, as far as this administrator has them; returns how many were given."""
    return len(administration.record_missing_grants(desk, list_missing(desk), case.epochs, by))

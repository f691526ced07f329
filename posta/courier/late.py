"""What came before its key: opened once the key is there, whichever way either came and whatever broke off since."""

from posta import __version__
from posta.ledger.frontier import list_tips
from posta.ledger.missing import count_missing
from posta.ledger.read import list_readable
from posta.mission.keyring import list_granted
from posta.node.settings import get_setting, put_setting
from posta.scribe.desk import Desk
from posta.scribe.replay import use_new_keys

LOOKED = (
    "keys.looked"  # how much of others was here, how much was missing, which program ran, when all that opens was open
)


def open_late(desk: Desk) -> None:
    """Open everything whose key has come since; where nothing of others came since the last look, that is asked and no more.

    What a look that failed left closed is looked for again: only one that went through is noted.
    """
    looked = [_count_of_others(desk), count_missing(desk.cursor)[0], __version__]
    if get_setting(LOOKED) == looked:
        return
    if list_readable(desk.cursor, list_granted(desk.cursor, desk.device.feed)):
        use_new_keys(desk)
    put_setting(LOOKED, looked)


def lacks_keys(desk: Desk) -> bool:
    """Whether this computer was granted keys since the desk was laid."""
    return not desk.keyring.by_id.keys() >= set(list_granted(desk.cursor, desk.device.feed))


def _count_of_others(desk: Desk) -> int:
    return sum(tip.sequence + 1 for tip in list_tips(desk.cursor) if tip.feed != desk.device.feed)

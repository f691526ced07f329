"""Parts that came before their key: opened once the key is there, over any road and after any interruption."""

from posta import __version__
from posta.ledger.frontier import list_tips
from posta.ledger.missing_parts import count_missing_parts
from posta.ledger.queries import list_readable
from posta.mission.keys.granted_keys import list_granted
from posta.node.settings import get_setting, put_setting
from posta.scribe.context.node_context import NodeContext
from posta.scribe.replay import decrypt_with_new_keys

LAST_STATE = (
    "keys.looked"  # how much of others was here, how much was missing, which program ran, when all that opens was open
)


def open_with_late_keys(node: NodeContext) -> None:
    """Open everything whose key has come since the last look.

    Where nothing of other devices came since, only that is asked. What a failed look left closed is looked for again:
    only a look that succeeded is noted.
    """
    looked = [_count_of_others(node), count_missing_parts(node.cursor)[0], __version__]
    if get_setting(LAST_STATE) == looked:
        return
    if list_readable(node.cursor, list_granted(node.cursor, node.device.feed)):
        decrypt_with_new_keys(node)
    put_setting(LAST_STATE, looked)


def has_new_grants(node: NodeContext) -> bool:
    """Return whether this computer was granted keys since its context was opened."""
    return not node.keyring.by_id.keys() >= set(list_granted(node.cursor, node.device.feed))


def _count_of_others(node: NodeContext) -> int:
    return sum(tip.sequence + 1 for tip in list_tips(node.cursor) if tip.feed != node.device.feed)

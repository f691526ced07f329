"""Fold the log again where a newer program projects it in another way: once, when it first opens a home.

Migrations change the tables; what stands in them comes from the log alone. So a release that reads something more from
entries counts `SHAPE` up, and homes made before are folded again at their next opening.
"""

from posta.node.settings import get_setting, put_setting
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.replay import replay

SHAPE = 8
"""The number of what projections hold; it goes up by one whenever the same log gives other rows."""
SETTING = "projections.shape"


def replay_if_outdated(desk: NodeContext) -> int:
    """Fold the whole log again if an older program projected it; return the number of entries folded. Raises BrokenDisk."""
    if get_setting(SETTING, 1) == SHAPE:
        return 0
    with durable_transaction(desk):
        folded = replay(desk)
        put_setting(SETTING, SHAPE)
    return folded

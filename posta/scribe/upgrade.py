"""Fold the log again where a newer program projects it in another way: once, when it first opens a home.

Migrations change the tables; what stands in them comes from the log alone. So a release that reads something more from
entries counts `SHAPE` up, and homes made before are folded again at their next opening. So they are where the forms declare
other facts than before, which nobody has to count up for.
"""

from posta.figures.facts.fact_tables import fingerprint
from posta.node.settings import get_setting, put_setting
from posta.scribe.context.node_context import NodeContext
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.replay import replay

SHAPE = 12
"""The number of what projections hold; it goes up by one whenever the same log gives other rows."""
SETTING = "projections.shape"


def replay_if_outdated(node: NodeContext) -> int:
    """Fold the whole log again if an older program projected it; return the number of entries folded. Raises
    StorageError."""
    if get_setting(SETTING, 1) == current_shape():
        return 0
    with durable_transaction(node):
        folded = replay(node)
        put_setting(SETTING, current_shape())
    return folded


def current_shape() -> str:
    """Return what this program's projections hold, in one word: the shape, and what the forms declare as facts."""
    return f"{SHAPE}-{fingerprint()}"

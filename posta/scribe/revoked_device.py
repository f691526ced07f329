"""In service or not: a computer that knows it was declared lost writes nothing more, and says so in plain words.

What it wrote would be set aside everywhere. The colleague who typed it must learn that now, not weeks later from an
empty chart.
"""

from posta.errors import NotAllowed, gettext_noop
from posta.mission.posts import is_revoked
from posta.scribe.context.node_context import NodeContext


class ThisDeviceRevoked(NotAllowed):
    """This computer was declared lost; what it writes counts nowhere."""

    sentence = gettext_noop(
        "This computer was declared lost: nothing more can be recorded on it. Write on paper, "
        "lock it and call the administration."
    )


def is_device_revoked(node: NodeContext) -> bool:
    """Return whether the log, or an order that somebody showed, says that this computer was declared lost."""
    return is_revoked(node.cursor, node.device.feed) or node.has_revocation_order()


def check_not_revoked(node: NodeContext) -> None:
    """Check that this computer was not declared lost. Raises ThisDeviceRevoked."""
    if is_device_revoked(node):
        raise ThisDeviceRevoked

"""In service or not: a computer that knows it was declared lost writes nothing more, and says so in plain words.

What it wrote would be set aside everywhere. Whoever typed it must learn that now, not weeks later from an empty chart.
"""

from posta.errors import NotAllowed
from posta.mission.posts import is_revoked
from posta.scribe.desk import Desk


class OutOfService(NotAllowed):
    """This computer was declared lost; what it writes counts nowhere."""


def is_out_of_service(desk: Desk) -> bool:
    """Whether the log, or an order that somebody showed, says that this computer was declared lost."""
    return is_revoked(desk.cursor, desk.device.feed) or desk.was_told_off()


def check_in_service(desk: Desk) -> None:
    """Raises OutOfService."""
    if is_out_of_service(desk):
        raise OutOfService(
            "This computer was declared lost: nothing more can be recorded on it. Write on paper, lock it and call the"
            " administration."
        )

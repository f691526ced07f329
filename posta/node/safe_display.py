"""Protection of a page from a value that cannot be shown, among values that were written anywhere by anybody.

What an entry holds was checked when it was received. This is for errors that nobody foresaw: a row that raises while
it is put into words says that it cannot be shown, and the rows beside it are shown. Refusals, and a disk that fails,
are no fault of the row and are raised as usual.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from posta.errors import InvalidData, PostaError
from posta.node.storage.database import to_storage_error

Shown = TypeVar("Shown")
_log = logging.getLogger(__name__)


def with_fallback(make: Callable[[], Shown], otherwise: Callable[[], Shown]) -> Shown:
    """Present something; if its content raises, present in its place that it cannot be shown."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001  the door itself
        if _must_be_raised(error):
            raise
        _log.warning("Something cannot be shown: %s", type(error).__name__)
        return otherwise()


def _must_be_raised(error: Exception) -> bool:
    if isinstance(error, PostaError):
        return not isinstance(error, InvalidData)
    return any(one is not None and to_storage_error(one) is not None for one in (error, error.__cause__))

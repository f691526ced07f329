"""One durable transaction, and a disk that fails in it told apart from everything else.

The scribe works on a bare cursor, so what the driver raises reaches it as it is. A full or failing disk leaves here as
`BrokenDisk`, in words fit for a screen; nothing of the transaction is saved then, and saving again may help.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2

from posta.errors import BrokenDisk
from posta.node.database import disk_trouble
from posta.scribe.desk import Desk


@contextmanager
def disk_told() -> Iterator[None]:
    """What the driver says of a full or failing disk is raised as BrokenDisk."""
    try:
        yield
    except dbapi2.Error as error:
        trouble = disk_trouble(error)
        if trouble is None:
            raise
        raise trouble from error


@contextmanager
def durable(desk: Desk) -> Iterator[None]:
    """Everything inside is saved together when this returns, or not at all. Raises BrokenDisk."""
    with disk_told(), desk.transaction():
        yield


def is_of_the_disk(error: Exception) -> bool:
    """Whether storage failed, rather than what was to be stored being wrong."""
    return isinstance(error, dbapi2.OperationalError | BrokenDisk) or disk_trouble(error) is not None

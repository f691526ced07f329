"""One durable transaction, and errors of the disk kept apart from all other errors.

The scribe works on a bare cursor, so what the driver raises reaches it as it is. A full or failing disk leaves here
as `StorageError`, in words fit for a screen; nothing of the transaction is saved then, and saving again may help.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2

from posta.errors import StorageError
from posta.node.storage.database import to_storage_error
from posta.scribe.context.node_context import NodeContext


@contextmanager
def translate_storage_errors() -> Iterator[None]:
    """Raise what the driver says of a full or failing disk as StorageError."""
    try:
        yield
    except dbapi2.Error as error:
        trouble = to_storage_error(error)
        if trouble is None:
            raise
        raise trouble from error


@contextmanager
def durable_transaction(node: NodeContext) -> Iterator[None]:
    """Save everything inside together when this returns, or nothing. Raises StorageError."""
    with translate_storage_errors(), node.transaction():
        yield


def is_storage_error(error: Exception) -> bool:
    """Return whether storage failed, rather than what was to be stored being wrong."""
    return isinstance(error, dbapi2.OperationalError | StorageError) or to_storage_error(error) is not None

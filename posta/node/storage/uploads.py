"""Files that browsers send, while a request lasts: in the node's home, never in the computer's shared folder.

A passing file has no name and vanishes with the process that made it, however that ends: nothing has to be cleaned
up.
"""

import tempfile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from posta.node.storage.private_file import describe_file_error

IN_MEMORY = 16 * 1024 * 1024


def open_temporary_file() -> IO[bytes]:
    """Return a file without a name in the node's home, readable by its owner only. Raises StorageError."""
    try:
        return tempfile.TemporaryFile(dir=settings.POSTA_HOME)
    except OSError as reason:
        raise describe_file_error(reason) from reason


def open_response_buffer() -> IO[bytes]:
    """Return a file for what a browser fetches: in memory while it is small.

    So a post with a full disk can still be copied onto a stick.
    """
    return tempfile.SpooledTemporaryFile(IN_MEMORY, dir=settings.POSTA_HOME)


class HomeTempUploadHandler(FileUploadHandler):
    """Django's upload handler of a node."""

    def new_file(self, *given: Any, **more: Any) -> None:
        super().new_file(*given, **more)
        self.file = open_temporary_file()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError as reason:
            raise describe_file_error(reason) from reason

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return UploadedFile(
            file=self.file, name=self.file_name, content_type=self.content_type, size=file_size, charset=self.charset
        )

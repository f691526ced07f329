r"""Reads a form with files as browsers send it (RFC 7578); no library is used, as strangers may write it.

>>> body = b'--x\r\nContent-Disposition: form-data; name="post"\r\n\r\ntenosique\r\n--x--\r\n'
>>> [(part.name, part.value) for part in list_parts(body, "multipart/form-data; boundary=x")]
[('post', b'tenosique')]
"""

import re
from dataclasses import dataclass, field

_BOUNDARY = re.compile(r'boundary="?([^";,]{1,70})"?', re.IGNORECASE)
_NAME = re.compile(rb'[; ]name="([^"]*)"')
_FILE = re.compile(rb'[; ]filename="([^"]*)"')
_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, repr=False)
class FormPart:
    """One field: its name, what was typed, and of a file what it is called; an empty name is a box in which none was chosen."""

    name: str
    value: bytes = field(repr=False)
    file: str | None = field(default=None, repr=False)


def list_parts(body: bytes, kind: str) -> list[FormPart]:
    """Return the fields of a form with files, by its content type; raises ValueError for what is none."""
    boundary = _BOUNDARY.search(kind)
    if boundary is None:
        raise ValueError("A form with files names no boundary.")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())
    return [part for piece in pieces[1:] if (part := _read_part(piece)) is not None]


def has_file(body: bytes, kind: str) -> bool:
    """Return whether a form brings a file that somebody chose."""
    try:
        return any(part.file for part in list_parts(body, kind))
    except ValueError:
        return False


def _read_part(piece: bytes) -> FormPart | None:
    head, between, value = piece.partition(_END_OF_HEAD)
    name, file = _NAME.search(head), _FILE.search(head)
    if not between or name is None:  # the end of the form
        return None
    return FormPart(name[1].decode(), value, None if file is None else file[1].decode())

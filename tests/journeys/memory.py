"""Looks for bytes in the memory of a running process, the way whoever seizes a computer would."""

import re
from pathlib import Path


class Unreadable(PermissionError):
    """The kernel does not let us look into that process."""


def finds(pid: int, needle: bytes) -> bool:
    """Whether the bytes, their hexadecimal or their UTF-16 form are anywhere in what the process can write to."""
    forms = [needle, needle.hex().encode()]
    if needle.isascii():
        forms += [needle.decode().encode("utf-16-le"), needle.replace(b" ", b"+"), needle.replace(b" ", b"%20")]
    return any(form in region for region in _regions(pid) for form in forms)


def _regions(pid: int):
    try:
        with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in maps:
                found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
                if found is None:
                    continue
                start, end = (int(each, 16) for each in found.groups())
                try:
                    memory.seek(start)
                    yield memory.read(end - start)
                except (OSError, OverflowError, ValueError):
                    continue
    except PermissionError as reason:
        raise Unreadable(f"process {pid} keeps its memory to itself") from reason

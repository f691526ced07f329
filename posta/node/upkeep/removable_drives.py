"""USB sticks and cards that are in this computer now: where they are mounted, and that they take writing.

A disk of another kind under the same folders (a second partition, a share on the network) is none: nobody takes it along.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = (Path("/media"), Path("/run/media"), Path("/mnt"))


@dataclass(frozen=True, slots=True)
class MountTables:
    """Where Linux says what is mounted and what can be taken out; tests give others."""

    mounts: Path = Path("/proc/self/mounts")
    blocks: Path = Path("/sys/class/block")
    folders: tuple[Path, ...] = FOLDERS


def list_removable_drives(places: MountTables | None = None) -> list[Path]:
    """Return the folders of removable disks that are mounted for people and can be written to."""
    places = places or MountTables()
    return sorted(folder for device, folder in _mounted(places) if _is_removable(places.blocks / Path(device).name))


def _mounted(places: MountTables) -> Iterator[tuple[str, Path]]:
    try:
        lines = places.mounts.read_text(errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        device, folder, _, options = line.split(" ")[:4] if line.count(" ") >= 3 else ("", "", "", "ro")
        path = Path(folder.encode().decode("unicode_escape").encode("latin-1", "replace").decode(errors="replace"))
        under = any(path.is_relative_to(parent) for parent in places.folders)
        if under and "rw" in options.split(",") and os.access(path, os.W_OK):
            yield device, path


def _is_removable(block: Path) -> bool:
    """Return whether it hangs on USB, or its disk says that it can be taken out.

    A partition asks its disk.
    """
    try:
        where = block.resolve(strict=True)
    except OSError:
        return False
    if "/usb" in where.as_posix():
        return True
    flags = (where / "removable", where.parent / "removable")
    return any(flag.is_file() and flag.read_text().strip() == "1" for flag in flags)

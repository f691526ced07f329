"""Writes a site into a folder: first everything beside it, then one exchange of names, so that nothing is half done."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from posta.publicsite.errors import NotOurFolder

MARK: Final = ".posta-publish"
"""A file that says who wrote the folder. A folder that holds something and lacks it is never touched."""


def write_site(site: Mapping[str, bytes], folder: Path) -> None:
    """Replace a folder by a site. Raises NotOurFolder if the folder holds something else."""
    check_can_write(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        made, old = Path(scratch) / "new", Path(scratch) / "old"
        for path, content in {MARK: b"Written by `posta publish`; it is replaced whole.\n", **site}.items():
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if folder.exists():
            folder.rename(old)
        shutil.move(made, folder)


def check_can_write(folder: Path) -> None:
    """Refuse a folder with a file that this command did not write. Raises NotOurFolder."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotOurFolder("output_is_a_file")
    if any(folder.iterdir()) and not (folder / MARK).is_file():
        raise NotOurFolder("output_holds_others")

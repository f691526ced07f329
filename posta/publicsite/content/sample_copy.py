"""Copies the sample's content into a new content folder."""

import shutil
import tempfile
from pathlib import Path

from posta.errors import TemporarilyUnavailable
from posta.publicsite.content.content_folder import SAMPLE


class NotEmpty(TemporarilyUnavailable):
    """The folder is not empty; it is left unchanged."""

    sentence = "This folder holds something already. Name a new or empty folder with --init."


def copy_sample(folder: Path) -> int:
    """Write the sample's content into a new or empty folder; return how many files. Raises NotEmpty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        made = Path(scratch) / "content"
        shutil.copytree(SAMPLE, made, ignore=shutil.ignore_patterns("*.pyc", "__pycache__"))
        count = sum(path.is_file() for path in made.rglob("*"))
        if folder.exists():
            folder.rmdir()
        shutil.move(made, folder)
    return count

"""Homes as released versions left them (see `homes/freeze.py`), laid out again in a folder."""

import json
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from posta.node.identity.device import database_key
from posta.node.identity.unlock import unlock
from posta.node.storage.sqlcipher.base import open_encrypted

HOMES = Path(__file__).parent / "homes"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a frozen home: a doctor's five words, ten on paper, and who was treated there of what."""

    words: str
    paper: str
    person: str
    complaint: str


def list_releases() -> list[str]:
    """The releases whose homes are kept."""
    return sorted(path.stem for path in HOMES.glob("*.json"))


def lay_out(release: str, home: Path) -> Told:
    """Make the home that a release left: its small files as they were, its database sealed again under the same key."""
    told = Told(**json.loads((HOMES / f"{release}.json").read_text()))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(HOMES / f"{release}.tar.xz") as packed:
        packed.extractall(home, filter="data")
    unlocked = unlock(home, told.words)
    assert unlocked is not None
    key = database_key(unlocked.master)
    with closing(open_encrypted(key, database=home / "sealed.db")) as sealed:
        assert sealed.execute("SELECT said FROM word").fetchone() == (told.person,)
    with closing(open_encrypted(key, database=home / "node.db", isolation_level=None)) as opened:
        opened.execute("ATTACH DATABASE ? AS clear KEY ''", (str(home / "clear.db"),))
        opened.execute("SELECT sqlcipher_export('main', 'clear')")
        opened.execute("DETACH DATABASE clear")
    for path in home.iterdir():
        path.chmod(0o600)
    for name in ("clear.db", "sealed.db"):
        (home / name).unlink()
    return told

"""The state tables of this room, read from `aggregates/*.toml`: the file's name is the aggregate's."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from posta.operations.state_table import StateTable

FOLDER = Path(__file__).parent / "aggregates"


def read_tables(folder: Path) -> Mapping[str, StateTable]:
    """Read every table of a folder, by name. Raises InvalidStateTable."""
    return {
        path.stem: StateTable.from_toml(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.toml"))
    }


@cache
def list_tables() -> Mapping[str, StateTable]:
    """Return the tables that are shipped."""
    return read_tables(FOLDER)

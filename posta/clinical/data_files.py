"""Reads the clinical tables that lie beside this room."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def read_table(name: str) -> dict[str, Any]:
    """Read one TOML file of this room, once."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)

"""Reads the TOML and JSON files that lie beside this room."""

import json
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES = ("es", "en", "fr")


@cache
def read_toml(name: str) -> dict[str, object]:
    """Return the content of one TOML file of this room, read once."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


@cache
def read_json(name: str) -> dict[str, object]:
    """Return the content of one JSON file of this room, read once. Raises ValueError."""
    content = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError(f"{name} does not hold an object")
    return content


def parse_labels(row: object) -> dict[str, str]:
    """Return the labels of a row of terms, by language."""
    assert isinstance(row, dict)
    return {language: row[language] for language in LANGUAGES if language in row}


def choose_label(labels: dict[str, str], language: str, otherwise: str) -> str:
    """Return the label in the language asked, else in Spanish, else what is given."""
    return labels.get(language) or labels.get("es") or otherwise

"""The words of the page for people who need care, whole in each of its languages: `care/ht.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "care"


@cache
def read_care_words(language: str) -> Mapping[str, Any]:
    """Return the words of the page in a language of `CARE_LANGUAGES`."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def write_day(day: str, words: Mapping[str, Any]) -> str:
    """Return a day (YYYY-MM-DD) as people of the language write it; Django knows no dates in Haitian Creole."""
    year, month, number = day.split("-")
    return str(words["date"]).format(day=int(number), month=words["months"][int(month) - 1], year=year)

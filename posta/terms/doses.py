"""Words of doses in the language of the screen: what was written in Spanish is read in English and French.

>>> dose_label("1 tableta", "en"), dose_label("cada 8 h", "fr"), dose_label("al acostarse", "en")
('1 tablet', 'toutes les 8 h', 'al acostarse')
"""

import re
import tomllib
from functools import cache
from pathlib import Path

_NUMBER = r"(?P<n>[\d½¼¾.,/]+)"


def dose_label(written: str, language: str) -> str:
    """Return a dose or a frequency in the language asked; words that the table does not know are returned unchanged."""
    for pattern, labels in _rows():
        found = pattern.fullmatch(written.strip())
        if found:
            return labels.get(language, written).format(**found.groupdict())
    return written


@cache
def _rows() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    with Path(__file__).with_name("doses.toml").open("rb") as file:
        rows = tomllib.load(file)["words"]
    return tuple((_pattern(label), row) for row in rows for label in row.values())


def _pattern(label: str) -> re.Pattern[str]:
    return re.compile(re.escape(label).replace(re.escape("{n}"), _NUMBER), re.IGNORECASE)

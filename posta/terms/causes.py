"""External causes of injuries: the few that are offered, by their ICD-10 code.

>>> cause_label("V81.6", "es"), cause_label("W06", "es")
('Caída del tren', 'W06')
"""

from collections.abc import Mapping
from functools import cache

from posta.terms.data_files import choose_label, parse_labels, read_toml


@cache
def get_causes() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of each cause by its code, in the order in which they are offered."""
    rows = read_toml("causes.toml")["causes"]
    assert isinstance(rows, list)
    return {row["code"]: parse_labels(row) for row in rows}


def cause_label(code: str, language: str) -> str:
    """Return the label of a cause; a code that is not offered is shown as it is."""
    return choose_label(dict(get_causes().get(code, {})), language, code)

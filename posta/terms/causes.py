"""External causes of injuries: the few that are offered, by their ICD-10 code.

>>> label_of_cause("V81.6", "es"), label_of_cause("W06", "es")
('Caída del tren', 'W06')
"""

from collections.abc import Mapping
from functools import cache

from posta.terms.reading import label_in, labels_in, read_toml


@cache
def get_causes() -> Mapping[str, Mapping[str, str]]:
    """The labels of each cause by its code, in the order in which they are offered."""
    rows = read_toml("causes.toml")["causes"]
    assert isinstance(rows, list)
    return {row["code"]: labels_in(row) for row in rows}


def label_of_cause(code: str, language: str) -> str:
    """The label of a cause; a code that is not offered is shown as it is."""
    return label_in(dict(get_causes().get(code, {})), language, code)

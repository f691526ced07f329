"""Languages that people on the route speak, by ISO 639-3 code.

>>> language_label("hat", "es")
'Criollo haitiano'
"""

from functools import cache

from posta.terms.data_files import choose_label, read_json
from posta.terms.lists import OTHER


@cache
def get_languages() -> dict[str, dict[str, str]]:
    """Return the labels of each language by code."""
    rows = read_json("languages.json")["languages"]
    assert isinstance(rows, list)
    return {code: {"es": es, "en": en, "fr": fr} for code, es, en, fr in rows}


def language_label(code: str, language: str) -> str:
    """Return the name of a language; an unknown code is shown raw."""
    labels = get_languages().get(code)
    return choose_label(labels, language, code) if labels else f"{OTHER.get(language, OTHER['es'])} ({code})"

"""Languages that people on the route speak, by ISO 639-3 code.

>>> label_of_language("hat", "es")
'Criollo haitiano'
"""

from functools import cache

from posta.terms.lists import OTHER
from posta.terms.reading import label_in, read_json


@cache
def get_languages() -> dict[str, dict[str, str]]:
    """Labels of each language by code."""
    rows = read_json("languages.json")["languages"]
    assert isinstance(rows, list)
    return {code: {"es": es, "en": en, "fr": fr} for code, es, en, fr in rows}


def label_of_language(code: str, language: str) -> str:
    """The name of a language; an unknown code is shown raw."""
    labels = get_languages().get(code)
    return label_in(labels, language, code) if labels else f"{OTHER.get(language, OTHER['es'])} ({code})"

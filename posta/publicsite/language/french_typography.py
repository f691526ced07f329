r"""Joins French punctuation to its word: French puts a space before a colon, and no line may break there.

Texts are written with plain spaces.

>>> keep_together("comptées : « mille »").encode()
b'compt\xc3\xa9es\xc2\xa0: \xc2\xab\xc2\xa0mille\xc2\xa0\xc2\xbb'
"""

import re
from typing import Final

from posta.publicsite.language.site_languages import Texts

_SPACES: Final = re.compile(r"(?<=\S) (?=[:;?!»](?:\W|$))|(?<=«) ")
NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def keep_together(words: str) -> str:
    """Return French text that breaks no line before its punctuation, nor after an opening quotation mark."""
    return _SPACES.sub(NO_BREAK, words)


def typeset_french(texts: Texts) -> Texts:
    """Return texts whose French breaks no line before its punctuation."""
    return {language: keep_together(text) if language == "fr" else text for language, text in texts.items()}

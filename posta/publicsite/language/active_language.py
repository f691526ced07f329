"""Selects the language of gettext and dates while a page is made."""

from contextlib import AbstractContextManager
from typing import Final

from django.utils import translation

_CATALOGUES: Final = {"es": "es-mx"}


def use_language(language: str) -> AbstractContextManager[None]:
    """Activate a language of the site for gettext and dates while the block lasts."""
    return translation.override(_CATALOGUES.get(language, language))

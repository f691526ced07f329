"""Which catalogue gettext and dates use while a page is made."""

from contextlib import AbstractContextManager
from typing import Final

from django.utils import translation

_CATALOGUES: Final = {"es": "es-mx"}


def use_language(language: str) -> AbstractContextManager[None]:
    """Make gettext and dates those of a language of the site while the block lasts."""
    return translation.override(_CATALOGUES.get(language, language))

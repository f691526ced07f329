"""The language of a page, as the catalogue names it."""

from django.utils.translation import get_language


def current_language() -> str:
    """Return the language of this page as the catalogue knows it."""
    return (get_language() or "es")[:2]

"""Errors and stored reasons in the reader's language: the sentence of a code, translated and then filled."""

from django.utils.translation import gettext as _

from posta.errors import PostaError, Reason


def translate_error(error: PostaError) -> str:
    """Return the sentence of an error; a general sentence for one without its own."""
    return translate_reason(error.reason) if error.code else _("You cannot do this here.")


def translate_reason(reason: Reason) -> str:
    """Return the sentence of a stored reason; a general sentence for a code that only another version knows."""
    words = _(reason.sentence)
    return words % reason.params if reason.params else words


def translate_code(code: str) -> str:
    """Return the sentence of a code without parameters; empty for no code."""
    return translate_reason(Reason(code)) if code else ""

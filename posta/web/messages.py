"""Errors and kept reasons in the reader's language: the sentence of their code, translated and then filled."""

from django.utils.translation import gettext as _

from posta.errors import PostaError, Reason


def translate_error(error: PostaError) -> str:
    """Return what an error says; general words for one that has no sentence."""
    return translate_reason(error.reason) if error.code else _("You cannot do this here.")


def translate_reason(reason: Reason) -> str:
    """Return what a kept reason says; general words for one of which only another version has the sentence."""
    words = _(reason.sentence)
    return words % reason.params if reason.params else words


def translate_code(code: str) -> str:
    """Return the sentence of a code without parameters; empty for none."""
    return translate_reason(Reason(code)) if code else ""

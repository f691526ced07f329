"""Why the mission's rules refuse something."""

from posta.errors import InvalidData, NotAllowed


class Refused(NotAllowed):
    """A colleague, role or device may not do this; the message says which rule."""


class NotOfThisMission(InvalidData):
    """A post, device or colleague is unknown here."""

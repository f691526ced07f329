"""Why the mission's rules refuse something."""

from posta.errors import NotAllowed, WrongData


class Refused(NotAllowed):
    """A colleague, role or device may not do this; the message says which rule."""


class NotOfThisMission(WrongData):
    """A post, device or colleague is unknown here."""

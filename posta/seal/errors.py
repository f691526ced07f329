"""What can go wrong when something sealed is opened or closed."""

from posta.errors import InvalidData, NotAllowed


class SealError(InvalidData):
    """Sealed bytes break a rule."""


class CannotOpen(SealError):
    """The key does not open these bytes: another key's, or altered on the way."""


class MalformedSeal(SealError):
    """The bytes have no valid sealed form; they were not made by Posta or were cut."""


class NoKey(NotAllowed):
    """This device or person does not hold the key of the compartment."""

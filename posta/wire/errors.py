"""What can be wrong with something that arrives."""

from posta.errors import InvalidData, NotAllowed


class WireError(InvalidData):
    """A segment or bundle breaks a rule of the wire."""


class NotASegment(WireError):
    """The bytes do not begin like a segment of this wire version."""


class CutShort(WireError):
    """The bytes end before what they announce."""


class TooLarge(WireError):
    """More entries or bytes than one segment or bundle may hold."""


class TooLongToSend(InvalidData):
    """What is to be signed together would not fit one segment, so it could reach nobody."""


class NotABundle(WireError):
    """The file is not a Posta bundle."""


class NotForThisDevice(NotAllowed):
    """The bundle was sealed for other devices or another mission."""

"""One error class per rule that a feed must keep; each message names the rule, never the content."""

from posta.errors import InvalidData


class FeedError(InvalidData):
    """A header, chain or signature breaks a rule of the feed."""


class MalformedHeader(FeedError):
    """The bytes are not a header of this wire version."""


class UnknownWireVersion(FeedError):
    """The header was written by a newer wire version than this program knows."""


class BrokenBacklink(FeedError):
    """The previous hash in a header is not the hash of the entry before it."""


class WrongSequence(FeedError):
    """The sequence number does not follow the one before it."""


class WrongFeed(FeedError):
    """The header belongs to another feed or incarnation than the chain it is in."""


class ClockWentBack(FeedError):
    """The hybrid clock of an entry is not after that of the entry before it."""


class BadSignature(FeedError):
    """The signature over the head was not made by the key of this feed."""

"""The rules a chain of entries must keep, as free functions that raise one error class per broken rule."""

from posta.feed.entry import GENESIS, Head, Header
from posta.feed.errors import BrokenBacklink, ClockWentBack, WrongFeed, WrongSequence


def validate_first(header: Header) -> None:
    """The first entry of an incarnation: sequence 0, linked to nothing.

    Raises WrongSequence, BrokenBacklink.
    """
    if header.sequence != 0:
        raise WrongSequence(f"A feed must begin at 0, this one begins at {header.sequence}; fetch it from its start.")
    if header.previous != GENESIS:
        raise BrokenBacklink("The first entry of a feed links to an entry before it; the feed is not whole.")


def validate_next(before: Header, head: Head, header: Header) -> None:
    """An entry after `before` (whose hash is `head.hash`).

    Conditions: same feed and incarnation (WrongFeed), next sequence (WrongSequence), backlink equal to the hash before
    (BrokenBacklink), clock after the clock before (ClockWentBack).
    """
    if (header.feed, header.incarnation) != (head.feed, head.incarnation):
        raise WrongFeed("An entry of another feed stands in this chain; the sender mixed two feeds.")
    if header.sequence != head.sequence + 1:
        raise WrongSequence(f"Entry {head.sequence + 1} was expected and {header.sequence} came; ask for the gap.")
    if header.previous != head.hash:
        raise BrokenBacklink(f"Entry {header.sequence} does not link to the one before it; the chain was altered.")
    if header.hlc <= before.hlc:
        raise ClockWentBack(f"Entry {header.sequence} is not later than the one before it; the chain was altered.")

"""The rules a chain of entries must keep, as free functions that raise one error class per broken rule."""

from posta.feed.entry import GENESIS, Head, Header
from posta.feed.errors import BrokenBacklink, ClockWentBack, WrongFeed, WrongSequence


def validate_first(header: Header) -> None:
    """Check the first entry of an incarnation: sequence 0, linked to nothing.

    Raises WrongSequence, BrokenBacklink.
    """
    if header.sequence != 0:
        raise WrongSequence("feed_without_start", sequence=header.sequence)
    if header.previous != GENESIS:
        raise BrokenBacklink("links_before_first")


def validate_next(before: Header, head: Head, header: Header) -> None:
    """Check an entry after `before` (whose hash is `head.hash`).

    Conditions: same feed and incarnation (WrongFeed), next sequence (WrongSequence), backlink equal to the hash before
    (BrokenBacklink), clock after the clock before (ClockWentBack).
    """
    if (header.feed, header.incarnation) != (head.feed, head.incarnation):
        raise WrongFeed("mixed_feeds")
    if header.sequence != head.sequence + 1:
        raise WrongSequence("entries_missing", expected=head.sequence + 1, sequence=header.sequence)
    if header.previous != head.hash:
        raise BrokenBacklink("entry_not_linked", sequence=header.sequence)
    if header.hlc <= before.hlc:
        raise ClockWentBack(sequence=header.sequence)

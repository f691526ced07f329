"""One error class per rule that a feed must keep; each message names the rule, never the content."""

from posta.errors import InvalidData, gettext_noop


class FeedError(InvalidData):
    """A header, chain or signature breaks a rule of the feed."""


class MalformedHeader(FeedError):
    """The bytes are not a header of this wire version."""

    sentences = {
        "wrong_header_length": gettext_noop(
            "A header has the wrong length; ask the sender for this part of the feed again."
        ),
        "wrong_reference_length": gettext_noop("A part reference has a wrong length; the entry was not made by Posta."),
        "wrong_field_length": gettext_noop("A header has a field of wrong length; the entry was not made by Posta."),
        "header_out_of_range": gettext_noop("A header has a number out of range; the entry was not made by Posta."),
    }


class UnknownWireVersion(FeedError):
    """The header was written by a newer wire version than this program knows."""

    sentence = gettext_noop("An entry uses wire version %(version)d; update this program to read it.")


class BrokenBacklink(FeedError):
    """The previous hash in a header is not the hash of the entry before it."""

    sentences = {
        "entry_not_linked": gettext_noop(
            "Entry %(sequence)d does not link to the one before it; the chain was altered."
        ),
        "links_before_first": gettext_noop(
            "The first entry of a feed links to an entry before it; the feed is not whole."
        ),
        "proof_leads_elsewhere": gettext_noop("The headers of a proof do not lead to its head; it proves nothing."),
        "proof_not_linked": gettext_noop("A header of a proof does not follow the one before it; it proves nothing."),
    }


class WrongSequence(FeedError):
    """The sequence number does not follow the one before it."""

    sentences = {
        "entries_missing": gettext_noop("Entry %(expected)d was expected and %(sequence)d came; ask for the gap."),
        "feed_without_start": gettext_noop(
            "A feed must begin at 0, this one begins at %(sequence)d; fetch it from its start."
        ),
        "proof_skips": gettext_noop("A header of a proof is not the next one; it proves nothing."),
    }


class WrongFeed(FeedError):
    """The header belongs to another feed or incarnation than the chain it is in."""

    sentences = {
        "mixed_feeds": gettext_noop("An entry of another feed stands in this chain; the sender mixed two feeds."),
        "proves_no_fork": gettext_noop(
            "These two heads prove no fork: they must differ at one and the same place of one feed."
        ),
        "proof_of_another_feed": gettext_noop("A header of a proof is of another feed; it proves nothing."),
    }


class ClockWentBack(FeedError):
    """The hybrid clock of an entry is not after that of the entry before it."""

    sentence = gettext_noop("Entry %(sequence)d is not later than the one before it; the chain was altered.")


class BadSignature(FeedError):
    """The signature over the head was not made by the key of this feed."""

    sentences = {
        "key_of_another_feed": gettext_noop(
            "The key sent along does not belong to this feed; the segment was put together by another."
        ),
        "altered_segment": gettext_noop("The signature over the head is not this device's; the segment was altered."),
    }

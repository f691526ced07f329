"""What can be wrong with something that arrives."""

from posta.errors import InvalidData, NotAllowed, gettext_noop


class WireError(InvalidData):
    """A segment or bundle breaks a rule of the wire."""


class NotASegment(WireError):
    """The bytes do not begin like a segment of this wire version."""

    sentences = {
        "not_a_segment": gettext_noop(
            "These bytes are not a segment of a feed; fetch them again or update this program."
        ),
        "sequence_out_of_range": gettext_noop("The sequence of a segment is out of range; it was not made by Posta."),
        "bytes_after_last_entry": gettext_noop("A segment has bytes after its last entry; it was not made by Posta."),
        "entry_clock_goes_back": gettext_noop("The clock of an entry goes back; this is not one feed in order."),
        "entry_clock_stands": gettext_noop("The clock of an entry stands still; the segment was not made by Posta."),
        "entry_clock_out_of_range": gettext_noop(
            "The clock of an entry is out of range; the segment was not made by Posta."
        ),
        "number_too_long": gettext_noop("A number in a segment is too long; it was not made by Posta."),
    }


class CutShort(WireError):
    """The bytes end before what they announce."""

    sentences = {
        "segment_cut_short": gettext_noop("A segment ends in the middle of an entry; fetch it again."),
        "bundle_without_end": gettext_noop("The bundle ends before its last block; copy the file again."),
        "bundle_cut_short": gettext_noop("The bundle ends before what it announces; copy the file again."),
    }


class TooLarge(WireError):
    """More entries or bytes than one segment or bundle may hold."""

    sentences = {
        "too_many_parts": gettext_noop("An entry has at most %(limit)d parts."),
        "wrong_entry_count": gettext_noop("A segment holds 1 to %(limit)d entries."),
        "segment_too_large": gettext_noop("A segment is larger than 1 MB; it was not made by Posta."),
        "part_too_large": gettext_noop("A part is larger than 1 MB."),
        "bundle_too_large": gettext_noop("A bundle of more than 4 GB; export fewer feeds at a time."),
        "block_too_large": gettext_noop(
            "A block of the bundle is larger than any that Posta writes; copy the file again."
        ),
    }


class TooLongToSend(InvalidData):
    """What is to be signed together would not fit one segment, so it could not be sent."""

    sentence = gettext_noop("This is too long to be sent to other posts: shorten the texts, or sign it in two parts.")


class NotABundle(WireError):
    """The file is not a Posta bundle."""

    sentence = gettext_noop("This file is not a Posta bundle; choose a file whose name ends in .posta.")


class NotForThisDevice(NotAllowed):
    """The bundle was sealed for other devices or another mission."""

    sentences = {
        "bundle_of_another_mission": gettext_noop("This bundle belongs to another mission; nothing was read from it."),
        "bundle_for_others": gettext_noop("This bundle was made for other devices; ask for one made for this one."),
    }

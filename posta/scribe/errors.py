"""Reasons for entries that are kept and not applied, and for what was noticed while they were received."""

from posta.errors import InvalidData, Reason, gettext_noop


class EntrySetAside(InvalidData):
    """Why an entry or a segment has no effect here, or something unexpected that came with it."""

    sentences = {
        "not_applied": gettext_noop("An entry could not be applied; it is kept and tried again later."),
        "revoked_device_entry": gettext_noop(
            "Written by a device after it was declared lost; a person must look at it."
        ),
        "care_without_post": gettext_noop("Care was written by a device that serves no post."),
        "device_not_enrolled": gettext_noop(
            "From a device this mission has not enrolled; kept until its enrolment arrives."
        ),
        "device_not_enrolled_no_room": gettext_noop(
            "From a device that is not enrolled. Storage for unknown devices is full; the entries will be requested again"
            " after enrolment."
        ),
        "feed_gap": gettext_noop("A part of a feed is missing before what arrived; it will be asked for again."),
        "feed_forked": gettext_noop("A device signed two entries at one place (restored or copied); both are kept."),
        "own_entries_lacking": gettext_noop(
            "Others hold entries of this computer that it lacks: it was restored or copied, and has begun a new line."
        ),
    }


NOT_APPLIED = Reason("not_applied")

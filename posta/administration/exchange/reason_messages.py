"""Why something was set aside, or a road is closed, in the reader's language.

The rooms below say their reasons in English, some with a number in them; here are all that people can meet. A reason that
is not among them comes from a newer version, and is told in general words.
"""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

SENTENCES = (
    noop("A device signed two entries at one place (restored or copied); both are kept."),
    noop("A part of a feed is missing before what arrived; it will be asked for again."),
    noop("A device was accused of signing two entries at one place, without proof; it is kept and has no effect."),
    noop("A device signed more lines of its feed than are kept; ask the administration about this computer."),
    noop("An entry could not be applied; it is kept and tried again later."),
    noop("A part does not have the shape of its compartment; it is set aside."),
    noop("An entry's forms do not have their shape; it is set aside."),
    noop("An entry tells of a time that cannot be; it is set aside."),
    noop("Care was written by a device that serves no post."),
    noop("From a device this mission has not enrolled; kept until its enrolment arrives."),
    noop(
        "From a device that is not enrolled. Storage for unknown devices is full; the entries will be requested again after"
        " enrolment."
    ),
    noop("The bundle ends before its last block; copy the file again."),
    noop("The bundle ends before what it announces; copy the file again."),
    noop("The checksum at the end of the bundle is wrong; copy the file again."),
    noop("The other side cannot be reached; what is to send waits here."),
    noop(
        "The other side answered something else than Posta, perhaps a page that asks to log in to the Wi-Fi;"
        " it will be tried again."
    ),
    noop("The other side answers too slowly; the exchange was broken off and goes on at the next round."),
    noop("The other side answered more than Posta does; the exchange was broken off."),
    noop("Something on the stick has a name like a bundle and cannot be opened; the rest was read."),
    noop("This post exchanges with 16 others already; remove one first."),
    noop("The exchange broke off by an error of this computer; it will be tried again."),
    noop("The disk is full: this was not saved. Free some space, then save again."),
    noop("The disk accepts no writing: this was not saved. Check the disk, then save again."),
    noop("The disk reported an error: this was not saved. Make a backup now and check the disk."),
    noop("The database cannot be read: wrong key or damaged file. Run `posta doctor`."),
    noop("The other side did not accept this device's signature; check the clock and the card."),
    noop(
        "The clock of the other side is ahead, so it takes membership cards for over; the one of this computer is right. Tell"
        " who keeps the other side."
    ),
    noop("This bundle belongs to another mission; nothing was read from it."),
    noop("This bundle was made for other devices; ask for one made for this one."),
    noop(
        "The membership card of this computer has expired. You can keep working, but it can only exchange by USB stick until"
        " the card is renewed. Ask the administration to renew it, and bring the file of the administration here."
    ),
    noop("The other side serves this computer no more; ask the administration."),
    noop("This computer was declared lost: nobody exchanges with it any more. Lock it and call the administration."),
    noop("This computer has no membership card yet; ask an administrator to enrol it."),
    noop("This device may not change the mission."),
    noop("This file is not a Posta bundle; choose a file whose name ends in .posta."),
    noop("This is not the address of a post; it looks like 192.168.1.20:8470."),
    noop("Written by a device after it was declared lost; a person must look at it."),
    noop("A block of the bundle is larger than any that Posta writes; copy the file again."),
)
PATTERNS = (
    (
        re.compile(r"An entry of kind (?P<kind>\w+) has fields that do not fit; it is set aside\."),
        noop("An entry of kind %(kind)s has fields that do not fit; it is set aside."),
    ),
    (
        re.compile(r"Block (?P<block>\d+) of (?P<blocks>\d+) of the bundle is damaged; copy the file again\."),
        noop("Block %(block)s of %(blocks)s of the bundle is damaged; copy the file again."),
    ),
    (
        re.compile(r"The other side answered (?P<status>\d+); it will be tried again\."),
        noop("The other side answered %(status)s; it will be tried again."),
    ),
)
_KNOWN_SENTENCES = frozenset(SENTENCES)


def translate_reason(reason: str) -> str:
    """A reason in the language of the page."""
    if reason in _KNOWN_SENTENCES:
        return _(reason)
    for pattern, sentence in PATTERNS:
        if found := pattern.fullmatch(reason):
            return _(sentence) % found.groupdict()
    if (get_language() or "").startswith("en"):
        return reason
    return _("It could not be applied; it is kept and tried again later.")

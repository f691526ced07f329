"""Where this colleague can go at this post: the three places under the thumb, and the others at the foot of a page.

What somebody may not open is not offered: a computer that counts has no key to any chart, whatever the trade.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from posta.acts.duty import Duty
from posta.mission.permissions import can_administer, can_count, can_give_care


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the frame: `here` is how a page says that it is this place."""

    href: str
    words: str
    icon: str
    here: str = ""


def under_the_thumb(duty: Duty) -> tuple[Place, ...]:
    """The first places: of care where care is given, else what this colleague's work is."""
    if duty.post.number and can_give_care(duty.staff):
        return (
            Place("/", _("Today"), "house", "today"),
            Place("/search/", _("Search"), "search", "search"),
            Place("/scan/", pgettext("dock", "Scan"), "scan-qr-code", "scan"),
        )
    return (*further(duty), Place("/sync/", _("Exchange"), "refresh-cw", "sync"))


def further(duty: Duty) -> tuple[Place, ...]:
    """The other places: work that is about no person, what is half written, figures, administration."""
    found = []
    if duty.post.number:
        found.append(Place("/work/", _("Work of the post"), "clipboard-list", "work"))
        found.append(Place("/drafts/", _("Drafts"), "pencil", "drafts"))
    if can_count(duty.staff):
        found.append(Place("/coordination/", _("Figures"), "file-text", "figures"))
    if can_administer(duty.staff):
        found.append(Place("/admin/", _("Administration"), "users", "admin"))
    return tuple(found)

"""The navigation of a colleague at this post: three main places, and the others at the foot of a page.

What a colleague may not open is not offered: a computer that counts has no key to any chart, for any trade.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from posta.acts.actor import Actor
from posta.mission.rules.permissions import can_administer, can_count, can_give_care, can_keep_directory
from posta.mission.rules.place_rule import can_add_place


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the frame: `here` is the name by which a page marks this place as current."""

    href: str
    words: str
    icon: str
    here: str = ""


def primary_nav(actor: Actor) -> tuple[NavItem, ...]:
    """Return the main places: those of care at a post of care, otherwise those of this colleague's work.

    Three have room for their words on the narrowest screen.
    """
    if actor.post.number and can_give_care(actor.staff):
        return (
            NavItem(reverse("home"), _("Today"), "house", "today"),
            NavItem(reverse("search"), _("Search"), "search", "search"),
            NavItem(reverse("scan"), pgettext("dock", "Scan"), "scan-qr-code", "scan"),
        )
    return (*secondary_nav(actor)[-2:], NavItem(reverse("sync"), _("Exchange"), "refresh-cw", "sync"))


def secondary_nav(actor: Actor) -> tuple[NavItem, ...]:
    """Return the other places: the agenda, activities about no person, drafts, figures, administration."""
    found = []
    if actor.post.number and can_give_care(actor.staff):
        found.append(NavItem(reverse("agenda"), _("Agenda"), "calendar", "agenda"))
        found.append(NavItem(reverse("referrals"), _("Referrals"), "send", "referrals"))
    elif can_keep_directory(actor.staff):
        found.append(NavItem(reverse("directory"), _("Directory"), "phone", "directory"))
    if actor.post.number:
        found.append(NavItem(reverse("work-forms"), _("Site activities"), "clipboard-list", "work"))
        found.append(NavItem(reverse("drafts"), _("Drafts"), "pencil", "drafts"))
    if actor.post.number and can_add_place(actor.node.cursor, actor.node.device.feed, actor.staff):
        found.append(NavItem(reverse("places"), _("Places"), "map-pin", "places"))
    if can_count(actor.staff):
        found.append(NavItem(reverse("figures"), _("Figures"), "file-text", "figures"))
    if can_administer(actor.staff):
        found.append(NavItem(reverse("admin"), _("Administration"), "users", "admin"))
    return tuple(found)

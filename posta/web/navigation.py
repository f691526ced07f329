"""The navigation of a colleague at this post: what the dock of a phone and the tabs of a wide screen offer.

What a colleague may not open is not offered: a computer that counts has no key to any chart, for any trade.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.formkit.language import current_language
from posta.mission.posts import find_device
from posta.mission.rules.case_rule import list_case_forms
from posta.mission.rules.choice_rule import may_decide
from posta.mission.rules.permissions import can_administer, can_count, can_give_care, can_keep_directory
from posta.mission.rules.place_rule import can_add_place

MOBILE_KINDS = frozenset({"mobile_stop", "railway_stop", "community"})
"""Kinds of places at which a team opens and closes a stop."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the frame: `here` is the name by which a page marks this place as current."""

    href: str
    words: str
    icon: str
    here: str = ""


# The places of a trade that gives no care, or of a colleague at coordination: the first one is their first page.
MAIN_PLACES = {
    "logistician": ("work", "drafts", "sync"),
    "epidemiologist": ("figures", "sync"),
    "administrator": ("admin", "figures", "sync"),
}
USUAL_PLACES = ("figures", "sync", "drafts")
IN_DOCK = 3  # as many have room for their words on the narrowest screen
IN_TABS = 9  # as many have room beside "More" in one line of a wide screen


def landing_address(actor: Actor) -> str:
    """Return the first page of a colleague who has no board: activities, figures, administration or the exchange."""
    return _main_places(actor)[0].href


def primary_nav(actor: Actor) -> tuple[NavItem, ...]:
    """Return the dock of a phone: the first page, search or what this trade does most, and everything else."""
    gives_care = actor.post.number and can_give_care(actor.staff)
    places = _care_nav() if gives_care else _main_places(actor)
    return (*places[: IN_DOCK - 1], _more())


def tabs_nav(actor: Actor) -> tuple[NavItem, ...]:
    """Return the tabs of a wide screen: the first page and search where there is care, then the places most used."""
    gives_care = actor.post.number and can_give_care(actor.staff)
    return (*(*(_care_nav() if gives_care else ()), *secondary_nav(actor))[:IN_TABS], _more())


def _more() -> NavItem:
    return NavItem(reverse("more"), _("More"), "plus", "more")


def _main_places(actor: Actor) -> tuple[NavItem, ...]:
    found = {item.here: item for item in secondary_nav(actor)}
    return tuple(found[name] for name in MAIN_PLACES.get(actor.staff.role, USUAL_PLACES) if name in found)


def _administers(actor: Actor) -> bool:
    """Return whether this computer administers: at any other the pages of administration say no."""
    device = find_device(actor.node.cursor, actor.node.device.feed)
    return device is not None and device.administers


def _care_nav() -> tuple[NavItem, ...]:
    return (
        NavItem(reverse("home"), _("Today"), "house", "today"),
        NavItem(reverse("search"), _("Search"), "search", "search"),
    )


def secondary_nav(actor: Actor) -> tuple[NavItem, ...]:
    """Return the other places: the agenda, activities about no person, drafts, exchange, figures, administration."""
    found = []
    if actor.post.number and can_give_care(actor.staff):
        found += [
            NavItem(
                reverse("cases", args=[form.name]), form.service.case.heading(current_language()), "users", form.name
            )
            for form in list_case_forms(actor.offered, actor.post.kind, actor.staff)
            if form.service.case is not None
        ]
        found.append(NavItem(reverse("agenda"), _("Agenda"), "calendar", "agenda"))
        found.append(NavItem(reverse("referrals"), _("Referrals"), "send", "referrals"))
        found.append(NavItem(reverse("prints"), _("Prints"), "printer", "prints"))
        found.append(NavItem(reverse("groups"), _("Families"), "users", "groups"))
        found.append(NavItem(reverse("door"), _("Reception"), "user-plus", "door"))
        if actor.post.kind in MOBILE_KINDS:
            found.append(NavItem(reverse("stops"), _("Stop"), "map-pin", "stops"))
    elif can_keep_directory(actor.staff):
        found.append(NavItem(reverse("directory"), _("Directory"), "phone", "directory"))
    if actor.post.number:
        found.append(NavItem(reverse("work-forms"), _("Activities"), "clipboard-list", "work"))
        found.append(NavItem(reverse("drafts"), _("Drafts"), "pencil", "drafts"))
    if actor.post.number and can_add_place(actor.node.cursor, actor.node.device.feed, actor.staff):
        found.append(NavItem(reverse("places"), _("Places"), "map-pin", "places"))
    if actor.post.number and may_decide(actor.staff.role):
        found.append(NavItem(reverse("requests"), _("What people ask for"), "users", "requests"))
    found.append(NavItem(reverse("sync"), _("Exchange"), "refresh-cw", "sync"))
    if can_count(actor.staff):
        found.append(NavItem(reverse("figures"), _("Figures"), "file-text", "figures"))
    if can_administer(actor.staff) and _administers(actor):
        found.append(NavItem(reverse("admin"), _("Administration"), "users", "admin"))
    return tuple(found)

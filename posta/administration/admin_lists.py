"""The values of the lists of administration: colleagues and computers, and what needs attention."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.acts.mission.grant_repair import list_missing_keys
from posta.administration.forms import access_text, format_epoch_day, role_label
from posta.clock import DAY_MILLIS, to_epoch_day, to_millis
from posta.ids import format_short_code
from posta.ledger.frontier import list_contacts
from posta.mission.places.place_tables import list_all_served
from posta.mission.posts import Device, list_devices
from posta.mission.staff import Staff, list_staff
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_ago
from posta.web.placeholders import line_placeholder

WARNING_DAYS = 30
SILENT_DAYS = 3  # as long as coordination waits before it calls a post silent


@dataclass(frozen=True, slots=True, repr=False)
class ColleagueRow:
    """A colleague in a list: `state` is ok, ask or empty (work has ended)."""

    href: str
    name: str
    role: str
    opens: str
    state: str
    word: str
    until: str
    works: bool
    is_self: bool
    lacks_key: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class DeviceRow:
    """A computer in a list."""

    href: str
    label: str
    code: str
    state: str
    word: str
    contact: str
    until: str
    is_lost: bool
    is_own: bool
    lacks_key: bool = False


def present_colleagues(actor: Actor) -> tuple[list[ColleagueRow], list[ColleagueRow]]:
    """Return the colleagues at work and those whose work has ended, by name."""
    lacking = list_holders_without_keys(actor)
    shown = [present_colleague(one, actor, lacking) for one in list_staff(actor.node.cursor)]
    return [one for one in shown if one.works], [one for one in shown if not one.works]


def list_holders_without_keys(actor: Actor) -> frozenset[bytes]:
    """Return the devices and people who lack a key that they are entitled to."""
    return frozenset(one.holder for one in list_missing_keys(actor.node))


def present_colleague(one: Staff, actor: Actor, lacking: frozenset[bytes] | None = None) -> ColleagueRow:
    """Return one colleague; one who cannot be shown has only their name, so that their work can be ended."""
    lacking = list_holders_without_keys(actor) if lacking is None else lacking
    href, works = reverse("admin-colleague", args=[one.id.hex()]), not one.departed
    unshown = ColleagueRow(href, one.name, "", "", "bad", line_placeholder(), "", works, one.id == actor.staff.id)
    return with_fallback(lambda: _present_colleague(one, actor, lacking), lambda: unshown)


def _present_colleague(one: Staff, actor: Actor, lacking: frozenset[bytes]) -> ColleagueRow:
    today = to_epoch_day(actor.today)
    works = one.is_active_on(today)
    left = None if one.until is None else one.until - today
    state, word = "ok", _("active")
    if not works:
        state, word = "", _("ended")
    elif one.id in lacking:
        state, word = "ask", _("lacks a key")
    elif left is not None and left <= WARNING_DAYS:
        state = "ask"
        word = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left else _("last day")
    return ColleagueRow(
        href=reverse("admin-colleague", args=[one.id.hex()]),
        name=one.name,
        role=role_label(one.role),
        opens=access_text(one.compartments),
        state=state,
        word=word,
        until="" if one.departed else format_epoch_day(one.until),  # they left before the day that was planned
        works=works,
        is_self=one.id == actor.staff.id,
        lacks_key=one.id in lacking,
    )


def present_devices(actor: Actor) -> tuple[list[DeviceRow], list[DeviceRow]]:
    """Return the computers in use and those declared lost."""
    contacts, lacking = list_contacts(actor.node.cursor), list_holders_without_keys(actor)
    shown = [present_device(one, actor, contacts, lacking) for one in list_devices(actor.node.cursor)]
    return [one for one in shown if not one.is_lost], [one for one in shown if one.is_lost]


def present_device(
    one: Device, actor: Actor, contacts: dict | None = None, lacking: frozenset[bytes] | None = None
) -> DeviceRow:
    """Return one computer; one that cannot be shown has only its code, so that it can be declared lost."""
    lacking = list_holders_without_keys(actor) if lacking is None else lacking
    contacts = list_contacts(actor.node.cursor) if contacts is None else contacts
    href, is_own = reverse("admin-device", args=[one.feed.hex()]), one.feed == actor.node.device.feed
    lost = one.revoked is not None
    unshown = DeviceRow(href, one.label, format_short_code(one.feed), "bad", line_placeholder(), "", "", lost, is_own)
    return with_fallback(lambda: _present_device(one, actor, contacts, lacking), lambda: unshown)


def _present_device(one: Device, actor: Actor, contacts: dict, lacking: frozenset[bytes]) -> DeviceRow:
    contact = contacts.get(one.feed)
    own = one.feed == actor.node.device.feed
    left = None if one.until is None else one.until - to_epoch_day(actor.today)
    state, word = "ok", _("this computer") if own else _("in use")
    if one.revoked is not None:
        state, word = "bad", _("declared lost")
    elif one.feed in lacking:
        state, word = "ask", _("lacks a key")
    elif contact is None:
        state, word = "ask", _("no contact yet")
    elif left is not None and left <= WARNING_DAYS:
        state, word = "ask", expiry_text(left)
    elif not own and (silent := (to_millis(actor.now) - contact[0]) // DAY_MILLIS) > SILENT_DAYS:
        state, word = "ask", ngettext("no contact for %(n)s day", "no contact for %(n)s days", silent) % {"n": silent}
    return DeviceRow(
        href=reverse("admin-device", args=[one.feed.hex()]),
        label=one.label,
        code=format_short_code(one.feed),
        state=state,
        word=word,
        contact=format_ago(to_millis(actor.now) - contact[0]) if contact else "",
        until=format_epoch_day(one.until),
        is_lost=one.revoked is not None,
        is_own=own,
        lacks_key=one.feed in lacking,
    )


def expiry_text(left: int) -> str:
    """Return how long a card is still valid."""
    if left < 0:
        return _("card has run out")
    if left == 0:
        return _("card: last day")
    return ngettext("card: %(n)s day left", "card: %(n)s days left", left) % {"n": left}


def count_places_with_computer(actor: Actor) -> int:
    """Return at how many places a computer works that was not declared lost."""
    served, devices = list_all_served(actor.node.cursor), list_devices(actor.node.cursor)
    return len({place for one in devices if one.revoked is None for place in served.get(one.feed, ())})

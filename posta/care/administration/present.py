"""What the lists of administration show: colleagues, posts and computers, and what needs a look."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.duty import Duty
from posta.acts.keys import list_missing
from posta.care.administration.forms import day_words, opens_words, role_words
from posta.care.unshown import line_words
from posta.care.words import ago_words, language
from posta.clock import at_place, day_number, millis_of, zone_named
from posta.ids import spoken
from posta.ledger.frontier import list_contacts
from posta.mission.posts import Device, Post, list_devices, list_posts
from posta.mission.staff import Staff, list_staff
from posta.node.showing import guarded
from posta.terms.lists import get_list

SOON = 30


@dataclass(frozen=True, slots=True)
class ColleagueShown:
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


@dataclass(frozen=True, slots=True)
class DeviceShown:
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


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post with its computers."""

    name: str
    kind: str
    devices: tuple[DeviceShown, ...]
    hour: str


def present_colleagues(duty: Duty) -> tuple[list[ColleagueShown], list[ColleagueShown]]:
    """Those at work and those whose work has ended, by name."""
    lacking = list_lacking_holders(duty)
    shown = [present_colleague(one, duty, lacking) for one in list_staff(duty.desk.cursor)]
    return [one for one in shown if one.works], [one for one in shown if not one.works]


def list_lacking_holders(duty: Duty) -> frozenset[bytes]:
    """Return the devices and people who lack a key that they are entitled to."""
    return frozenset(one.holder for one in list_missing(duty.desk))


def present_colleague(one: Staff, duty: Duty, lacking: frozenset[bytes] | None = None) -> ColleagueShown:
    """One colleague; one who cannot be shown is there by their name, to be ended."""
    lacking = list_lacking_holders(duty) if lacking is None else lacking
    href, works = f"/admin/colleagues/{one.id.hex()}/", not one.departed
    unshown = ColleagueShown(href, one.name, "", "", "bad", line_words(), "", works, one.id == duty.staff.id)
    return guarded(lambda: _present_colleague(one, duty, lacking), lambda: unshown)


def _present_colleague(one: Staff, duty: Duty, lacking: frozenset[bytes]) -> ColleagueShown:
    today = day_number(duty.today)
    works = one.works_on(today)
    left = None if one.until is None else one.until - today
    state, word = "ok", _("at work")
    if not works:
        state, word = "", _("ended")
    elif one.id in lacking:
        state, word = "ask", _("lacks a key")
    elif left is not None and left <= SOON:
        state = "ask"
        word = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left else _("last day")
    return ColleagueShown(
        href=f"/admin/colleagues/{one.id.hex()}/",
        name=one.name,
        role=role_words(one.role),
        opens=opens_words(one.role),
        state=state,
        word=word,
        until="" if one.departed else day_words(one.until),  # they left before the day that was planned
        works=works,
        is_self=one.id == duty.staff.id,
        lacks_key=one.id in lacking,
    )


def present_devices(duty: Duty) -> tuple[list[DeviceShown], list[DeviceShown]]:
    """The computers in use and those declared lost."""
    contacts, lacking = list_contacts(duty.desk.cursor), list_lacking_holders(duty)
    shown = [present_device(one, duty, contacts, lacking) for one in list_devices(duty.desk.cursor)]
    return [one for one in shown if not one.is_lost], [one for one in shown if one.is_lost]


def present_device(
    one: Device, duty: Duty, contacts: dict | None = None, lacking: frozenset[bytes] | None = None
) -> DeviceShown:
    """One computer; one that cannot be shown is there by its code, to be declared lost."""
    lacking = list_lacking_holders(duty) if lacking is None else lacking
    contacts = list_contacts(duty.desk.cursor) if contacts is None else contacts
    href, is_own = f"/admin/devices/{one.feed.hex()}/", one.feed == duty.desk.device.feed
    lost = one.revoked is not None
    unshown = DeviceShown(href, one.label, spoken(one.feed), "bad", line_words(), "", "", lost, is_own)
    return guarded(lambda: _present_device(one, duty, contacts, lacking), lambda: unshown)


def _present_device(one: Device, duty: Duty, contacts: dict, lacking: frozenset[bytes]) -> DeviceShown:
    heard = contacts.get(one.feed)
    own = one.feed == duty.desk.device.feed
    left = None if one.until is None else one.until - day_number(duty.today)
    state, word = "ok", _("this computer") if own else _("in use")
    if one.revoked is not None:
        state, word = "bad", _("declared lost")
    elif one.feed in lacking:
        state, word = "ask", _("lacks a key")
    elif heard is None:
        state, word = "ask", _("not heard of yet")
    elif left is not None and left <= SOON:
        state, word = "ask", left_words(left)
    return DeviceShown(
        href=f"/admin/devices/{one.feed.hex()}/",
        label=one.label,
        code=spoken(one.feed),
        state=state,
        word=word,
        contact=ago_words(millis_of(duty.now) - heard[0]) if heard else "",
        until=day_words(one.until),
        is_lost=one.revoked is not None,
        is_own=own,
        lacks_key=one.feed in lacking,
    )


def _now_at(post: Post, duty: Duty) -> datetime:
    return at_place(duty.now, zone_named(post.zone))


def left_words(left: int) -> str:
    """How long a card still holds."""
    if left < 0:
        return _("card has run out")
    if left == 0:
        return _("card: last day")
    return ngettext("card: %(n)s day left", "card: %(n)s days left", left) % {"n": left}


def present_posts(duty: Duty) -> tuple[list[PostShown], list[PostShown]]:
    """Posts that have a computer, and those that have none yet."""
    contacts, devices = list_contacts(duty.desk.cursor), list_devices(duty.desk.cursor)
    lacking = list_lacking_holders(duty)
    kinds = get_list("post_kind")
    shown = [
        PostShown(
            post.name,
            kinds.label(post.kind, language()),
            tuple(present_device(one, duty, contacts, lacking) for one in devices if one.post == post.number),
            _("%(hour)s there (%(zone)s)") % {"hour": f"{_now_at(post, duty):%H:%M}", "zone": post.zone},
        )
        for post in list_posts(duty.desk.cursor)
    ]
    return [one for one in shown if one.devices], [one for one in shown if not one.devices]

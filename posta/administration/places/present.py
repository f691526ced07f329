"""The values of the screens of places: lists by state, one place with its services, openings and computers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posta.acts.actor import Actor
from posta.administration.admin_lists import DeviceRow, list_holders_without_keys, present_device
from posta.administration.forms import format_epoch_day
from posta.administration.zone_names import name_of_zone
from posta.chart.agenda.planned_visits import count_ahead
from posta.clock import get_zone, local_day, to_epoch_day, to_local
from posta.formkit.language import current_language
from posta.ledger.frontier import list_contacts
from posta.mission.places.place_tables import list_all_served
from posta.mission.places.service_calendar import CLOSED, EVERY_DAY, FULL, REDUCED, ServicePeriod, find_closing
from posta.mission.posts import Device, Post, list_devices, list_posts
from posta.mission.rules.place_rule import can_change_facts, can_order_services, is_centre
from posta.operations.referrals.referral_lists import count_inbox
from posta.terms.lists import get_list
from posta.terms.places import place_label

INVENTED = " (inventada)"
"""How the sample mission marks the names of places that do not exist."""
MOST_SHOWN = 8  # of more places in a state only those with a computer stand in sight
WEEKDAYS = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"),
    gettext_lazy("Sat"), gettext_lazy("Sun"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class PlaceRow:
    """A place in a list; where this computer administers, with its computers and the hour in another time zone."""

    href: str
    name: str
    kind: str
    services: str
    computers: str
    word: str
    state: str = ""
    devices: tuple[DeviceRow, ...] = ()
    hour: str = ""
    is_served: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PlaceGroup:
    """The places of one state, and how many of them the sample mission invented; of many, those without a computer folded."""

    title: str
    rows: tuple[PlaceRow, ...]
    invented: int = 0
    folded: tuple[PlaceRow, ...] = ()

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.folded)


@dataclass(frozen=True, slots=True, repr=False)
class PeriodRow:
    """A period of a service: what it is, when, and in which state."""

    code: str
    service: str
    when: str
    note: str
    word: str
    state: str
    is_over: bool
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class PlaceView:
    """One place with everything that holds of it."""

    number: int
    name: str
    facts: tuple[tuple[str, str], ...]
    is_open: bool
    word: str
    declared: bool
    periods: tuple[PeriodRow, ...]
    past: tuple[PeriodRow, ...]
    computers: tuple[str, ...]
    devices: tuple[DeviceRow, ...]
    code: str
    may_change: bool
    may_correct: bool
    may_order: bool
    ahead: str


def present_place_list(actor: Actor) -> dict[str, object]:
    """Return the places by state, those of this computer first where it is at a post, and closed ones apart."""
    places, served = list_posts(actor.node.cursor), list_all_served(actor.node.cursor)
    devices = [one for one in list_devices(actor.node.cursor) if one.revoked is None]
    mine = served.get(actor.node.device.feed, frozenset())
    shown = _device_rows(actor, devices)
    rows = {post.number: _row(post, actor, _serving(post, devices, served), shown) for post in places}
    is_open = {post.number: post.is_open_on(_today(post, actor)) for post in places}
    own = [rows[post.number] for post in places if post.number in mine and is_open[post.number]]
    by_state: dict[str, list[PlaceRow]] = defaultdict(list)
    for post in places:
        if is_open[post.number] and post.number not in mine:
            by_state[post.state or _("Without a state")].append(rows[post.number])
    groups = [PlaceGroup(_("Places of this computer"), tuple(own))] if own else []
    groups += [_group(state, by_state[state]) for state in sorted(by_state)]
    closed = tuple(rows[post.number] for post in places if not is_open[post.number])
    outside = not is_centre(actor.node.cursor, actor.node.device.feed, actor.staff)
    return {"groups": groups, "closed": closed, "count": len(places) - len(closed), "outside": outside}


def _group(title: str, rows: list[PlaceRow]) -> PlaceGroup:
    """Return a group in which the mark of invented places stands once, not at each name."""
    shown = tuple(replace(one, name=one.name.removesuffix(INVENTED)) for one in rows)
    invented = sum(one.name.endswith(INVENTED) for one in rows)
    if len(shown) <= MOST_SHOWN:
        return PlaceGroup(title, shown, invented)
    return PlaceGroup(
        title,
        tuple(one for one in shown if one.is_served),
        invented,
        tuple(one for one in shown if not one.is_served),
    )


def present_place(actor: Actor, post: Post) -> PlaceView:
    """Return one place with its services, those that are over apart."""
    cursor, feed, day = actor.node.cursor, actor.node.device.feed, _today(post, actor)
    served = list_all_served(cursor)
    devices = _serving(post, [one for one in list_devices(cursor) if one.revoked is None], served)
    shown = _device_rows(actor, devices)
    rows = [_period(one, day) for one in post.calendar.periods]
    return PlaceView(
        post.number,
        post.name,
        _facts(post, actor),
        post.is_open_on(day),
        _state_words(post, day),
        bool(post.calendar.periods),
        tuple(one for one in rows if not one.is_over),
        tuple(one for one in rows if one.is_over),
        tuple(one.label for one in devices),
        tuple(shown[one.feed] for one in devices) if shown else (),
        post.id,
        is_centre(cursor, feed, actor.staff),
        can_change_facts(cursor, feed, actor.staff, post),
        can_order_services(cursor, feed, actor.staff, post.number),
        ahead_words(actor, post, day),
    )


def ahead_words(actor: Actor, post: Post, day: int) -> str:
    """Return in words who would come to a closed door: appointments, people expected, referrals; empty for none.

    Only a post knows them: where nobody is cared for no chart is read.
    """
    if not actor.post.number:
        return ""
    cursor = actor.node.cursor
    visits, expected = count_ahead(cursor, post.number, day)
    asked = count_inbox(cursor, post.number)
    words = (
        ngettext("%(n)s appointment", "%(n)s appointments", visits) % {"n": visits} if visits else "",
        ngettext("%(n)s person expected", "%(n)s people expected", expected) % {"n": expected} if expected else "",
        ngettext("%(n)s referral to answer", "%(n)s referrals to answer", asked) % {"n": asked} if asked else "",
    )
    return ", ".join(one for one in words if one)


def service_words(post: Post, actor: Actor) -> str:
    """Return in a line what a place offers today."""
    offered, labels = post.services_on(_today(post, actor)), get_list("place_service")
    if not offered.declared:
        return _("No services declared: all are offered")
    words = [
        _("%(service)s (reduced)") % {"service": labels.label(code, current_language())}
        if offered.state_of(code) == REDUCED
        else labels.label(code, current_language())
        for code in offered.codes
    ]
    return ", ".join(words) or _("Nothing today")


def weekday_words(weekdays: int) -> str:
    """Return the weekdays of a period; empty for all seven."""
    if weekdays & EVERY_DAY == EVERY_DAY:
        return ""
    return ", ".join(str(word) for bit, word in enumerate(WEEKDAYS) if weekdays >> bit & 1)


def state_labels() -> dict[str, str]:
    """Return the words for the states of a service."""
    return {FULL: _("Full"), REDUCED: _("Reduced"), CLOSED: _("Closed")}


def _today(post: Post, actor: Actor) -> int:
    return to_epoch_day(local_day(actor.now, get_zone(post.zone)))


def _serving(post: Post, devices: Sequence[Device], served: dict[bytes, frozenset[int]]) -> list[Device]:
    return [one for one in devices if post.number in served.get(one.feed, ())]


def _device_rows(actor: Actor, devices: Sequence[Device]) -> dict[bytes, DeviceRow] | None:
    """Return how each computer does, where this one administers; None at a post, which does not know it."""
    if not is_centre(actor.node.cursor, actor.node.device.feed, actor.staff):
        return None
    contacts, lacking = list_contacts(actor.node.cursor), list_holders_without_keys(actor)
    return {one.feed: present_device(one, actor, contacts, lacking) for one in devices}


def _row(post: Post, actor: Actor, computers: Sequence[Device], shown: Mapping[bytes, DeviceRow] | None) -> PlaceRow:
    day = _today(post, actor)
    devices = tuple(shown[one.feed] for one in computers) if shown else ()
    counted = ngettext("%(n)s computer", "%(n)s computers", len(computers)) % {"n": len(computers)} if computers else ""
    if shown is not None:
        counted = "" if computers else _("no computer")
    odd = next((one for one in devices if one.state != "ok"), None)
    closed = not post.is_open_on(day)
    return PlaceRow(
        reverse("place", args=[post.number]),
        post.name,
        get_list("post_kind").label(post.kind, current_language()),
        "" if closed else service_words(post, actor),
        counted,
        _state_words(post, day) if closed else odd.word if odd else "",
        odd.state if odd and not closed else "",
        devices,
        _hour(post, actor) if _offset(post.zone, actor) != _offset(actor.post.zone, actor) else "",
        bool(computers),
    )


def _offset(zone: str, actor: Actor) -> timedelta | None:
    return to_local(actor.now, get_zone(zone)).utcoffset()


def _hour(post: Post, actor: Actor) -> str:
    """Return the hour that it is at a place."""
    hour = f"{to_local(actor.now, get_zone(post.zone)):%H:%M}"
    return _("%(hour)s there, %(zone)s") % {"hour": hour, "zone": name_of_zone(post.zone, actor.now)}


def _state_words(post: Post, day: int) -> str:
    closing = find_closing(post.calendar, day)
    if closing is not None:
        return _("closed since %(day)s") % {"day": format_epoch_day(closing.since)}
    if not post.is_open_on(day):
        return _("not open yet")
    coming = next((one for one in post.calendar.openings if one.since > day and not one.is_open), None)
    return _("closes on %(day)s") % {"day": format_epoch_day(coming.since)} if coming else _("open")


def _facts(post: Post, actor: Actor) -> tuple[tuple[str, str], ...]:
    shown = {"state": _("Its state only"), "municipality": _("Name and municipality")}
    where = place_label(post.municipality, current_language()) if post.municipality else post.state
    return (
        (_("Kind"), get_list("post_kind").label(post.kind, current_language())),
        (_("Municipality"), where or _("Not written")),
        (_("Time zone"), _hour(post, actor)),
        (_("On the public page"), shown.get(post.public.precision, "") if post.public else _("Nothing")),
    )


def _period(one: ServicePeriod, day: int) -> PeriodRow:
    is_over = one.until is not None and one.until < day
    is_coming = one.since is not None and one.since > day
    word = _("over") if is_over else state_labels().get(one.state, one.state)
    others = tuple((code, word) for code, word in state_labels().items() if code not in (one.state, CLOSED))
    return PeriodRow(
        one.id.hex(),
        get_list("place_service").label(one.service, current_language()),
        _span(one, is_coming=is_coming),
        one.note,
        word,
        "" if is_over else {FULL: "ok", REDUCED: "ask"}.get(one.state, "bad"),
        is_over,
        others,
    )


def _span(one: ServicePeriod, *, is_coming: bool) -> str:
    since, until = format_epoch_day(one.since), format_epoch_day(one.until)
    if since and until:
        words = _("%(since)s to %(until)s") % {"since": since, "until": until}
    elif since:
        words = (_("from %(day)s") if is_coming else _("since %(day)s")) % {"day": since}
    else:
        words = _("until %(day)s") % {"day": until} if until else _("no dates")
    days = weekday_words(one.weekdays)
    return f"{words} · {days}" if days else words

"""Places over time: adding, changing, closing and reopening them, their services, and which of them a computer serves.

Every function checks who may (`mission.rules.place_rule`) and whether it fits what is known (`places.service_calendar`,
the names of the others), and writes one commit. An order names what it replaces.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import msgspec

from posta.acts.actor import Actor
from posta.catalog import kinds
from posta.catalog import place_acts as p
from posta.catalog import structural_acts as s
from posta.catalog.bounds import LAST_FOUNDED, LAST_POST
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import AdminPayload
from posta.clock import USUAL_ZONE, is_zone
from posta.errors import InvalidData, gettext_noop
from posta.ids import EntryId, FeedId
from posta.mission.errors import NotOfThisMission
from posta.mission.places.place_names import is_name_taken
from posta.mission.places.place_tables import list_orders
from posta.mission.places.service_calendar import (
    CLOSED,
    FULL,
    OpeningChange,
    ServicePeriod,
    check_opening,
    check_period,
    find_period,
)
from posta.mission.posts import Post, find_device, find_post, list_networks, list_posts
from posta.mission.rules.place_rule import (
    check_can_add_place,
    check_can_change_facts,
    check_can_change_place,
    check_can_order_services,
    is_centre,
)
from posta.scribe.write import EntryDraft, PartDraft, write
from posta.terms.lists import get_list
from posta.terms.places import find_municipality

MAX_NAME = 80
PRECISIONS = ("state", "municipality")


class PlaceRefused(InvalidData):
    """A place cannot be as it was asked; the message says which rule."""

    sentences = {
        "place_without_name": gettext_noop("Write the name of the place as the team says it, in 80 letters at most."),
        "place_name_taken": gettext_noop("Another place has this name. Add what tells them apart, or use that place."),
        "place_of_no_kind": gettext_noop("Choose what kind of place it is."),
        "place_of_no_network": gettext_noop("Choose the care network to which the place belongs."),
        "place_unknown_municipality": gettext_noop("This municipality is not known here. Choose one of the list."),
        "place_unknown_zone": gettext_noop("This time zone does not exist. Choose one of the list."),
        "place_public_needs_municipality": gettext_noop(
            "A place on the public page needs its municipality. Choose it, or leave the place out of the page."
        ),
        "no_such_service": gettext_noop("There is no such service. Choose one of the list."),
        "place_serves_itself": gettext_noop("Choose places of the care networks of this computer."),
    }


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is asked of a place; `precision` is what the public page may show: nothing, its state or its municipality."""

    name: str
    kind: str
    municipality: str = ""
    zone: str = USUAL_ZONE
    precision: str = ""


def record_place(
    actor: Actor,
    facts: PlaceFacts,
    *,
    networks: Collection[str] = (),
    opened: int | None = None,
    services: Collection[str] = (),
) -> int:
    """Add a place, with services that begin on its first day. Returns its number. Raises PlaceRefused, Refused.

    A place added in the field belongs to the networks of the post and is not public until an administrator says so.
    """  # fmt: skip
    cursor, feed = actor.node.cursor, actor.node.device.feed
    check_can_add_place(cursor, feed, actor.staff)
    central = is_centre(cursor, feed, actor.staff)
    facts = _checked(actor, facts if central else replace(facts, precision=""), None)
    chosen = _checked_networks(actor, networks, central=central)
    number = _free_number(actor)
    act = p.PlaceAdded(
        number=number, name=facts.name, kind=facts.kind, networks=chosen, municipality=facts.municipality,
        zone=facts.zone, opened=opened, public=_public_side(facts, None),
    )  # fmt: skip
    drafts = [_draft(actor, kinds.PLACE_ADDED, act, None)]
    for code in dict.fromkeys(services):
        _check_service(code)
        period = p.PlaceService(period=actor.node.random(16), number=number, service=code, since=opened)
        drafts.append(_draft(actor, kinds.PLACE_SERVICE, period, None))
    write(actor.node, drafts)
    return number


def record_place_change(actor: Actor, post: Post, facts: PlaceFacts) -> EntryId:
    """Rename or move a place, or change its kind, its zone or what of it is public. Raises PlaceRefused, Refused.

    In the field the places that this computer added change, and are not made public.
    """
    cursor, feed = actor.node.cursor, actor.node.device.feed
    check_can_change_facts(cursor, feed, actor.staff, post)
    facts = _checked(actor, facts if is_centre(cursor, feed, actor.staff) else replace(facts, precision=""), post)
    act = p.PlaceChanged(
        number=post.number, name=facts.name, kind=facts.kind, municipality=facts.municipality, zone=facts.zone,
        public=_public_side(facts, post),
    )  # fmt: skip
    return write(actor.node, [_draft(actor, kinds.PLACE_CHANGED, act, post.version)])[0]


def record_closing(actor: Actor, post: Post, since: int, reason: str = "") -> EntryId:
    """Close a place from a day on. Raises CalendarRefused, Refused."""
    _check_services(actor, post)
    check_opening(post.calendar, OpeningChange(since, is_open=False))
    act = p.PlaceClosed(number=post.number, since=since, reason=reason)
    return write(actor.node, [_draft(actor, kinds.PLACE_CLOSED, act, None)])[0]


def record_reopening(actor: Actor, post: Post, since: int, reason: str = "") -> EntryId:
    """Open a place again from a day on; a closing on that same day is replaced. Raises CalendarRefused, Refused."""
    _check_services(actor, post)
    check_opening(post.calendar, OpeningChange(since, is_open=True))
    same_day = next((one.version for one in post.calendar.openings if one.since == since), b"")
    act = p.PlaceReopened(number=post.number, since=since, reason=reason)
    return write(actor.node, [_draft(actor, kinds.PLACE_REOPENED, act, same_day)])[0]


def record_service(actor: Actor, post: Post, asked: ServicePeriod) -> EntryId:
    """Write a period of a service: a new one, or one with an id that is known as it holds now. Raises CalendarRefused.

    An id that is empty is a new period.
    """
    _check_services(actor, post)
    _check_service(asked.service)
    version = find_period(post.calendar, asked.id).version if asked.id else b""
    period = asked if asked.id else replace(asked, id=actor.node.random(16))
    check_period(post.calendar, period)
    return write(actor.node, [_draft(actor, kinds.PLACE_SERVICE, _service_act(post, period), version)])[0]


def record_service_state(actor: Actor, post: Post, period: bytes, state: str, since: int, note: str = "") -> EntryId:
    """Scale a service up or down from a day on, or end it: the period ends the day before, and another one begins.

    Raises CalendarRefused, Refused.
    """
    _check_services(actor, post)
    before = find_period(post.calendar, period)
    drafts = []
    if before.since is not None and since <= before.since:
        after = replace(before, state=state, note=note or before.note)
    else:
        check_period(post.calendar, ended := replace(before, until=since - 1))
        drafts.append(_draft(actor, kinds.PLACE_SERVICE, _service_act(post, ended), before.version))
        after = replace(before, id=actor.node.random(16), since=since, state=state, note=note, version=b"")
    if state != CLOSED or not drafts:
        drafts.append(_draft(actor, kinds.PLACE_SERVICE, _service_act(post, after), after.version))
    return write(actor.node, drafts)[-1]


def record_service_cancellation(actor: Actor, post: Post, period: bytes, reason: str = "") -> EntryId:
    """Take a period out that was written by mistake. Raises CalendarRefused, Refused."""
    _check_services(actor, post)
    found = find_period(post.calendar, period)
    act = p.PlaceServiceCancelled(period=period, number=post.number, reason=reason)
    return write(actor.node, [_draft(actor, kinds.PLACE_SERVICE_CANCELLED, act, found.version)])[0]


def record_device_places(actor: Actor, feed: FeedId, places: Collection[int]) -> EntryId:
    """Say which places a computer serves beside its home, all of them. Raises PlaceRefused, Refused."""
    check_can_change_place(actor.node.cursor, actor.node.device.feed, actor.staff)
    device = find_device(actor.node.cursor, feed)
    home = find_post(actor.node.cursor, device.post) if device else None
    if home is None:
        raise NotOfThisMission("computer_not_enrolled")
    known = {post.number: post for post in list_posts(actor.node.cursor)}
    for number in places:
        if number not in known:
            raise NotOfThisMission("no_such_post")
        if not set(known[number].networks) & set(home.networks):
            raise PlaceRefused("place_serves_itself")
    act = p.DevicePlaces(feed=feed, places=tuple(sorted(set(places) - {home.number})))
    earlier = [
        one for one in list_orders(actor.node.cursor) if isinstance(one.act, p.DevicePlaces) and one.act.feed == feed
    ]
    last = max(earlier, key=lambda one: (one.hlc, one.id), default=None)
    return write(actor.node, [_draft(actor, kinds.DEVICE_PLACES, act, last.id if last else None)])[0]


def _check_services(actor: Actor, post: Post) -> None:
    check_can_order_services(actor.node.cursor, actor.node.device.feed, actor.staff, post.number)


def _check_service(code: str) -> None:
    if code not in get_list("place_service"):
        raise PlaceRefused("no_such_service")


def _has_public_place(facts: PlaceFacts, before: s.PublicSide | None) -> bool:
    """Return whether the public page could show where a place is: its municipality, or the state that was known."""
    if facts.precision == "state":
        return bool(facts.municipality) or (before is not None and bool(before.entity))
    return facts.precision not in PRECISIONS or bool(facts.municipality)


def _checked(actor: Actor, facts: PlaceFacts, post: Post | None) -> PlaceFacts:
    """Return the facts with a tidy name, each of them possible. Raises PlaceRefused."""
    facts = replace(facts, name=" ".join(facts.name.split()))
    others = [one.name for one in list_posts(actor.node.cursor) if post is None or one.number != post.number]
    before = post.public if post else None
    rules = (
        ("place_without_name", 0 < len(facts.name) <= MAX_NAME),
        ("place_name_taken", not is_name_taken(facts.name, others)),
        ("place_of_no_kind", facts.kind in get_list("post_kind")),
        ("place_unknown_municipality", not facts.municipality or find_municipality(facts.municipality) is not None),
        ("place_unknown_zone", is_zone(facts.zone) or not is_zone(USUAL_ZONE)),
        ("place_public_needs_municipality", _has_public_place(facts, before)),
    )
    for code, holds in rules:
        if not holds:
            raise PlaceRefused(code)
    return facts


def _checked_networks(actor: Actor, networks: Collection[str], *, central: bool) -> tuple[str, ...]:
    offered = tuple(list_networks(actor.node.cursor)) if central else actor.post.networks
    chosen = tuple(code for code in offered if code in networks) if networks or central else offered
    if not chosen:
        raise PlaceRefused("place_of_no_network")
    return chosen


def _public_side(facts: PlaceFacts, post: Post | None) -> s.PublicSide | None:
    """Return what of a place may be shown; a public title goes with the name that it had."""
    if facts.precision not in PRECISIONS:
        return None
    before = post.public if post else None
    if post is None or before is None:
        return s.PublicSide(precision=facts.precision, entity=facts.municipality[:2])
    return msgspec.structs.replace(
        before,
        precision=facts.precision,
        entity=facts.municipality[:2] or before.entity,
        titles=before.titles if facts.name == post.name else {},
    )


def _free_number(actor: Actor) -> int:
    """Return a random number above those of the founding: two computers apart take the same once in 2^53."""
    while True:
        number = int.from_bytes(actor.node.random(7), "big") & LAST_POST
        if number > LAST_FOUNDED and find_post(actor.node.cursor, number) is None:
            return number


def _service_act(post: Post, period: ServicePeriod) -> p.PlaceService:
    return p.PlaceService(
        period=period.id, number=post.number, service=period.service, since=period.since, until=period.until,
        weekdays=period.weekdays, state=period.state or FULL, note=period.note,
    )  # fmt: skip


def _draft(actor: Actor, kind: int, act: s.Act, replaces: bytes | None) -> EntryDraft:
    """Return the draft of an order; `replaces` is the entry that it takes the place of, if any."""
    content = AdminPayload(
        kind, kinds.KINDS[kind].version, actor.staff.id, actor.node.clock.millis(), replaces or None, act
    )
    return EntryDraft((PartDraft(Compartment.ADMIN, "", content),), held=False)

"""Who may order what about a place, and what all orders together say: a pure fold, the same for any order of arrival.

Of an order that was received only the writing computer is proven; its author is what that computer claims, and their role
is the one held at the clock of the order. A computer that administers may order anything. In the field a team leader adds
places, renames and moves those that their computer added, which stay off the public page, and orders services and closings
of the places that their computer serves: the one it was enrolled for, those it added, and those an administrator gave it.

Where an order names what it replaces, that one no longer counts, whatever the clocks say. Of orders that nobody replaced
the one with the highest clock holds. Of two places with one number the one that was added first stands.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

from posta.catalog import place_acts as p
from posta.catalog import structural_acts as s
from posta.catalog.bounds import LAST_FOUNDED
from posta.ids import FeedId
from posta.mission.places.partial_days import first_day_of
from posta.mission.places.service_calendar import OpeningChange, ServiceCalendar, ServicePeriod
from posta.mission.roles import role_at
from posta.terms.places import find_municipality, get_subdivisions

FIELD_ROLES = frozenset({"team_leader", "administrator"})
OF_A_PLACE = (p.PlaceClosed, p.PlaceReopened, p.PlaceService, p.PlaceServiceCancelled)
"""What a team leader orders about a place that their computer serves."""


class PlaceOrder(NamedTuple):
    """An order about a place as it was received: its entry, clock, computer, author, what it replaces, and the act."""

    id: bytes
    hlc: int
    feed: FeedId
    author: bytes | None
    refers: bytes | None
    act: s.Act


@dataclass(frozen=True, slots=True)
class FoldedPlace:
    """A place as all orders together have it; `version` is the entry that says its facts, empty for the founding."""

    number: int
    id: str
    name: str
    kind: str
    municipality: str
    networks: tuple[str, ...]
    state: str
    zone: str
    public: s.PublicSide | None
    calendar: ServiceCalendar
    version: bytes = b""
    added_by: bytes = b""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the mission says of computers and roles: the home of each post's computer, who administers, who held which role."""

    homes: Mapping[FeedId, int | None]
    administering: Collection[FeedId]
    roles: Mapping[bytes, list[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class FoldedPlaces:
    """The places of the mission by number, and beside its home the places that each computer serves."""

    places: Mapping[int, FoldedPlace]
    served: Mapping[FeedId, frozenset[int]]
    refused: frozenset[bytes] = frozenset()


def fold_places(founded: Iterable[s.FoundedPost], orders: Collection[PlaceOrder], standing: Standing) -> FoldedPlaces:
    """Return what the founding and all orders together say, each judged by who may give it."""
    base = {post.number: _founded(post) for post in founded}
    centre = [one for one in orders if _is_of_centre(one, standing)]
    given = _by_device(one for one in centre if isinstance(one.act, p.DevicePlaces))
    added = _added(base, orders, standing)
    places = {**base, **{number: _as_added(one) for number, one in added.items()}}

    def serves(order: PlaceOrder, number: int) -> bool:
        home = standing.homes.get(order.feed)
        mine = added.get(number)
        assigned = [one for one in _heads(given.get(order.feed, ())) if one.hlc <= order.hlc]
        latest = max(assigned, key=_age, default=None)
        return (
            number == home
            or (mine is not None and mine.feed == order.feed)
            or (latest is not None and isinstance(latest.act, p.DevicePlaces) and number in latest.act.places)
        )

    def adder(number: int) -> FeedId | None:
        return added[number].feed if number in added else None

    stands = [one for one in orders if _may_order(one, standing, serves, adder)]
    by_place: dict[int, list[PlaceOrder]] = defaultdict(list)
    for one in stands:
        if not isinstance(one.act, p.PlaceAdded | p.DevicePlaces):
            by_place[one.act.number].append(one)  # type: ignore[attr-defined]
    folded = {number: _fold_place(place, by_place.get(number, ())) for number, place in places.items()}
    served = _served(added.values(), given, standing)
    refused = {one.id for one in orders} - {one.id for one in stands} - {one.id for one in added.values()}
    return FoldedPlaces(folded, served, frozenset(refused))


def founded_period_id(number: int, service: str, since: str) -> bytes:
    """Return the id of a period that the founding declares, the same on every computer."""
    return blake2b(f"{number} {service} {since}".encode(), digest_size=16).digest()


def state_of(municipality: str) -> str:
    """Return the name of the state in which a municipality lies; empty where it is unknown."""
    known = find_municipality(municipality)
    return get_subdivisions().get(known.entity, "") if known else ""


def code_of(number: int) -> str:
    """Return the code of a place that was added: the code of a founded one stands in the mission's file.

    >>> code_of(65_536)
    'place_10000'
    """
    return f"place_{number:x}"


def _is_of_centre(order: PlaceOrder, standing: Standing) -> bool:
    """Return whether a computer that administers gave an order, in the name of an administrator or of itself."""
    if order.feed not in standing.administering:
        return False
    role = role_at(standing.roles.get(order.author or b"", []), order.hlc)
    return order.author is None or role in (None, "administrator")


def _may_order(
    order: PlaceOrder,
    standing: Standing,
    serves: Callable[[PlaceOrder, int], bool],
    adder: Callable[[int], FeedId | None],
) -> bool:
    if _is_of_centre(order, standing):
        return True
    if not _is_led(order, standing):
        return False
    if isinstance(order.act, p.PlaceChanged):
        return order.act.public is None and adder(order.act.number) == order.feed
    return isinstance(order.act, OF_A_PLACE) and serves(order, order.act.number)


def _is_led(order: PlaceOrder, standing: Standing) -> bool:
    """Return whether a computer at a post gave an order in the name of a team leader."""
    role = role_at(standing.roles.get(order.author or b"", []), order.hlc)
    return standing.homes.get(order.feed) is not None and role in FIELD_ROLES


def _added(base: Mapping[int, FoldedPlace], orders: Iterable[PlaceOrder], standing: Standing) -> dict[int, PlaceOrder]:
    """Return the orders that added places, by number: the first of each, within the networks of the computer's home."""
    found: dict[int, PlaceOrder] = {}
    for one in sorted((one for one in orders if isinstance(one.act, p.PlaceAdded)), key=_age):
        assert isinstance(one.act, p.PlaceAdded)
        if one.act.number <= LAST_FOUNDED or one.act.number in found or not one.act.networks:
            continue
        home = base.get(standing.homes.get(one.feed) or 0)
        in_field = home is not None and _is_led(one, standing) and one.act.public is None
        if _is_of_centre(one, standing) or (in_field and home and set(one.act.networks) <= set(home.networks)):
            found[one.act.number] = one
    return found


def _served(
    added: Iterable[PlaceOrder], given: Mapping[bytes, list[PlaceOrder]], standing: Standing
) -> dict[FeedId, frozenset[int]]:
    found: dict[FeedId, set[int]] = defaultdict(set)
    for feed, home in standing.homes.items():
        if home is not None:
            found[feed].add(home)
    for one in added:
        if standing.homes.get(one.feed) is not None:
            found[one.feed].add(one.act.number)  # type: ignore[attr-defined]
    for device, orders in given.items():
        act = max(_heads(orders), key=_age).act
        if isinstance(act, p.DevicePlaces) and standing.homes.get(FeedId(device)) is not None:
            found[FeedId(device)].update(act.places)
    return {feed: frozenset(numbers) for feed, numbers in found.items()}


def _by_device(orders: Iterable[PlaceOrder]) -> dict[bytes, list[PlaceOrder]]:
    found: dict[bytes, list[PlaceOrder]] = defaultdict(list)
    for one in orders:
        if isinstance(one.act, p.DevicePlaces):
            found[one.act.feed].append(one)
    return found


def _fold_place(place: FoldedPlace, orders: Iterable[PlaceOrder]) -> FoldedPlace:
    """Return a place after all orders about it that stand: facts, openings, and each period of a service."""
    changes, openings, periods = [], [], defaultdict(list)
    for one in orders:
        if isinstance(one.act, p.PlaceChanged):
            changes.append(one)
        elif isinstance(one.act, p.PlaceClosed | p.PlaceReopened):
            openings.append(one)
        elif isinstance(one.act, p.PlaceService | p.PlaceServiceCancelled):
            periods[one.act.period].append(one)
    calendar = ServiceCalendar(
        _fold_periods(place.calendar.periods, periods), _fold_openings(place.calendar.openings, openings)
    )
    return replace(_changed(place, changes), calendar=calendar)


def _changed(place: FoldedPlace, changes: list[PlaceOrder]) -> FoldedPlace:
    if not changes:
        return place
    latest = max(_heads(changes), key=_age)
    act = latest.act
    assert isinstance(act, p.PlaceChanged)
    state = place.state if act.municipality == place.municipality else state_of(act.municipality)
    return replace(
        place, name=act.name, kind=act.kind, municipality=act.municipality, state=state, zone=act.zone,
        public=act.public, version=latest.id,
    )  # fmt: skip


def _fold_periods(
    founded: Iterable[ServicePeriod], orders: Mapping[bytes, list[PlaceOrder]]
) -> tuple[ServicePeriod, ...]:
    found = {one.id: one for one in founded}
    for period, versions in orders.items():
        latest = max(_heads(versions), key=_age)
        act = latest.act
        if isinstance(act, p.PlaceService):
            found[period] = ServicePeriod(
                period, act.service, act.since, act.until, act.weekdays, act.state, act.note, latest.id
            )
        else:
            found.pop(period, None)
    return tuple(sorted(found.values(), key=lambda one: (one.service, one.since or 0, one.id)))


def _fold_openings(founded: Iterable[OpeningChange], orders: list[PlaceOrder]) -> tuple[OpeningChange, ...]:
    """Return the openings and closings by day; of several on one day the latest order holds."""
    by_day = {one.since: one for one in founded}
    for one in sorted(_heads(orders), key=_age):
        act = one.act
        assert isinstance(act, p.PlaceClosed | p.PlaceReopened)
        by_day[act.since] = OpeningChange(act.since, isinstance(act, p.PlaceReopened), act.reason, one.id)
    return tuple(by_day[day] for day in sorted(by_day))


def _heads(orders: Iterable[PlaceOrder]) -> list[PlaceOrder]:
    """Return the orders that none of the others replaces."""
    all_ = list(orders)
    replaced = {one.refers for one in all_}
    return [one for one in all_ if one.id not in replaced] or all_


def _age(order: PlaceOrder) -> tuple[int, bytes]:
    return order.hlc, order.id


def _founded(post: s.FoundedPost) -> FoldedPlace:
    side = post.public
    rows = side.services if side and side.services else tuple((code, "", "") for code in post.services)
    periods = tuple(
        ServicePeriod(
            founded_period_id(post.number, code, since), code, first_day_of(since), _day_before(first_day_of(until))
        )
        for code, since, until in rows
    )
    opened, closed = (first_day_of(side.opened), first_day_of(side.closed)) if side else (None, None)
    openings = [OpeningChange(day, is_open) for day, is_open in ((opened, True), (closed, False)) if day is not None]
    return FoldedPlace(
        post.number, post.id, post.name, post.kind, post.municipality, post.networks, post.state, post.zone, side,
        ServiceCalendar(periods, tuple(sorted(openings, key=lambda one: one.since))),
    )  # fmt: skip


def _as_added(order: PlaceOrder) -> FoldedPlace:
    act = order.act
    assert isinstance(act, p.PlaceAdded)
    openings = () if act.opened is None else (OpeningChange(act.opened, is_open=True, version=order.id),)
    return FoldedPlace(
        act.number, code_of(act.number), act.name, act.kind, act.municipality, act.networks, state_of(act.municipality),
        act.zone, act.public, ServiceCalendar((), openings), order.id, order.feed,
    )  # fmt: skip


def _day_before(day: int | None) -> int | None:
    return None if day is None else day - 1

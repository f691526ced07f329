"""The tables of places: orders as they were received, and the places that they make, folded again when one changes."""

from dataclasses import dataclass

import msgspec

from posta.catalog import kinds
from posta.catalog import place_acts as p
from posta.catalog import structural_acts as s
from posta.ids import FeedId
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission.places.place_orders import FoldedPlace, FoldedPlaces, PlaceOrder, Standing, fold_places
from posta.mission.places.service_calendar import ServiceCalendar

TOUCHING = kinds.PLACES | {kinds.FOUNDING, kinds.ENROLMENT, kinds.APPOINTMENT}
"""Kinds of orders that change what a place is, or who may order about it."""

_pack = msgspec.msgpack.Encoder().encode
_unpack_calendar = msgspec.msgpack.Decoder(ServiceCalendar).decode
_unpack_side = msgspec.msgpack.Decoder(s.PublicSide).decode


def keep_order(cursor: Cursor, fresh: DecodedEntry, act: s.Act) -> None:
    """Keep an order about a place as it came; whether it holds is judged by the fold."""
    assert fresh.admin is not None
    order = fresh.admin
    row = (fresh.id, fresh.hlc, fresh.feed, order.author, order.refers, order.kind, _pack(act))
    cursor.execute("INSERT OR IGNORE INTO mission_place_order VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def refold_places(cursor: Cursor) -> None:
    """Work out the places again from the founding and every order about them, and write them down."""
    cursor.execute("DELETE FROM mission_place")
    cursor.execute("DELETE FROM mission_served")
    folded = read_folded(cursor)
    rows = [_row(one) for one in folded.places.values()]
    cursor.executemany(f"INSERT INTO mission_place VALUES ({', '.join('?' * 12)})", rows)
    served = [(feed, number) for feed, numbers in folded.served.items() for number in sorted(numbers)]
    cursor.executemany("INSERT INTO mission_served VALUES (?, ?)", served)


def read_folded(cursor: Cursor) -> FoldedPlaces:
    """Return the places as founding and orders have them, with the orders that do not hold."""
    return fold_places(_list_founded(cursor), list_orders(cursor), _read_standing(cursor))


def list_orders(cursor: Cursor) -> list[PlaceOrder]:
    """Return every order about a place that was received."""
    rows = cursor.execute("SELECT entry, hlc, feed, author, refers, kind, act FROM mission_place_order").fetchall()
    return [
        PlaceOrder(entry, hlc, FeedId(feed), author, refers, _unpack_act(kind, act))
        for entry, hlc, feed, author, refers, kind, act in rows
    ]


@dataclass(frozen=True, slots=True, repr=False)
class PlaceHistory:
    """What a place was before: every name that it had, and the first day that was named when it was added."""

    names: frozenset[str]
    opened: int | None = None


def read_histories(cursor: Cursor) -> dict[int, PlaceHistory]:
    """Return the history of each place, by its number, as founding and orders say."""
    founded = cursor.execute("SELECT number, name FROM mission_post").fetchall()
    found = {number: PlaceHistory(frozenset({name})) for number, name in founded}
    for order in sorted(list_orders(cursor), key=lambda one: one.hlc):
        act = order.act
        if isinstance(act, p.PlaceAdded | p.PlaceChanged):
            before = found.get(act.number, PlaceHistory(frozenset()))
            opened = act.opened if isinstance(act, p.PlaceAdded) else before.opened
            found[act.number] = PlaceHistory(before.names | {act.name}, opened)
    return found


def is_added_by(cursor: Cursor, number: int, feed: FeedId) -> bool:
    """Return whether a computer added a place."""
    row = cursor.execute("SELECT added_by FROM mission_place WHERE number = ?", (number,)).fetchone()
    return row is not None and row[0] == feed


def list_served(cursor: Cursor, feed: FeedId) -> frozenset[int]:
    """Return the numbers of the places that a computer serves, its home among them."""
    return frozenset(row[0] for row in cursor.execute("SELECT place FROM mission_served WHERE feed = ?", (feed,)))


def list_all_served(cursor: Cursor) -> dict[bytes, frozenset[int]]:
    """Return the numbers of the places that each computer serves."""
    found: dict[bytes, set[int]] = {}
    for feed, place in cursor.execute("SELECT feed, place FROM mission_served").fetchall():
        found.setdefault(feed, set()).add(place)
    return {feed: frozenset(places) for feed, places in found.items()}


def unpack_calendar(data: bytes) -> ServiceCalendar:
    """Return the calendar in a row of `mission_place`."""
    return _unpack_calendar(data)


def unpack_side(data: bytes | None) -> s.PublicSide | None:
    """Return the public side in a row of `mission_place`; None for a place that is not public."""
    return _unpack_side(data) if data else None


def _row(one: FoldedPlace) -> tuple:
    return (
        one.number, one.id, one.name, one.kind, one.municipality, " ".join(one.networks), one.state, one.zone,
        _pack(one.public) if one.public else None, _pack(one.calendar), one.version, one.added_by,
    )  # fmt: skip


def _unpack_act(kind: int, data: bytes) -> s.Act:
    act = kinds.KINDS[kind].act
    assert act is not None
    return msgspec.msgpack.decode(data, type=act)


def _list_founded(cursor: Cursor) -> list[s.FoundedPost]:
    rows = cursor.execute(
        "SELECT number, id, name, kind, municipality, networks, services, state, zone, public FROM mission_post"
    ).fetchall()
    return [
        s.FoundedPost(
            number=row[0], id=row[1], name=row[2], kind=row[3], municipality=row[4], networks=tuple(row[5].split()),
            services=tuple(row[6].split()), state=row[7], zone=row[8], public=unpack_side(row[9]),
        )
        for row in rows
    ]  # fmt: skip


def _read_standing(cursor: Cursor) -> Standing:
    devices = cursor.execute("SELECT feed, post, administers FROM mission_device").fetchall()
    roles: dict[bytes, list[tuple[int, str]]] = {}
    for staff, hlc, role in cursor.execute("SELECT staff, hlc, role FROM mission_role ORDER BY hlc, role").fetchall():
        roles.setdefault(staff, []).append((hlc, role))
    return Standing(
        {FeedId(feed): post for feed, post, _ in devices},
        frozenset(feed for feed, _, administers in devices if administers),
        roles,
    )

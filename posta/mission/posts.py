"""Posts and devices: the places where care is given and the computers that serve them.

Which services a place offers on a day stands in its calendar (`places.service_calendar`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from posta.catalog.structural_acts import PublicSide
from posta.clock import USUAL_ZONE
from posta.feed.sign import feed_id_of
from posta.ids import FeedId
from posta.ledger.row_types import Cursor
from posta.mission.places.place_tables import list_served, unpack_calendar, unpack_side
from posta.mission.places.service_calendar import (
    OfferedServices,
    ServiceCalendar,
    gives_care_from,
    is_open_on,
    services_on,
)

_POST = (
    "SELECT number, id, name, kind, municipality, networks, state, zone, calendar, version, public FROM mission_place"
)
_DEVICE = (
    "SELECT d.feed, d.verify_key, d.box_public, d.post, d.label, d.administers,"
    " CASE WHEN c.until IS NULL OR d.until > c.until THEN d.until ELSE c.until END, r.incarnation, r.sequence"
    " FROM mission_device d LEFT JOIN mission_revocation r ON r.feed = d.feed AND r.entry = (SELECT entry FROM"
    " mission_revocation WHERE feed = d.feed ORDER BY incarnation, sequence LIMIT 1)"
    " LEFT JOIN mission_card c ON c.holder = d.feed"
)
_decode_heads = msgspec.msgpack.Decoder(tuple[tuple[int, int, bytes], ...]).decode


@dataclass(frozen=True, slots=True)
class Post:
    """A place where care is given; the first network is the default one for people registered there.

    `zone` is the time zone by which its days are counted, `version` the entry that says its facts, empty for the
    founding. One without a public side is not public.
    """

    number: int
    id: str
    name: str
    kind: str
    municipality: str
    networks: tuple[str, ...]
    state: str
    zone: str = USUAL_ZONE
    calendar: ServiceCalendar = ServiceCalendar()
    version: bytes = b""
    public: PublicSide | None = None

    def services_on(self, day: int) -> OfferedServices:
        """Return what is offered here on a day of its calendar (days since 1970)."""
        return services_on(self.calendar, day)

    def is_open_on(self, day: int) -> bool:
        """Return whether it is open on a day."""
        return is_open_on(self.calendar, day)

    def gives_care_from(self, day: int, any_of: Collection[str] = ()) -> bool:
        """Return whether it is open on a day and gives a service, or one of these, then or later."""
        return gives_care_from(self.calendar, day, any_of)


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled computer; `revoked` is the last (incarnation, sequence) that may stand, if it was declared lost.

    `until` is the last day of its enrolment or of its renewed card, whichever is later (days since 1970).
    """

    feed: FeedId
    verify_key: bytes
    box_public: bytes
    post: int | None
    label: str
    administers: bool
    until: int | None
    revoked: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class RevokedAt:
    """One declaration that a device is lost: the row of its entry, the last place that may stand, the heads that do."""

    entry: int
    upto: tuple[int, int]
    heads: tuple[tuple[int, int, bytes], ...]


class Homes(NamedTuple):
    """The post for which each computer was enrolled, and the places that it serves."""

    homes: Mapping[bytes, int | None]
    served: Mapping[bytes, frozenset[int]]

    def at(self, feed: bytes, written: int) -> int | None:
        """Return the post from which a computer judges what was written at one: that post if it serves it."""
        return written if written in self.served.get(feed, ()) else self.homes.get(feed)


def list_posts(cursor: Cursor) -> list[Post]:
    """Return all posts of the mission, by number."""
    return [_post(row) for row in cursor.execute(f"{_POST} ORDER BY number").fetchall()]


def list_post_names(cursor: Cursor) -> dict[int, str]:
    """Return the names of all posts by number; nearly every page shows some of them."""
    return dict(cursor.execute("SELECT number, name FROM mission_place ORDER BY number").fetchall())


def list_posts_beside(cursor: Cursor, number: int) -> tuple[str, list[int]]:
    """Return the municipality of a post, and the other posts there by number."""
    sql = "SELECT number, municipality FROM mission_place WHERE municipality <> '' ORDER BY number"
    places = dict(cursor.execute(sql).fetchall())
    code = places.get(number, "")
    return code, [other for other, theirs in places.items() if theirs == code and other != number]


def find_post(cursor: Cursor, number: int | None) -> Post | None:
    """Return the post with this number."""
    row = cursor.execute(f"{_POST} WHERE number = ?", (number,)).fetchone()
    return _post(row) if row else None


def find_post_by_code(cursor: Cursor, identifier: str) -> Post | None:
    """Return the post with this id of the mission file."""
    row = cursor.execute(f"{_POST} WHERE id = ?", (identifier,)).fetchone()
    return _post(row) if row else None


def rank_device(cursor: Cursor, feed: FeedId) -> int:
    """Return how many computers of posts joined the mission before this one."""
    row = cursor.execute(
        "SELECT COUNT(*) FROM mission_device d JOIN mission_device m ON m.feed = ?"
        " WHERE d.post IS NOT NULL AND (d.hlc, d.feed) < (m.hlc, m.feed)",
        (feed,),
    ).fetchone()
    return int(row[0]) if row else 0


def list_served_posts(cursor: Cursor, feed: FeedId) -> list[Post]:
    """Return the places that a computer serves, its home first."""
    numbers, device = list_served(cursor, feed), find_device(cursor, feed)
    home = device.post if device else None
    found = [post for post in list_posts(cursor) if post.number in numbers]
    return sorted(found, key=lambda post: (post.number != home, post.name))


def list_devices(cursor: Cursor) -> list[Device]:
    """Return all enrolled devices."""
    return [_device(row) for row in cursor.execute(f"{_DEVICE} ORDER BY d.label, d.feed").fetchall()]


def find_device(cursor: Cursor, feed: FeedId) -> Device | None:
    """Return the enrolled device that writes this feed."""
    row = cursor.execute(f"{_DEVICE} WHERE d.feed = ?", (feed,)).fetchone()
    return _device(row) if row else None


def is_revoked(cursor: Cursor, feed: FeedId) -> bool:
    """Return whether the device of this feed was declared lost; every saved act asks it of its own device."""
    return cursor.execute("SELECT 1 FROM mission_revocation WHERE feed = ?", (feed,)).fetchone() is not None


def list_revocations(cursor: Cursor, feed: FeedId) -> list[RevokedAt]:
    """Return all declarations that the device of this feed is lost.

    Administrators far apart may each have written one.
    """
    found = cursor.execute(
        "SELECT entry, incarnation, sequence, heads FROM mission_revocation WHERE feed = ? ORDER BY entry", (feed,)
    ).fetchall()
    return [RevokedAt(row[0], (row[1], row[2]), _decode_heads(row[3])) for row in found]


def list_readmitted_entries(cursor: Cursor) -> frozenset[bytes]:
    """Return the entries of lost computers that were reviewed and stand after all."""
    return frozenset(row[0] for row in cursor.execute("SELECT entry FROM mission_readmission").fetchall())


def find_revocation_order(cursor: Cursor, feed: FeedId) -> bytes:
    """Return a signed order to turn a revoked device away; empty if none came with its revocation."""
    found = cursor.execute("SELECT signed FROM mission_revocation WHERE feed = ? AND signed <> x''", (feed,)).fetchone()
    return found[0] if found else b""


def find_mission(cursor: Cursor) -> tuple[str, bytes] | None:
    """Return the mission's name and root key."""
    return cursor.execute("SELECT name, root FROM mission_founding ORDER BY entry LIMIT 1").fetchone()


def list_networks(cursor: Cursor) -> dict[str, dict[str, str]]:
    """Return the labels of the mission's care networks by code, in the mission's order."""
    row = cursor.execute("SELECT networks FROM mission_founding ORDER BY entry LIMIT 1").fetchone()
    return dict(msgspec.json.decode(row[0], type=list[tuple[str, dict[str, str]]])) if row else {}


def list_forks(cursor: Cursor) -> list[tuple[FeedId, int, int]]:
    """Return the places where a device signed two entries."""
    return [(FeedId(f), i, s) for f, i, s in cursor.execute("SELECT feed, incarnation, sequence FROM mission_fork")]


def _post(row: tuple) -> Post:
    number, code, name, kind, municipality, networks, state, zone, calendar, version, public = row
    return Post(
        number, code, name, kind, municipality, tuple(networks.split()), state, zone, unpack_calendar(calendar),
        version, unpack_side(public),
    )  # fmt: skip


def _device(row: tuple) -> Device:
    revoked = None if row[7] is None else (row[7], row[8])
    return Device(FeedId(row[0]), row[1], row[2], row[3], row[4], bool(row[5]), row[6], revoked)


def trust_founder(cursor: Cursor, verify_key: bytes, box_public: bytes) -> None:
    """Accept the device that an invitation names as the mission's first administrator, until its own feed says so."""
    row = (feed_id_of(verify_key), verify_key, box_public, "", 1, 0)
    cursor.execute("INSERT OR IGNORE INTO mission_device VALUES (?, ?, ?, NULL, ?, ?, NULL, ?)", row)

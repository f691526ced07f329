"""Standing: what still counts of a device that was declared lost.

An administrator who declares the loss names the ends of all lines they hold of its feed. These ends and what leads to
them stand. The key in a thief's hands can sign other lines, at places below those ends and in incarnations of any
number: none of that stands, whether it came before the declaration or after. Several declarations narrow each other,
in any order.

    - a named end that is held shows its line, and nothing else of it is asked for;
    - until it comes, nobody can tell the line that leads to it: what came first stands up to its place;
    - a declaration of an older version names a place and no hash: what stands is what was held of earlier places when
      it came, and what goes on from there. Where not even the named place was held, new incarnations below it stand too.

An entry that an administrator readmitted stands on any line: a person has checked it.

`find_accepted_range` decides once for a segment, `list_rejected_rows` for a whole feed; both say the same.
"""

from collections.abc import Container, Iterable
from typing import NamedTuple

from posta.ids import ID_SIZE, EntryId, FeedId
from posta.ledger import queries, store
from posta.ledger.branches import ChainLink, find_first_row, list_links
from posta.ledger.frontier import find_hashes
from posta.ledger.row_types import Cursor
from posta.mission.posts import Device, RevokedAt, list_devices, list_readmitted_entries, list_revocations
from posta.wire.address import Segment

_ENDLESS = 1 << 63


class AcceptedRange(NamedTuple):
    """The last sequence of a segment that stands; `proves` if it brings a named end."""

    upto: int
    proves: bool


class DeviceStanding(NamedTuple):
    """A device, and the rows of its entries that do not stand."""

    device: Device
    fallen: frozenset[int]


def find_accepted_range(cursor: Cursor, device: Device, segment: Segment, first: int, branch: bytes) -> AcceptedRange:
    """Return how far a segment stands.

    What comes from `first` on is not held yet and continues this branch.
    """
    upto, proves = _ENDLESS, False
    for one in list_revocations(cursor, device.feed) if device.revoked is not None else ():
        brought = _proven_sequence(one, segment)
        room = (
            _unproven_limit(cursor, device.feed, one, segment.incarnation)
            if _is_main_branch(cursor, branch, one)
            else 0
        )
        upto = min(upto, max(brought, room - 1))
        proves |= brought >= first
    return AcceptedRange(upto, proves)


def is_named_end(cursor: Cursor, segment: Segment) -> bool:
    """Return whether a segment brings an end that a declaration of loss names as standing."""
    return any(_proven_sequence(one, segment) >= 0 for one in list_revocations(cursor, segment.feed))


def list_rejected_rows(cursor: Cursor, device: Device) -> frozenset[int]:
    """Return the rows of all entries of a device that do not stand."""
    if device.revoked is None:
        return frozenset()
    links = list_links(cursor, device.feed)
    standing = {link.row for link in links}
    for one in list_revocations(cursor, device.feed):
        standing &= _list_standing(cursor, device.feed, one, links)
    readmitted = list_readmitted_entries(cursor)
    return frozenset(link.row for link in links if link.hash[:ID_SIZE] not in readmitted) - standing


def list_standings(cursor: Cursor, feeds: Container[FeedId] | None = None) -> dict[FeedId, DeviceStanding]:
    """Return how all enrolled devices stand, or those of these feeds."""
    devices = [one for one in list_devices(cursor) if feeds is None or one.feed in feeds]
    return {device.feed: DeviceStanding(device, list_rejected_rows(cursor, device)) for device in devices}


def _proven_sequence(one: RevokedAt, segment: Segment) -> int:
    """Return the sequence of the last named end that a segment brings, or -1."""
    places = [(s - segment.first, h) for i, s, h in one.heads if i == segment.incarnation]
    entries = segment.entries
    return max((segment.first + n for n, h in places if 0 <= n < len(entries) and entries[n].hash == h), default=-1)


def _is_main_branch(cursor: Cursor, branch: bytes, one: RevokedAt) -> bool:
    """Return whether a branch is the first of its incarnation, or began here before the declaration came."""
    if branch == store.MAIN:
        return True
    row = queries.find_row(cursor, EntryId(branch))
    return row is not None and row <= one.entry


def _unproven_limit(cursor: Cursor, feed: FeedId, one: RevokedAt, incarnation: int) -> int:
    """Return the first sequence of an incarnation that does not stand unless a named end proves it."""
    if one.heads:
        named = [(s, h) for i, s, h in one.heads if i == incarnation]
        return max((s for s, h in named if h not in find_hashes(cursor, feed, incarnation, s)), default=0)
    if incarnation > one.upto[0]:
        return 0
    reached, began = find_first_row(cursor, feed, *one.upto), find_first_row(cursor, feed, incarnation, 0)
    if reached is not None and reached <= one.entry and (began is None or began > one.entry):
        return 0
    return one.upto[1] + 1 if incarnation == one.upto[0] else _ENDLESS


def _list_standing(cursor: Cursor, feed: FeedId, one: RevokedAt, links: Iterable[ChainLink]) -> set[int]:
    proven = _list_proven(one, links)
    room = {i: _unproven_limit(cursor, feed, one, i) for i in {link.incarnation for link in links}}
    followed: set[tuple[int, bytes]] = set()
    standing: set[bytes] = set()
    rows: set[int] = set()
    for row, incarnation, sequence, hash_, previous in links:
        first = (incarnation, previous) not in followed or row <= one.entry
        followed.add((incarnation, previous))
        follows = first and (sequence == 0 or previous in standing)
        if hash_ in proven or (follows and sequence < room[incarnation]):
            standing.add(hash_)
            rows.add(row)
    return rows


def _list_proven(one: RevokedAt, links: Iterable[ChainLink]) -> set[bytes]:
    """Return the hashes of the named ends that are held, and of all that leads to them."""
    held = {link.hash: link for link in links}
    proven: set[bytes] = set()
    for incarnation, sequence, hash_ in one.heads:
        link = held.get(hash_)
        if link is None or (link.incarnation, link.sequence) != (incarnation, sequence):
            continue
        while link is not None and link.hash not in proven:
            proven.add(link.hash)
            link = held.get(link.previous)
    return proven

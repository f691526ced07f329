"""How the exchange stands, told in full: what waits, who holds it already, each road, and what was set aside."""

from dataclasses import dataclass

from posta.courier.roads import confirmed_by, count_to_send, find_note, list_peers, list_roads
from posta.ids import FeedId
from posta.ledger.read import AsideCount, count_aside, count_newer, find_moment
from posta.mission.posts import list_devices
from posta.scribe.desk import Desk


@dataclass(frozen=True, slots=True)
class Road:
    """One way to others: when it last worked (ms), whether it was tried since in vain, and why."""

    url: str
    is_peer: bool
    at: int | None
    tried: int | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Report:
    """The state of the exchange; moments are ms, `holders` counts who has all that was written here."""

    to_send: int
    oldest: int | None
    holders: int
    roads: tuple[Road, ...]
    aside: tuple[AsideCount, ...]
    newer: int
    labels: dict[FeedId, str]


def make_report(desk: Desk) -> Report:
    """The state of the exchange of this node now."""
    to_send, confirmed = count_to_send(desk), confirmed_by(desk)
    oldest = find_moment(desk.cursor, desk.device.feed, desk.incarnation, confirmed + 1) if to_send else None
    return Report(
        to_send=to_send,
        oldest=oldest,
        holders=_count_holders(confirmed + to_send),
        roads=tuple(_road(url) for url in list_roads()),
        aside=tuple(count_aside(desk.cursor)),
        newer=count_newer(desk.cursor, list(desk.keyring.by_id)),
        labels={device.feed: device.label for device in list_devices(desk.cursor)},
    )


def last_attempt() -> int:
    """When any road was last tried (ms); 0 for never."""
    return max((road.tried or 0 for road in map(_road, list_roads())), default=0)


def _count_holders(last: int) -> int:
    return sum(int(find_note(road).get("held", -1)) >= last >= 0 for road in (*list_roads(), "folder"))


def _road(url: str) -> Road:
    note = find_note(url)
    return Road(url, url in list_peers(), note.get("at"), note.get("tried"), str(note.get("trouble", "")))

"""How the exchange stands, told in full: what waits, who holds it already, each road, and what was set aside."""

from dataclasses import dataclass

from posta.courier.outbox import find_oldest, look_into
from posta.courier.roads import find_note, list_held, list_peers, list_roads
from posta.courier.rounds import ROUNDS
from posta.figures.facts import list_withdrawals
from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.missing import list_missing
from posta.ledger.read import AsideCount, count_aside, count_newer
from posta.mission.posts import list_devices
from posta.scribe.desk import Desk


@dataclass(frozen=True, slots=True)
class Road:
    """One way to others: when it last worked (ms), whether it was tried since in vain, and why; since when it is under way."""

    url: str
    is_peer: bool
    at: int | None
    tried: int | None
    trouble: str
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The state of the exchange; moments are ms, `holders` counts who has all that was written here, `emptied` the
    entries that came without their contents although no withdrawal names them."""

    to_send: int
    oldest: int | None
    holders: int
    roads: tuple[Road, ...]
    aside: tuple[AsideCount, ...]
    newer: int
    emptied: int
    labels: dict[FeedId, str]


def make_report(desk: Desk) -> Report:
    """The state of the exchange of this node now."""
    feed, held = desk.device.feed, list_held()
    outbox = look_into(list_tips(desk.cursor), feed, held)
    return Report(
        to_send=outbox.to_send,
        oldest=find_oldest(desk.cursor, feed, held),
        holders=outbox.holders,
        roads=tuple(_road(url) for url in list_roads()),
        aside=tuple(count_aside(desk.cursor)),
        newer=count_newer(desk.cursor, list(desk.keyring.by_id)),
        emptied=_count_emptied(desk),
        labels={device.feed: device.label for device in list_devices(desk.cursor)},
    )


def last_attempt() -> int:
    """When any road was last tried (ms); 0 for never."""
    return max((road.tried or 0 for road in map(_road, list_roads())), default=0)


def _count_emptied(desk: Desk) -> int:
    """Who cannot read why an entry was withdrawn, by an older version, sees at least that it was."""
    missing = list_missing(desk.cursor)
    return len(missing) - len(list_withdrawals(desk.cursor, missing))


def _road(url: str) -> Road:
    note, since = find_note(url), ROUNDS.under_way().get(url)
    return Road(url, url in list_peers(), note.get("at"), note.get("tried"), str(note.get("trouble", "")), since)

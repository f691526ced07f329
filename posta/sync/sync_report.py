"""The full report of the exchange: what waits, which devices hold it already, each road, and what was set aside."""

from dataclasses import dataclass

from posta.errors import Reason, read_reason
from posta.figures.facts import list_withdrawals
from posta.ids import FeedId
from posta.ledger.frontier import list_tips
from posta.ledger.missing_parts import list_missing_parts
from posta.ledger.queries import QuarantineCount, count_quarantined, count_unknown_versions
from posta.mission.posts import list_devices
from posta.node.process_state import PROCESS
from posta.scribe.context.node_context import NodeContext
from posta.sync.outbox import find_oldest, outbox_status
from posta.sync.peers import find_peer_state, list_confirmed_heads, list_peers, list_sync_addresses


@dataclass(frozen=True, slots=True)
class PeerReport:
    """One way to others: when it last worked (ms), whether a later attempt failed, and why; since when it is under way."""

    url: str
    is_peer: bool
    at: int | None
    tried: int | None
    trouble: Reason | None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """The state of the exchange; moments are ms, `holders` counts who has all that was written here, `emptied` the
    entries that came without their contents although no withdrawal names them."""

    to_send: int
    oldest: int | None
    holders: int
    roads: tuple[PeerReport, ...]
    aside: tuple[QuarantineCount, ...]
    newer: int
    emptied: int
    labels: dict[FeedId, str]


def make_report(node: NodeContext) -> SyncReport:
    """Return the state of the exchange of this node now."""
    feed, confirmed = node.device.feed, list_confirmed_heads()
    outbox = outbox_status(list_tips(node.cursor), feed, confirmed)
    return SyncReport(
        to_send=outbox.to_send,
        oldest=find_oldest(node.cursor, feed, confirmed),
        holders=outbox.holders,
        roads=tuple(_road(url) for url in list_sync_addresses()),
        aside=tuple(count_quarantined(node.cursor)),
        newer=count_unknown_versions(node.cursor, list(node.keyring.by_id)),
        emptied=_count_emptied(node),
        labels={device.feed: device.label for device in list_devices(node.cursor)},
    )


def last_attempt() -> int:
    """Return when any road was last tried (ms); 0 for never."""
    return max((road.tried or 0 for road in map(_road, list_sync_addresses())), default=0)


def _count_emptied(node: NodeContext) -> int:
    """Count emptied entries.

    A colleague who cannot read why an older version withdrew an entry sees at least that it was withdrawn.
    """
    missing = list_missing_parts(node.cursor)
    return len(missing) - len(list_withdrawals(node.cursor, missing))


def _road(url: str) -> PeerReport:
    note, since = find_peer_state(url), PROCESS.ongoing_syncs.list_all().get(url)
    trouble = read_reason(note["trouble"]) if note.get("trouble") else None
    return PeerReport(url, url in list_peers(), note.get("at"), note.get("tried"), trouble, since)

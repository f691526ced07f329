"""The lost tail: entries that this computer had saved and does not hold any more, until they come back from others.

The side file says how far the feed had got. A database behind it was torn by a power cut, or an older one was put in
its place; a restored one is behind by as much as was recorded since its backup. Either way a page must say so,
because what people saved is not on their screens: where it was sent before, an exchange or a stick brings it back.
"""

from typing import Any, NamedTuple

from posta.feed.entry import Head
from posta.ids import FeedId
from posta.ledger.frontier import find_hashes, list_tips
from posta.ledger.row_types import Cursor
from posta.node.settings import get_setting, put_setting
from posta.scribe.context.node_context import NodeContext

SETTING = "feed.lost_tails"
UNKNOWN = -1


class LostTail(NamedTuple):
    """How many entries are missing (UNKNOWN after a restore), and the moment (ms) of the last one that is here."""

    entries: int
    since: int


def note_lost_tail(node: NodeContext, side: Head | None, *, restored: bool) -> None:
    """Note what is missing of this computer's own feed, before it begins a new incarnation that covers it up."""
    torn = side is not None and side.hash not in find_hashes(node.cursor, side.feed, side.incarnation, side.sequence)
    if not torn and not restored:
        return
    place = [side.incarnation, side.sequence, side.hash.hex()] if torn and side is not None else []
    noted = {"place": place, "since": _last_moment(node.cursor, node.device.feed), "noted": node.clock.millis()}
    put_setting(SETTING, [*_list_noted(), noted])


def find_lost_tail(node: NodeContext) -> LostTail | None:
    """Return what is still missing of this computer's own feed, None when everything came back; forgets what did."""
    noted = _list_noted()
    missing = [one for one in noted if _is_missing(node.cursor, node.device.feed, one)]
    if len(missing) < len(noted):
        put_setting(SETTING, missing)
    if not missing:
        return None
    counts = [_count(node.cursor, node.device.feed, one) for one in missing]
    return LostTail(UNKNOWN if UNKNOWN in counts else sum(counts), min(int(one["since"]) for one in missing))


def has_synced_since_start() -> bool:
    """Return whether this computer has exchanged, or read a stick, since it was last restored."""
    return all(int(get_setting("sync.last", 0)) > int(one["noted"]) for one in _list_noted())


def _list_noted() -> list[dict[str, Any]]:
    noted = get_setting(SETTING, [])
    return noted if isinstance(noted, list) else []


def _is_missing(cursor: Cursor, feed: FeedId, noted: dict[str, Any]) -> bool:
    """Return whether the last entry is not here yet.

    After a restore, which knows of none, it is so until the first exchange.
    """
    if not noted["place"]:
        return int(get_setting("sync.last", 0)) <= int(noted["noted"])
    incarnation, sequence, hash_ = noted["place"]
    return bytes.fromhex(hash_) not in find_hashes(cursor, feed, incarnation, sequence)


def _count(cursor: Cursor, feed: FeedId, noted: dict[str, Any]) -> int:
    """Return the entries between the last that is held of that incarnation and the last that was saved."""
    if not noted["place"]:
        return UNKNOWN
    incarnation, sequence, _ = noted["place"]
    sequences = [tip.sequence for tip in list_tips(cursor) if tip.feed == feed and tip.incarnation == incarnation]
    return int(sequence) - max((last for last in sequences if last < sequence), default=-1)


def _last_moment(cursor: Cursor, feed: FeedId) -> int:
    return max((tip.hlc >> 16 for tip in list_tips(cursor) if tip.feed == feed), default=0)

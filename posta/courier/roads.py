"""The roads of this node: which relay and peers it knows, one round over all of them, and what became of it.

What is kept of a round is local and never synced: when each road last worked, and how far others hold our own feed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from posta.courier.exchange import Outcome, Progress, exchange
from posta.courier.road import RoadClosed
from posta.courier.transports.http import HttpTransport
from posta.node.settings import get_setting, put_setting
from posta.scribe.desk import Desk
from posta.scribe.replay import catch_up


@dataclass(frozen=True, slots=True)
class Round:
    """One road and what an exchange over it did, or why it could not be taken."""

    road: str
    outcome: Outcome | None
    trouble: str = ""


def list_roads() -> list[str]:
    """The addresses this node exchanges with: the relay, then peers on the same Wi-Fi."""
    relay, peers = get_setting("relay.url", ""), get_setting("peers", [])
    return [str(url) for url in (relay, *(peers if isinstance(peers, list) else [])) if url]


def take_road(desk: Desk, url: str, progress: Progress = lambda done, total: None) -> Outcome:
    """Exchange with a relay or post over HTTP, and note when and how far. Raises RoadClosed."""
    card = get_setting("device.card")
    if not card:
        raise RoadClosed("This computer has no membership card yet; ask an administrator to enrol it.")
    transport = HttpTransport(url, bytes.fromhex(str(card)), desk.device.sign, desk.clock)
    try:
        outcome = exchange(desk, transport, progress)
    finally:
        transport.close()
    note_round(desk, url, outcome)
    return outcome


def take_all_roads(desk: Callable[[], Desk]) -> list[Round]:
    """One round over every road; a closed one does not keep the others from being taken."""
    rounds = []
    for url in list_roads():
        try:
            rounds.append(Round(url, take_road(desk(), url)))
        except RoadClosed as closed:
            put_setting("sync.trouble", str(closed))
            rounds.append(Round(url, None, str(closed)))
    return rounds


def note_round(desk: Desk, road: str, outcome: Outcome) -> None:
    """Keep when this road worked and that its other end holds our feed this far; open what new keys open."""
    now = desk.clock.millis()
    put_setting("sync.last", now)
    put_setting("sync.trouble", "")
    put_setting(f"road.{road}", {"at": now, "held": held_by_others(desk, outcome)})
    if outcome.received.enrolled or outcome.received.new:
        catch_up(desk)


def held_by_others(desk: Desk, outcome: Outcome) -> int:
    """The last sequence of our own feed that the other end holds after an exchange; -1 for none."""
    own = [h.sequence for h in outcome.heads if h.feed == desk.device.feed and h.incarnation == desk.incarnation]
    return max(own, default=-1)


def count_to_send(desk: Desk) -> int:
    """Own entries that no other holder has confirmed yet, those still held back for undo included."""
    row = desk.cursor.execute(
        "SELECT COALESCE(MAX(t.sequence), -1) FROM ledger_tip t JOIN ledger_feed f ON f.id = t.feed"
        " WHERE f.feed = ? AND t.incarnation = ?",
        (desk.device.feed, desk.incarnation),
    ).fetchone()
    return (int(row[0]) if row else -1) - confirmed_by(desk)


def confirmed_by(desk: Desk) -> int:
    """The last sequence of our own feed that at least one other holder has."""
    held = [get_setting(f"road.{road}") for road in (*list_roads(), "folder")]
    return max((int(h["held"]) for h in held if isinstance(h, dict)), default=-1)

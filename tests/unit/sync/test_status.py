"""The state of the exchange in numbers."""

from posta.acts.care.registration import record_person
from posta.ledger.frontier import list_tips
from posta.scribe.incarnation import ensure_incarnation
from posta.sync.exchange import exchange
from posta.sync.outbox import count_after, find_oldest, list_heads, outbox_status
from posta.sync.status import describe_status
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import make_mission
from tests.post_fixture import PERSON


def test_what_no_other_holder_has_confirmed_waits() -> None:
    house = make_mission(["tenosique_la72", "coatzacoalcos_casa"])
    actor = house.actor("tenosique_la72")
    cursor, feed, clock = actor.node.cursor, actor.node.device.feed, actor.node.clock
    record_person(actor, PERSON)
    before = describe_status(cursor, feed, [], now=clock.millis(), last=None)
    assert (before.to_send, before.age) == (1, None)
    assert find_oldest(cursor, feed, []) == clock.millis()
    house.clock.advance(minutes=2)
    outcome = exchange(actor.node, MemoryTransport(house.node("coatzacoalcos_casa")))
    held, last = [list_heads(feed, outcome.heads)], clock.millis()
    house.clock.advance(hours=3)
    after = describe_status(cursor, feed, held, now=clock.millis(), last=last)
    assert (after.to_send, after.age) == (0, 3 * 3_600_000)
    assert find_oldest(cursor, feed, held) is None


def test_an_act_that_could_still_be_undone_at_the_exchange_was_not_sent() -> None:
    house = make_mission(["tenosique_la72", "coatzacoalcos_casa"])
    actor = house.actor("tenosique_la72")
    record_person(actor, PERSON)
    outcome = exchange(actor.node, MemoryTransport(house.node("coatzacoalcos_casa")))
    feed, now = actor.node.device.feed, actor.node.clock.millis()
    assert describe_status(actor.node.cursor, feed, [list_heads(feed, outcome.heads)], now=now, last=now).to_send == 1


def test_what_is_written_after_a_restore_waits_although_others_hold_higher_numbers_of_before() -> None:
    """A post with 40 entries was restored; its new feed began at 0 and the page said that nothing waited."""
    house = make_mission(["tenosique_la72"])
    record_person(house.actor("tenosique_la72"), PERSON)
    house.nodes["tenosique_la72"].node = ensure_incarnation(house.node("tenosique_la72"), None, restored=True)
    node = house.node("tenosique_la72")
    written = {tip.incarnation: tip.sequence for tip in list_tips(node.cursor) if tip.feed == node.device.feed}
    first, again = sorted(written)
    outbox = outbox_status(list_tips(node.cursor), node.device.feed, [{first: 40}])
    assert (outbox.to_send, outbox.holders) == (written[again] + 1, 0)
    assert outbox_status(list_tips(node.cursor), node.device.feed, [{first: 40, again: 9}, {first: 40}]).holders == 1


def test_the_farthest_holder_of_each_incarnation_counts() -> None:
    assert count_after({0: 11, 1: 4}, [{0: 11}, {0: 7, 1: 1}]) == 3
    assert count_after({0: 11}, []) == 12
    assert count_after({}, [{0: 3}]) == 0


def test_a_clock_that_is_ahead_is_noticed() -> None:
    house = make_mission(["tenosique_la72", "coatzacoalcos_casa"])
    there = house.actor("coatzacoalcos_casa")
    house.clock.advance(minutes=20)
    record_person(there, PERSON)
    house.clock.advance(minutes=2)
    node = house.node("tenosique_la72")
    exchange(node, MemoryTransport(there.node))
    now = node.clock.millis() - 22 * 60_000
    assert describe_status(node.cursor, node.device.feed, [], now=now, last=None).ahead == 20 * 60_000

"""Any order of arrival gives the same state: feeds interleaved at will, with duplicates, gaps and late corrections."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from posta.clock import FixedClock
from posta.ledger.queries import count_entries
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from tests.faults.fake_disks import Disk, copy_database
from tests.faults.mishaps import load_stick
from tests.faults.schedule import calm, work_only
from tests.faults.world import Machine, World, make_world
from tests.naive_chart import compare

pytestmark = pytest.mark.unreplayed
SEEDS = (3, 4, 5)


@cache
def told(seed: int) -> tuple[World, Machine, dbapi2.Connection, tuple[bytes, ...]]:
    """A morning at three posts, the post that hears of it, that post's disk before, and all segments, commit by commit."""
    world = make_world(seed)
    hearer = next(m for m in world.posts() if m.network == "route")
    before = hearer.disk.image()
    work_only(world, 40)
    calm(world)
    load_stick(world, world.centre)
    return world, hearer, before, tuple(world.sticks[-1])


def hear(seed: int, segments: list[bytes]) -> NodeContext:
    """The state of a post that received these segments, one by one, and then all of them once more for the gaps."""
    _, hearer, before, everything = told(seed)
    disk = Disk(copy_database(before))
    node = hearer.node
    node = NodeContext(
        disk.connection.cursor(), node.device, node.keyring, FixedClock(hearer.clock.at), node.random, disk.transaction,
        disk.savepoint, node.incarnation,
    )  # fmt: skip
    for segment in segments:
        receive(node, [segment])
    node = decrypt_with_new_keys(node)
    for segment in everything:
        receive(node, [segment])
    return decrypt_with_new_keys(node)


@cache
def in_order(seed: int) -> str:
    return state_hash(hear(seed, list(told(seed)[3])))


@pytest.mark.parametrize("seed", SEEDS)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_with_duplicates_and_gaps_gives_the_same_state(seed: int, data: st.DataObject) -> None:
    everything = told(seed)[3]
    order = data.draw(st.permutations(range(len(everything))))
    kept = data.draw(st.lists(st.sampled_from(order), min_size=0, max_size=len(order)))
    node = hear(seed, [everything[i] for i in [*kept, *order]])
    assert state_hash(node) == in_order(seed)
    assert compare(node) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_replay_of_what_came_in_disorder_changes_nothing(seed: int) -> None:
    node = hear(seed, list(reversed(told(seed)[3])))
    assert count_entries(node.cursor) > 60
    replay(node)
    assert state_hash(node) == in_order(seed)

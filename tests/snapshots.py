"""Snapshots of what many tests begin with: made once in a process, copied for each test.

To found a mission, or to fill a post with a morning of people, takes longer than most tests need to look at one page. A
snapshot holds this process's database, in a second encrypted file, and the computers that are in memory; each test gets
copies of both, so that none sees what another did.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count

from django.db import connection
from sqlcipher3 import dbapi2

from posta.clock import FixedClock
from posta.config.settings.test import POSTA_HOME
from posta.node.storage.database_keys import database_key
from posta.node.storage.sqlcipher.base import open_encrypted
from posta.scribe.context.node_context import NodeContext
from tests.faults.fake_disks import copy_database
from tests.in_memory_mission import InMemoryMission, MissionNode, savepoint, transaction

EMPTY: list[dbapi2.Connection] = []  # the database with all its tables and nothing in them, once it has been made
_number = count(1)


def save_database() -> dbapi2.Connection:
    """Copy the database of this process into a file of its own, under the same key."""
    connection.ensure_connection()
    path = POSTA_HOME / f"snapshot-{next(_number)}.db"
    saved = open_encrypted(database_key("default"), database=path, isolation_level=None, check_same_thread=False)
    connection.connection.backup(saved)
    return saved


def restore_database(saved: dbapi2.Connection) -> None:
    """Let the database of this process hold what was saved, and nothing else."""
    connection.ensure_connection()
    saved.backup(connection.connection)


def empty_database() -> None:
    """Let the database of this process be as it was before the first test."""
    restore_database(EMPTY[0])


def copy_mission(house: InMemoryMission) -> InMemoryMission:
    """Return the same mission on computers of its own; one without a connection is this process, and stays as it is."""
    clock, source = copy_clock(house.clock), copy_random(house.random)
    nodes = {
        name: one if one.connection is None else _copy_node(one, clock, source) for name, one in house.nodes.items()
    }
    return replace(house, clock=clock, nodes=nodes, people=dict(house.people), random=source)


def copy_computers(
    computers: Mapping[str, NodeContext], clock: FixedClock, source: random.Random
) -> dict[str, NodeContext]:
    """Return the same computers in memory, with this clock and these dice."""
    return {name: copy_context(node, clock, source.randbytes) for name, node in computers.items()}


def copy_context(node: NodeContext, clock: FixedClock, dice: Callable[[int], bytes]) -> NodeContext:
    """Return the context of a computer in memory on a copy of its database."""
    other = copy_database(node.cursor.connection)  # type: ignore[attr-defined]
    return replace(
        node,
        cursor=other.cursor(),
        clock=clock,
        random=dice,
        transaction=lambda: transaction(other),
        savepoint=lambda: savepoint(other),
    )


def copy_clock(clock: FixedClock) -> FixedClock:
    """Return a clock of its own that says the same."""
    return replace(clock)


def copy_random(source: random.Random) -> random.Random:
    """Return dice of their own that will fall the same way."""
    other = random.Random()
    other.setstate(source.getstate())
    return other


def _copy_node(one: MissionNode, clock: FixedClock, source: random.Random) -> MissionNode:
    node = copy_context(one.node, clock, source.randbytes)
    return MissionNode(one.name, node.cursor.connection, node)  # type: ignore[attr-defined]

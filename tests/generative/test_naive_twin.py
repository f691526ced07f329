"""The fast projection is right: after any morning's work it says what the naive twin says; and the twin can object."""

import pytest

from tests.faults.schedule import work_only
from tests.faults.world import make_world
from tests.naive_chart import compare

pytestmark = pytest.mark.unreplayed


@pytest.mark.parametrize("seed", range(6))
def test_the_fast_projection_agrees_with_the_naive_twin(seed: int) -> None:
    world = make_world(seed)
    for _ in range(4):
        work_only(world, 15)
        for machine in world.machines:
            assert compare(machine.node) == []


@pytest.mark.parametrize(
    ("harm", "noticed"),
    [
        ("DELETE FROM chart_item WHERE entry = (SELECT MAX(entry) FROM chart_item)", "items"),
        ("UPDATE chart_person SET name = 'Nobody'", "what is known of a person"),
        ("DELETE FROM chart_person", "who is known"),
        ("DELETE FROM figures_row", "counts"),
        ("UPDATE figures_row SET live = 0", "facts"),
        ("UPDATE figures_facts_visit SET visit_type = 'other'", "facts"),
        ("DELETE FROM figures_facts_person", "facts"),
        ("DELETE FROM mission_staff", "colleagues"),
        ("DELETE FROM mission_grant", "keys"),
    ],
)
def test_the_twin_notices_harm(harm: str, noticed: str) -> None:
    world = make_world(1)
    work_only(world, 30)
    machine = max(world.posts(), key=lambda m: m.node.cursor.execute("SELECT COUNT(*) FROM chart_item").fetchone()[0])
    machine.node.cursor.execute(harm)
    assert noticed in compare(machine.node)

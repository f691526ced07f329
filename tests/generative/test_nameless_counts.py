"""Whatever is signed, undone and waited for: what is counted of nobody is what stands, and knows no act beyond its undo."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.figures.unlinked_queue import unlink_pending
from posta.ids import EntryId
from posta.ledger.frontier import may_be_sent
from posta.scribe.withdraw import TooLateToUndo
from tests.journeys.test_nameless_counts import Counted

pytestmark = pytest.mark.unreplayed

STEPS = st.one_of(
    st.sampled_from(["session", "session", "consultation", "undo", "undo", "start"]),
    st.sampled_from([0, 3, 29, 30, 31, 600, 86_400]),
)


def forget_at_start(post: Counted) -> None:
    unlink_pending(post.cursor, post.house.clock.millis())


def take(post: Counted, step: str | int, stands: list[EntryId]) -> None:
    """One step at the post; `stands` are the sessions that were signed and not undone."""
    if isinstance(step, int):
        post.house.clock.advance(seconds=step)
    elif step == "session":
        stands.append(post.session())
    elif step == "consultation":
        post.consultation()
    elif step == "start":
        forget_at_start(post)
    elif stands:
        try:
            post.undo(stands[-1])
        except TooLateToUndo:
            return
        stands.pop()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=30))
def test_every_session_that_stands_is_counted_once_and_joined_to_nothing(steps: list[str | int]) -> None:
    post, stands = Counted(), list[EntryId]()
    for step in steps:
        take(post, step, stands)
        assert post.waiting() + sum(post.sent()) == len(stands)
        if step in ("session", "consultation", "start"):
            now = post.house.clock.millis()
            linked = post.cursor.execute("SELECT entry FROM figures_pending WHERE entry IS NOT NULL").fetchall()
            assert [row for (row,) in linked if may_be_sent(post.cursor, row, now)] == []

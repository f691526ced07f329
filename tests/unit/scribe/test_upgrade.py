"""A home of an older program is folded again when a newer one opens it."""

from pathlib import Path

import pytest

from posta.config import start
from posta.node.settings import drop_setting, get_setting
from posta.scribe.replay import state_hash
from posta.scribe.upgrade import SETTING, current_shape, replay_if_outdated
from tests.post_fixture import TestPost, make_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("transactional_db")]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> TestPost:
    made = make_post(monkeypatch, "tenosique_la72")
    drop_setting(SETTING)  # the settings of an earlier test in the same database
    return made


def test_what_an_older_program_projected_otherwise_is_folded_again_at_the_opening(
    post: TestPost, tmp_path: Path
) -> None:
    """A figure that the older program did not read from entries was empty for every visit before the update."""
    post.person()
    cursor, whole = post.actor().node.cursor, state_hash(post.actor().node)
    cursor.execute("UPDATE figures_row SET sex = ''")
    assert state_hash(post.actor().node) != whole
    start.prepare_home(tmp_path)
    assert state_hash(post.actor().node) == whole
    assert get_setting(SETTING) == current_shape()


def test_it_is_folded_once(post: TestPost) -> None:
    post.person()
    assert replay_if_outdated(post.actor().node) > 0
    assert replay_if_outdated(post.actor().node) == 0

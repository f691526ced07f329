"""A home that an older program folded opens with a newer one: what projections keep now is folded from the log."""

from contextlib import nullcontext
from importlib import import_module
from types import SimpleNamespace

import pytest

from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.judged_withdrawals import find_withdrawn
from posta.node.settings import put_setting
from posta.scribe.replay import state_hash
from posta.scribe.upgrade import SETTING, replay_if_outdated
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OLDER = (
    "DROP INDEX chart_item_judged",
    "ALTER TABLE chart_item DROP COLUMN author",
    "ALTER TABLE chart_item DROP COLUMN holds",
    "DROP INDEX figures_void_id",
    *(f"ALTER TABLE figures_void DROP COLUMN {name}" for name in ("id", "kind", "holds")),
    "DROP TABLE mission_role",
)


def test_a_home_made_before_withdrawals_were_judged_opens_and_shows_the_same(post: TestPost) -> None:
    person, cursor = post.person(), post.actor().node.cursor
    entry = record_encounter(post.actor(), person, {"vitals": {"temp_c": 37.0}}).entry
    mark_entered_in_error(post.actor(), person, entry, "other person")
    visit = record_encounter(post.actor(), person, {"vitals": {"temp_c": 38.0}}).entry
    record_encounter(post.actor("nurse"), person, {"vitals": {"temp_c": 38.5}}, corrects=visit)
    before = state_hash(post.actor().node)
    for statement in OLDER:
        cursor.execute(statement)
    put_setting(SETTING, 1)
    editor = SimpleNamespace(connection=SimpleNamespace(cursor=lambda: nullcontext(cursor)))
    for name in ("chart.migrations.0003_withdrawals_judged", "figures.migrations.0005_voids_judged"):
        import_module(f"posta.{name}").add_columns(None, editor)
    import_module("posta.chart.migrations.0004_corrections_judged").change_index(None, editor)
    for operation in import_module("posta.mission.migrations.0006_roles_held").Migration.operations:
        cursor.execute(operation.sql)
    assert find_withdrawn(cursor, entry) is not None  # also while a full disk keeps it from being folded again
    replay_if_outdated(post.actor().node)
    assert state_hash(post.actor().node) == before

"""A post on the real encrypted backend treats somebody and stands a replay."""

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.scribe.replay import replay, state_hash
from tests.journeys.test_thread import OPD
from tests.post_fixture import TestPost


@pytest.mark.django_db(transaction=True)
def test_a_contact_written_on_sqlcipher_survives_a_replay(post: TestPost) -> None:
    person = post.person()
    actor = post.actor()
    record_encounter(actor, person, {"vitals": {"temp_c": 37.0}, "opd": OPD})
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    assert items[0].forms["opd"]["violence_link"] == "n"  # a doctor's session holds the protected compartment
    before = state_hash(actor.node)
    replay(actor.node)
    assert state_hash(actor.node) == before

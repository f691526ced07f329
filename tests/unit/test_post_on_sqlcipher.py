"""A post on the real encrypted backend treats somebody and stands a replay."""

import pytest

from posta.acts.contact import record_contact
from posta.chart.timeline import list_timeline
from posta.scribe.replay import replay, state_hash
from tests.journeys.test_thread import OPD
from tests.post import TestPost


@pytest.mark.django_db(transaction=True)
def test_a_contact_written_on_sqlcipher_survives_a_replay(post: TestPost) -> None:
    person = post.person()
    duty = post.duty()
    record_contact(duty, person, {"vitals": {"temp_c": 37.0}, "opd": OPD})
    items = list_timeline(duty.desk.cursor, person.id, duty.desk.keyring)
    assert items[0].forms["opd"]["violence_link"] == "n"  # a doctor's session holds the protected compartment
    before = state_hash(duty.desk)
    replay(duty.desk)
    assert state_hash(duty.desk) == before

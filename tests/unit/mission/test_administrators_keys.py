"""The keys of administrators: who was one and is none now, and boxes that were sealed to earlier words."""

import pytest

from posta.acts.mission.appointments import change_role
from posta.acts.mission.founding import unlock_admin_keys
from posta.acts.mission.grant_repair import list_missing_keys
from posta.catalog.compartments import Compartment
from posta.mission.keys.key_grants import list_exposed
from posta.seal.keys import PersonKeys
from tests.coordination_fixture import Coordination
from tests.unit.mission.test_grants import EVERY_PLACE, entitled, grant_to_all

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_administrator_who_has_another_role_now_is_given_no_more_keys_of_the_mission(centre: Coordination) -> None:
    """Somebody who had administered and became a nurse was granted every new key of every sealed compartment."""
    first = centre.people["administrator"]
    nurse = centre.appoint("administrator", "otras cinco palabras son estas")
    centre.people["administrator"] = first
    change_role(centre.node, centre.case, nurse, "nurse", until=None, by=first[0])
    assert all(nurse.id not in entitled(centre.node, place) for place in EVERY_PLACE)
    assert list_exposed(centre.node.cursor) == []
    newest: dict[tuple, bytes] = {}
    for epoch, *place in centre.node.cursor.execute(
        "SELECT epoch, compartment, network FROM mission_epoch ORDER BY hlc, epoch"
    ):
        newest[tuple(place)] = epoch
    held = centre.node.cursor.execute("SELECT epoch FROM mission_grant WHERE holder = ?", (nurse.id,)).fetchall()
    assert not {row[0] for row in held} & set(newest.values())


def test_a_key_that_went_to_earlier_words_keeps_no_administrator_from_their_case(centre: Coordination) -> None:
    """One box that was sealed to the keys an administrator had before closed every page of administration to them."""
    staff, keys = centre.people["administrator"]
    whole = len(centre.case.epochs)
    earlier = PersonKeys.generate(centre.random.randbytes)
    place = (Compartment.CARE, "route")
    grant_to_all(centre.node, place, {staff: earlier.box_public})
    assert len(unlock_admin_keys(centre.node, staff, keys).epochs) == whole
    assert [(one.holder, one.place) for one in list_missing_keys(centre.node)] == [(staff, place)]

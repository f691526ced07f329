"""What is seen on the route: ten diagnoses, the same complaint in a group, violence by place from five on."""

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_travel_group_member
from posta.acts.care.visits.encounter import record_encounter
from posta.figures.violence_places import list_violence_places
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Ampollas", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n"}
HURT = {"v_asked": "yes", "v_any": "y", "v_safe_now": "y", "v_needs": ("health",)}


def tell(post: TestPost, times: int, place: str, **event: object) -> None:
    actor = post.actor("psychologist")
    for number in range(times):
        person = post.person(alias=f"P{number}{place}")
        events = ({"v_type": ("rob",), "v_perp": ("gang",), "v_place": place, **event},)
        answers = {name: value for name, value in HURT.items() if name != "v_needs"} | {"events": events}
        record_encounter(actor, person, {"violence": answers})


def leave(post: TestPost) -> None:
    """The batches leave when another act is written on a later day."""
    post.later(days=1, minutes=2)
    record_encounter(post.actor(), post.person(alias="Otra"), {"opd": OPD})


def test_violence_by_place_is_shown_from_five_events_on(post: TestPost) -> None:
    tell(post, 5, "30039")
    tell(post, 4, "27017")
    leave(post)
    cells = list_violence_places(post.actor().node.cursor, post.actor().post.number)
    assert [(one.place, one.perpetrator, one.events) for one in cells] == [("30039", "gang", 5)]
    shown = post.client("psychologist").get("/route/").content.decode()
    assert "Coatzacoalcos" in shown
    assert "Tenosique" not in shown.partition('id="h-violence"')[2].partition("</section>")[0]


def test_who_holds_no_key_sees_nothing_of_violence(post: TestPost) -> None:
    tell(post, 6, "30039")
    leave(post)
    shown = post.client("promoter").get("/route/").content.decode()
    assert "Violencia" not in shown
    assert "Coatzacoalcos" not in shown


def test_of_sexual_violence_no_row_leaves(post: TestPost) -> None:
    tell(post, 6, "30039", v_type=("sex", "rob"))
    leave(post)
    assert list_violence_places(post.actor().node.cursor) == []


def test_the_ten_commonest_diagnoses_and_the_same_complaint_of_a_group(post: TestPost) -> None:
    actor, party = post.actor(), post.actor().node.random(16)
    for number in range(5):
        person = post.person(alias=f"Ana{number}")
        record_travel_group_member(actor, person, party)
        record_arrival(actor, person, reason="digestive: vómito")
        record_encounter(actor, person, {"opd": OPD})
    page = post.client("promoter").get("/route/").context["page"]
    assert [row.number for row in page.diagnoses] == [5]
    assert [row.number for row in page.groups] == [5]
    assert page.violence is None

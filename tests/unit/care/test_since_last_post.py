"""At the next post one question is asked of a known journey: what happened since the last one. Nothing is one tap."""

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.figures.violence_places import list_violence_places
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import add_post
from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "coatzacoalcos_casa"
OPD = {"complaint": "Ampollas", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n"}
TOLD = {"direction": "north", "transport": ("train",), "days_travel": 12}
TYPED = {"why": "feet", "dx_main": "foot_tinea", "disposition": "home"}


def from_elsewhere(post: TestPost, told: dict[str, object] | None = None, **answers: object) -> Person:
    """Somebody who was seen at Coatzacoalcos, told of the journey there, and comes here two days later."""
    if OTHER not in post.house.nodes:
        add_post(post.house, OTHER)
    person = post.person(**answers)
    post.meet(OTHER)
    post.later(minutes=3)
    there = post.house.actor(OTHER)
    exchange(there.node, MemoryTransport(post.actor().node))
    record_encounter(there, person, {"visit": dict(TOLD if told is None else told), "opd": OPD})
    post.later(days=2)
    post.meet(OTHER)
    return person


def address(person: Person) -> str:
    return f"/people/{person.id.hex()}/consultation"


def test_one_question_stands_in_for_the_journey_and_for_harm(post: TestPost) -> None:
    person = from_elsewhere(post)
    page = squeeze(post.client().get(address(person)).content.decode())
    assert "Desde Casa del Migrante" in page
    assert 'name="direction"' not in page
    assert page.count('name="since_what"') == 9


def test_nothing_is_one_tap_and_says_no_to_no_other_question(post: TestPost) -> None:
    person = from_elsewhere(post)
    assert post.client().post(address(person), TYPED | {"since_what": "none"}).status_code == 303
    actor = post.actor()
    (entry,) = [one for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring)
                if one.forms.get("opd") and one.post == actor.post.number]  # fmt: skip
    assert (entry.forms["opd"]["since_what"], entry.forms["opd"]["violence_link"]) == (("none",), "u")
    again = post.client().get(address(person)).content.decode()
    assert 'name="since_what"' not in again
    assert 'name="violence_link"' in again


def test_only_an_answer_says_that_today_has_nothing_to_do_with_violence(post: TestPost) -> None:
    person = from_elsewhere(post)
    assert post.client().post(address(person), TYPED | {"since_what": "none", "violence_link": "n"}).status_code == 303
    actor = post.actor()
    [entry] = [one for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring)
               if one.forms.get("opd") and one.post == actor.post.number]  # fmt: skip
    assert entry.forms["opd"]["violence_link"] == "n"


def test_it_must_be_answered_and_is_reported_once(post: TestPost) -> None:
    person = from_elsewhere(post)
    answer = post.client().post(address(person), TYPED)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#f-since_what"' in page
    assert 'href="#f-violence_link"' not in page


def test_who_was_robbed_leads_to_care_and_the_nurse_learns_nothing(post: TestPost) -> None:
    person = from_elsewhere(post)
    hurt = {"since_what": ["rob", "phys"], "since_place": "30039", "since_perp": ["gang"], "harm_safe": "y"}
    browser = post.client()
    done = browser.post(address(person), TYPED | hurt)
    assert done.status_code == 303
    assert browser.get(done["Location"]).context["next_care"]
    nurse = post.actor("nurse")
    for one in list_timeline(nurse.node.cursor, person.id, nurse.node.keyring):
        assert not {"since_what", "since_place", "since_perp", "violence_link"} & set(one.forms.get("opd", {}))


def test_a_nurse_asks_the_same_question(post: TestPost) -> None:
    person = from_elsewhere(post)
    assert 'name="since_what"' in post.client("nurse").get(address(person)).content.decode()
    assert post.client("nurse").post(address(person), TYPED | {"since_what": "none"}).status_code == 303


def test_today_may_have_to_do_with_what_was_told_before(post: TestPost) -> None:
    person = from_elsewhere(post)
    browser = post.client()
    done = browser.post(address(person), TYPED | {"since_what": "none", "violence_link": "y"})
    assert browser.get(done["Location"]).context["next_care"]


@pytest.mark.parametrize("way", ["no journey told", "lives here", "long ago"])
def test_it_is_not_asked_where_no_journey_is_known(post: TestPost, way: str) -> None:
    told, group = ({} if way == "no journey told" else TOLD), ("host" if way == "lives here" else "migrant")
    person = from_elsewhere(post, told, pop_group=group)
    if way == "long ago":
        post.later(days=130)
    page = post.client().get(address(person)).content.decode()
    assert 'name="since_what"' not in page
    assert ('name="direction"' in page) is (way != "lives here")


@pytest.mark.parametrize(("what", "shown"), [("rob", [("30039", "gang", 5)]), ("sex", [])])
def test_it_is_counted_by_place_and_perpetrator_from_five_on(post: TestPost, what: str, shown: list) -> None:
    hurt = {"since_what": (what,), "since_place": "30039", "since_perp": ("gang",), "violence_link": "y"}
    for number in range(5):
        person = post.person(alias=f"P{number}")
        record_encounter(post.actor(), person, {"opd": OPD | hurt})
    post.later(days=1, minutes=2)
    record_encounter(post.actor(), post.person(alias="Otra"), {"opd": OPD})
    cells = list_violence_places(post.actor().node.cursor, post.actor().post.number)
    assert [(one.place, one.perpetrator, one.events) for one in cells] == shown

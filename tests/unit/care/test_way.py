"""What is asked once of somebody on the way stands on the first page of any trade, and is asked by nobody afterwards."""

import pytest

from posta.acts.care.visits.way import Way, record_way
from posta.care.entry.way.journey_questions import JOURNEY_FIELDS
from posta.care.entry.way.way_part import SINCE_FIELDS, asks_way
from posta.catalog.language.form import list_forms
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.record.person import Person
from posta.clinical.journey import asked_in
from posta.figures.violence_places import list_violence_places
from tests.post_fixture import TestPost
from tests.unit.care.test_since_last_post import TYPED, from_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
FIRST_PAGES = {
    "nurse triages": ("nurse", "triage"),
    "promoter triages": ("promoter", "triage"),
    "vital signs": ("nurse", "contact/vitals"),
    "antenatal": ("midwife", "contact/anc"),
    "chronic": ("doctor", "contact/ncd"),
    "vaccine": ("nurse", "contact/vacc"),
    "psychology": ("psychologist", "contact/mh_base"),
    "social work": ("social_worker", "contact/sw"),
    "survivors": ("doctor", "contact/sv"),
    "consultation": ("doctor", "consultation"),
}
TRIAGED = {
    "red_signs": "none", "yellow_signs": "none", "temp_c": "36.8", "hr": "80", "rr": "16", "bp": "118/74",
    "spo2": "98", "avpu": "a", "seen_colour": "green",
}  # fmt: skip
SESSION = {
    "mh_mode": "ind", "attended": "y", "suic": "0", "cgi_s": "4", "cgi_i": "4", "note": "Duerme mal",
}  # fmt: skip
ROBBED = {"since_what": ["rob"], "since_place": "30039", "since_perp": ["gang"]}


def page_of(post: TestPost, person: Person, name: str) -> str:
    trade, path = FIRST_PAGES[name]
    answer = post.client(trade).get(f"/people/{person.id.hex()}/{path}")
    assert answer.status_code == 200, name
    return answer.content.decode()


def written(post: TestPost, person: Person, trade: str = "doctor") -> list[TimelineItem]:
    """What a colleague reads of the way, the newest first."""
    actor, form = post.actor(trade), asked_in()[0]
    return [one for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring) if form in one.forms]


def triage(post: TestPost, person: Person, **told: object):
    browser = post.client("nurse")
    done = browser.post(f"/people/{person.id.hex()}/triage", {**TRIAGED, **told})
    assert done.status_code == 303, done.context and done.context["summary"]
    return browser.get(done["Location"])


def test_no_form_has_a_question_of_the_way_of_its_own_name() -> None:
    """The pages read the questions of the way beside those of the form."""
    names = {*JOURNEY_FIELDS, *SINCE_FIELDS}
    assert {form.name for form in list_forms() if asks_way(form) and names & {one.name for one in form.fields}} == {
        "opd"
    }


@pytest.mark.parametrize("name", FIRST_PAGES)
def test_the_first_page_of_any_trade_asks_what_happened_since(post: TestPost, name: str) -> None:
    person = from_elsewhere(post, sex="f")
    page = page_of(post, person, name)
    assert "Desde Casa del Migrante" in page
    assert page.count('name="since_what"') == 9


@pytest.mark.parametrize("name", FIRST_PAGES)
def test_the_first_page_of_any_trade_asks_the_journey(post: TestPost, name: str) -> None:
    page = page_of(post, post.person(sex="f"), name)
    assert all(f'name="{one}"' in page for one in JOURNEY_FIELDS[:3])
    assert "since_what" not in page


def test_answered_once_nobody_asks_it_again(post: TestPost) -> None:
    person = from_elsewhere(post, sex="f")
    triage(post, person, since_what="none")
    asked = {name: "since_what" in page_of(post, person, name) for name in FIRST_PAGES}
    assert asked == dict.fromkeys(FIRST_PAGES, False)
    assert 'name="violence_link"' in page_of(post, person, "consultation")
    post.later(minutes=1)
    assert (
        post.client().post(f"/people/{person.id.hex()}/consultation", TYPED | {"violence_link": "n"}).status_code == 303
    )


def test_the_journey_that_triage_was_told_is_asked_by_nobody(post: TestPost) -> None:
    person = post.person(sex="f")
    triage(post, person, direction="north", transport=["train"], days_travel="12")
    asked = {name: 'name="direction"' in page_of(post, person, name) for name in FIRST_PAGES}
    assert asked == dict.fromkeys(FIRST_PAGES, False)
    assert "since_what" not in page_of(post, person, "consultation"), "it was told at this post"


def test_who_gave_no_answer_is_asked_by_the_next(post: TestPost) -> None:
    person = from_elsewhere(post)
    triage(post, person)
    assert written(post, person) == []
    assert "since_what" in page_of(post, person, "consultation")


def test_what_happened_is_sealed_and_leads_to_care(post: TestPost) -> None:
    person = from_elsewhere(post)
    after = triage(post, person, **ROBBED)
    assert after.context["next_care"] is not None
    [nurse], [doctor] = written(post, person, "nurse"), written(post, person)
    assert dict(nurse.forms[asked_in()[0]]) == {"way_asked": True}
    assert doctor.forms[asked_in()[0]]["since_what"] == ("rob",)


def test_it_is_no_care(post: TestPost) -> None:
    """Who was triaged and told of the way waits as before."""
    person = from_elsewhere(post)
    post.client("nurse").post(f"/people/{person.id.hex()}/arrive", {"reason": "feet"})
    triage(post, person, since_what="none")
    assert "Wilmer" in post.client().get("/").content.decode()


def test_beside_a_sealed_session_it_names_neither_author_nor_trade(post: TestPost) -> None:
    person, browser = from_elsewhere(post), post.client("psychologist")
    done = browser.post(f"/people/{person.id.hex()}/contact/mh_fu", SESSION | ROBBED)
    assert done.status_code == 303, done.context and done.context["summary"]
    assert browser.get(done["Location"]).context["next_care"] is not None
    [told] = written(post, person, "nurse")
    assert (told.author, told.forms["visit"]["staff_role"], told.forms["visit"]["programme"]) == (None, "other", "OPD")
    assert "since_what" not in told.forms[asked_in()[0]]
    assert "since_what" not in page_of(post, person, "consultation")


def test_a_wrong_place_comes_back_and_nothing_is_written(post: TestPost) -> None:
    person = from_elsewhere(post)
    answer = post.client("nurse").post(f"/people/{person.id.hex()}/triage", TRIAGED | ROBBED | {"since_place": "zz"})
    assert answer.status_code == 422
    assert written(post, person) == []


def test_the_place_is_counted_whoever_asked(post: TestPost) -> None:
    robbed = {"since_what": ("rob",), "since_place": "30039", "since_perp": ("gang",)}
    for number, trade in enumerate(("nurse", "promoter", "psychologist", "social_worker", "midwife")):
        record_way(post.actor(trade), post.person(alias=f"P{number}"), Way({}, robbed, sealed=bool(number % 2)))
    post.later(days=1, minutes=2)
    record_way(post.actor(), post.person(alias="Otra"), Way({}, {"since_what": ("none",)}))
    cells = list_violence_places(post.actor().node.cursor, post.actor().post.number)
    assert [(one.place, one.perpetrator, one.events) for one in cells] == [("30039", "gang", 5)]

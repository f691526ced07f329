"""Families: what the page reads and refuses, the group as each post may show it, and the next post that is proposed."""

from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.agenda.next_stops import propose_next_stops
from posta.acts.care.agenda.planned_visits import StopChoice, VisitChoice
from posta.acts.care.queue.arrival import record_arrivals
from posta.acts.care.registration import record_parting, record_travel_group_member
from posta.acts.care.undo import record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.care.board.board_page import present_board
from posta.care.display.companions import load_group
from posta.care.group.group_page import present_group
from posta.chart.agenda.planned_visits import list_expectations
from posta.chart.board import list_board
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import find_travel_group, list_travel_group
from posta.mission.posts import find_post_by_code
from tests.in_memory_mission import add_post
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.spec.examples import CLOSED_SESSION, FEET

pytestmark = pytest.mark.django_db(transaction=True)
PARTY, OTHER = bytes(range(16)), "coatzacoalcos_casa"
SHARED = {"pop_group": "migrant", "m.0.age_unit": "y", "m.1.age_unit": "y"}
MOTHER = {"m.0.alias": "Zulma", "m.0.sex": "f", "m.0.age_value": "31"}
CONSENTS = {"m.0.consent_care": "y", "m.0.consent_record": "y"}
CHILD = {"m.1.alias": "Yostin", "m.1.sex": "m", "m.1.age_value": "4", "m.1.relation": "child", "m.1.of": "m.0"}


def together(post: TestPost, *people: Person) -> None:
    for one in people:
        relation, of = ("", None) if one is people[0] else ("child", people[0].id)
        record_travel_group_member(post.actor(), one, PARTY, relation, of)


def test_an_adult_answers_for_themselves_and_for_a_child(post: TestPost) -> None:
    client = post.client("nurse")
    refused = client.post("/groups/new", SHARED | MOTHER | CHILD)
    assert refused.status_code == 422
    assert 'href="#f-m-0-consent_care"' in refused.content.decode()
    assert 'href="#f-m-1-consent_care"' not in refused.content.decode()  # the adult answers for the child
    done = client.post("/groups/new", SHARED | MOTHER | CONSENTS | CHILD)
    assert done.status_code == 303
    members = list_travel_group(post.actor().node.cursor, bytes.fromhex(done["Location"].split("/")[2])).travelling
    assert [(one.person.answers["alias"], one.relation) for one in members] == [("Zulma", ""), ("Yostin", "child")]
    assert members[1].person.answers["consent_record"] == "y"


def test_a_shared_answer_that_is_missing_is_asked_once(post: TestPost) -> None:
    answers = {k: v for k, v in (SHARED | MOTHER | CONSENTS | CHILD).items() if k != "pop_group"}
    text = post.client().post("/groups/new", answers).content.decode()
    assert text.count('href="#f-pop_group"') == 1


def test_nobody_written_down_registers_nobody(post: TestPost) -> None:
    assert post.client().post("/groups/new", SHARED).status_code == 422


def test_who_is_registered_already_is_asked_for_and_not_registered_again(post: TestPost) -> None:
    known = post.person(alias="Zulma", family_name="Cruz Funes", sex="f", age_value=31)
    typed = SHARED | MOTHER | CONSENTS | {"m.0.family_name": "Cruz Funes"}
    asked = post.client().post("/groups/new", typed)
    assert asked.status_code == 422
    assert known.id.hex() in asked.content.decode()
    done = post.client().post("/groups/new", typed | {"m.0.is": known.id.hex(), "m.0.waits": "1"})
    assert done.status_code == 303
    assert find_travel_group(post.actor().node.cursor, known.id) is not None


def test_more_rows_come_without_a_script(post: TestPost) -> None:
    page = post.client().post("/groups/new", SHARED | MOTHER | {"add": "m"}).content.decode()
    assert 'name="m.2.alias"' in page
    assert 'value="Zulma"' in page


def test_who_refuses_to_share_is_expected_nowhere(post: TestPost) -> None:
    add_post(post.house, OTHER)
    day = post.actor().today + timedelta(days=2)
    refusal = CONSENTS | {"m.0.consent_record": "n", "m.1.consent_care": "y", "m.1.consent_record": "y"}
    typed = SHARED | MOTHER | CHILD | refusal | {"next_place": OTHER, "next_day": f"{day:%d/%m/%Y}"}
    done = post.client().post("/groups/new", typed)
    assert done.status_code == 303
    mother, child = list_travel_group(post.actor().node.cursor, bytes.fromhex(done["Location"].split("/")[2])).members
    assert set(list_expectations(post.actor().node.cursor, [mother.id, child.id])) == {child.id}
    post.meet(OTHER)
    there = post.house.actor(OTHER)
    shown = load_group(there, bytes.fromhex(done["Location"].split("/")[2])).members
    assert [one.name for one in shown] == [shown[0].code, "Yostin"]


def test_those_who_came_together_have_numbers_of_their_own(post: TestPost) -> None:
    people = [post.person(alias=name) for name in ("Ana", "Berta", "Cora")]
    together(post, *people)
    answer = post.client().post(f"/groups/{PARTY.hex()}/arrive", {"person": [one.id.hex() for one in people[:2]]})
    assert answer.status_code == 303
    record_arrivals(post.actor(), people)
    waiting = list_board(post.actor().node.cursor, post.actor().post.number, post.actor().queue_start)
    assert len(waiting) == 3
    assert len({one.ticket for one in waiting}) == 3


def test_who_belongs_elsewhere_cannot_be_put_on_the_board_with_the_group(post: TestPost) -> None:
    together(post, post.person(alias="Ana"))
    stranger = post.person(alias="Berta")
    post.client().post(f"/groups/{PARTY.hex()}/arrive", {"person": stranger.id.hex()})
    assert list_board(post.actor().node.cursor, post.actor().post.number, post.actor().queue_start) == []


def test_children_stand_under_their_mother_and_two_who_are_each_others_child_stand_once(post: TestPost) -> None:
    mother, partner, child = (post.person(alias=name) for name in ("Ana", "Berto", "Cora"))
    together(post, mother, partner, child)
    record_travel_group_member(post.actor(), partner, PARTY, "partner", mother.id)
    page = present_group(post.actor(), PARTY)
    assert [(one.name.split()[0], one.depth) for one in page.members] == [("Ana", 0), ("Cora", 1), ("Berto", 0)]
    record_travel_group_member(post.actor(), mother, PARTY, "child", child.id)
    again = present_group(post.actor(), PARTY)
    assert sorted(one.name.split()[0] for one in again.members) == ["Ana", "Berto", "Cora"]


def test_a_group_never_shows_what_a_sealed_visit_is_for(post: TestPost) -> None:
    mother, child = post.person(alias="Ana"), post.person(alias="Cora")
    together(post, mother, child)
    actor = post.actor("psychologist")
    for one in (mother, child):
        day = actor.today + timedelta(days=1)
        choice = VisitChoice(day, day, day, "mh_fu")
        record_encounter(actor, one, {"mh_fu": CLOSED_SESSION}, plan=lambda filled, one=choice: [one])
    post.later(days=4)
    nurse, opened = post.client("nurse"), post.client("psychologist")
    for path in (f"/groups/{PARTY.hex()}/", "/agenda/?for=all", "/groups/"):
        assert "Seguimiento" not in nurse.get(path).content.decode(), path
    assert "Cita reservada" in nurse.get(f"/groups/{PARTY.hex()}/").content.decode()
    assert "eguimiento" in opened.get(f"/groups/{PARTY.hex()}/").content.decode()


def test_a_family_that_missed_its_appointments_is_one_row_on_the_board(post: TestPost) -> None:
    """Among others who missed theirs in their order, without a name or a reason, and until one of them is here."""
    people = [post.person(alias=name) for name in ("Zulma", "Yostin", "Wilmer")]
    together(post, *people)
    friend = post.person(alias="Nahum")
    for days, person in ((1, people[0]), (2, friend), (1, people[1]), (3, people[2]), (1, people[1])):
        day = post.actor().today + timedelta(days=days)
        record_encounter(
            post.actor(), person, {"opd": FEET}, plan=lambda f, d=day: [VisitChoice(d, d, d, "opd")]  # type: ignore[misc]
        )  # fmt: skip
    post.later(days=2)
    early = present_board(post.actor("nurse"))
    assert [(one.name, one.why) for one in early.overdue] == [("Familia de 3", "3 citas perdidas · 1 día de atraso")]
    assert [one.name.split()[0] for one in early.due] == ["Nahum"]
    post.later(days=2)
    [family, friends] = present_board(post.actor("nurse")).overdue
    assert friends.name.startswith("Nahum")
    assert (family.name, family.why, family.initial) == ("Familia de 3", "4 citas perdidas · 3 días de atraso", "3")
    assert family.href == f"/groups/{PARTY.hex()}/"
    shown = squeeze(post.client("nurse").get("/").content.decode())
    assert "Familia de 3" in shown
    assert "Yostin" not in shown
    record_arrivals(post.actor(), [people[0]])
    family, *_others = present_board(post.actor("nurse")).overdue
    assert family.why.startswith("3 citas perdidas"), "who is here is not overdue"


def test_no_name_stands_in_a_title_or_an_address(post: TestPost) -> None:
    together(post, post.person(alias="Xochiquetzalli"))
    answer = post.client().get(f"/groups/{PARTY.hex()}/").content.decode()
    title = answer[answer.index("<title>") : answer.index("</title>")]
    assert "Xochiquetzalli" not in title
    assert all("Xochiquetzalli" not in part.partition('"')[0] for part in answer.split('href="')[1:])


def test_who_has_left_cannot_leave_again(post: TestPost) -> None:
    person = post.person(alias="Ana")
    together(post, person)
    for _time in range(2):
        post.client().post(f"/groups/{PARTY.hex()}/leave", {"person": person.id.hex(), "reason": "travelled_on"})
        post.later(minutes=1)
    group = list_travel_group(post.actor().node.cursor, PARTY)
    assert [(one.joined, one.reason) for one in group.history] == [(True, ""), (False, "travelled_on")]
    record_parting(post.actor(), person, PARTY, "of_the_future")
    assert present_group(post.actor(), PARTY).former[0].why


def leaving(actor: Actor, municipality: str) -> dict[str, object]:
    return {"leave_date": actor.today + timedelta(days=1), "next_stop": municipality, "pass_issued": "declined"}


def test_the_next_post_is_told_with_the_visit_and_forgets_it_when_that_is_undone(post: TestPost) -> None:
    add_post(post.house, OTHER)
    actor, person = post.actor(), post.person(alias="Ana")
    there = find_post_by_code(actor.node.cursor, OTHER)
    assert there is not None
    found: list = []

    def plan(filled):
        found.extend(propose_next_stops(actor, person, filled))
        return [one.choose(one.day) for one in found if one.chosen]

    entry = record_encounter(actor, person, {"move": leaving(actor, there.municipality)}, plan=plan).entry
    assert [one.place.number for one in found if one.chosen] == [there.number]
    assert {one.place.municipality for one in found} == {there.municipality}
    assert isinstance(found[0].choose(found[0].day), StopChoice)
    assert found[0].day == actor.today + timedelta(days=1 + 7), "when they leave, and the days of travel to Veracruz"
    expected = list_expectations(actor.node.cursor, [person.id])[person.id]
    assert expected.post == there.number
    record_undo(post.actor(), person, entry)
    assert list_expectations(actor.node.cursor, [person.id]) == {}

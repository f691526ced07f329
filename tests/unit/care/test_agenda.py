"""Visits that follow: proposed when a page is signed, listed on the agenda, and what is said of a miss."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from posta.acts.care.agenda.planned_visits import VisitChoice, record_expected
from posta.acts.care.registration import record_travel_group_member
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.care.agenda.agenda_page import present_agenda
from posta.care.display.agenda.headings import list_headings
from posta.care.display.agenda.planned_visits import PlannedRow
from posta.chart.agenda.planned_visits import DueVisit, list_expectations, list_planned_of
from posta.chart.record.person import Person
from posta.clock import to_epoch_day
from posta.mission.posts import find_post_by_code
from tests.in_memory_mission import add_post
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.spec.examples import CLOSED_SESSION, FEET

SESSION = {"mh_mode": "ind", "attended": "y", "suic": "0", "cgi_s": "3", "cgi_i": "4", "note": "Duerme mal."}
INJECTION = {
    "fp_type": "new",
    "preg_excl": "y",
    "mec_flags": "none",
    "method": "inj3",
    "qty": "1",
    "disposition": "home",
}


def squeeze_of(shown: HttpResponse) -> str:
    return squeeze(shown.content.decode())


def planned(post: TestPost, person: Person) -> list[DueVisit]:
    return list_planned_of(post.actor().node.cursor, person.id)


def address(person: Person, form: str) -> str:
    return f"/people/{person.id.hex()}/contact/{form}"


def sign(client: Client, page: str, answers: Mapping[str, object]) -> HttpResponse:
    """Fill a page in and sign it as a browser without scripts does, with everything that it posts by itself."""
    shown = client.get(page).content.decode()
    fields = next(form.fields for form in list_page_forms(shown) if "planning" in form.fields)
    return client.post(page, {**fields, **answers})  # type: ignore[return-value]


def again(client: Client, page: str, shown: HttpResponse, **changed: object) -> HttpResponse:
    """Sign the page that came back."""
    fields = next(form.fields for form in list_page_forms(shown.content.decode()) if "planning" in form.fields)
    return client.post(page, {**fields, **changed})  # type: ignore[return-value]


def test_a_schedule_is_proposed_at_signing_and_planned_with_one_more_tap(post: TestPost) -> None:
    person, client = post.person(sex="f"), post.client("midwife")
    page = address(person, "fp")
    shown = sign(client, page, INJECTION)
    assert shown.status_code == 422, squeeze_of(shown)
    assert "Inyección anticonceptiva" in squeeze_of(shown)
    assert planned(post, person) == []
    done = again(client, page, shown)
    assert done.status_code == 303, squeeze_of(done)
    (visit,) = planned(post, person)
    today = to_epoch_day(post.actor().today)
    assert (visit.schedule, visit.due - today, visit.first - today, visit.last - today) == ("fp_dmpa", 91, 77, 119)


def test_a_proposal_can_be_left_or_moved(post: TestPost) -> None:
    client = post.client("midwife")
    today = post.actor().today
    for changed, due in (({"visit": []}, []), ({"day": today + timedelta(days=84)}, [84])):
        person = post.person(sex="f", alias=f"Una {len(due)}")
        page = address(person, "fp")
        shown = sign(client, page, INJECTION)
        fields = next(f.fields for f in list_page_forms(shown.content.decode()) if "planning" in f.fields)
        (key,) = fields["visit"]
        if "day" in changed:
            changed = {f"visit_day.{key}": f"{changed['day']:%d/%m/%Y}"}
        assert again(client, page, shown, **changed).status_code == 303
        assert [one.due - to_epoch_day(today) for one in planned(post, person)] == due


@pytest.mark.parametrize(
    ("typed", "words"),
    [("1/1/2015", "ya pasó"), ("1/1/2030", "más de un año"), ("ayer", "día/mes/año")],
)
def test_a_day_that_cannot_be_comes_back_as_it_was_typed(post: TestPost, typed: str, words: str) -> None:
    person, client = post.person(sex="f"), post.client("midwife")
    page = address(person, "fp")
    shown = sign(client, page, INJECTION)
    fields = next(f.fields for f in list_page_forms(shown.content.decode()) if "planning" in f.fields)
    refused = again(client, page, shown, **{f"visit_day.{fields['visit'][0]}": typed})
    assert refused.status_code == 422
    assert words in squeeze_of(refused)
    assert f'value="{typed}"' in refused.content.decode()
    assert planned(post, person) == []


def test_a_page_without_proposals_is_signed_at_once(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    assert sign(client, address(person, "vitals"), {"temp_c": "37"}).status_code == 303
    assert planned(post, person) == []


def test_the_next_session_booked_by_a_psychologist_appears_sealed(post: TestPost) -> None:
    person, client = post.person(), post.client("psychologist")
    assert sign(client, address(person, "mh_fu"), {**SESSION, "session_in": "7"}).status_code == 303
    (visit,) = planned(post, person)
    assert (visit.reserved, visit.form, visit.due - to_epoch_day(post.actor().today)) == (True, 0, 7)
    mine, theirs = (squeeze_of(post.client(who).get("/agenda/?for=all")) for who in ("psychologist", "nurse"))
    assert "Salud mental: seguimiento" in mine
    assert "Cita reservada" in theirs
    assert "Salud mental" not in theirs
    assert "Qué pasó" not in theirs


def test_the_agenda_lists_who_is_late_and_what_was_said(post: TestPost) -> None:
    person, actor = post.person(), post.actor()
    day = actor.today + timedelta(days=1)
    record_encounter(actor, person, {"opd": FEET}, plan=lambda filled: [VisitChoice(day, day, day, "opd", "wound")])
    post.later(days=4)
    client = post.client("nurse")
    page = client.get("/agenda/")
    assert "3 días de atraso" in squeeze_of(page)
    assert "Revisión de herida" in squeeze_of(page)
    assert "3 días de atraso" in squeeze_of(client.get("/"))
    visit = planned(post, person)[0].id.hex()
    assert client.post(f"/agenda/{visit}", {"state": "called"}).status_code == 303
    assert "Se llamó" in squeeze_of(client.get("/agenda/"))
    refused = client.post(f"/agenda/{visit}", {"state": "moved", "day": "1/1/2035"})
    assert refused.status_code == 422
    assert 'value="1/1/2035"' in refused.content.decode()
    assert client.post(f"/agenda/{visit}", {"state": "refused"}).status_code == 303
    assert planned(post, person) == []


@pytest.mark.parametrize("address", ["/agenda/", "/agenda/?for=all"])
def test_queries_do_not_grow_with_the_visits(
    post: TestPost, address: str, django_assert_max_num_queries: object
) -> None:
    client = post.client("nurse")
    counts = []
    for extra in (1, 6):
        for number in range(extra):
            person, actor = post.person(alias=f"P{extra}{number}"), post.actor()
            day = actor.today + timedelta(days=number)
            record_encounter(actor, person, {"opd": FEET}, plan=lambda f, d=day: [VisitChoice(d, d, d, "opd")])  # type: ignore[misc]
        client.get(address)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_somebody_is_expected_at_another_post(post: TestPost) -> None:
    person, client = post.person(), post.client("nurse")
    page = f"/people/{person.id.hex()}/expected"
    assert client.post(page, {"place": "nowhere", "day": "1/12/2026"}).status_code == 422
    posts = [
        one for one in list_page_forms(client.get(f"/people/{person.id.hex()}/").content.decode()) if one.action == page
    ]
    assert posts == [] or client.post(page, {"place": "coatzacoalcos_casa", "day": "ayer"}).status_code == 422


def test_without_a_day_somebody_is_expected_after_the_usual_days_of_travel(post: TestPost) -> None:
    add_post(post.house, "coatzacoalcos_casa")
    person, client, actor = post.person(), post.client("nurse"), post.actor()
    answer = client.post(f"/people/{person.id.hex()}/expected", {"place": "coatzacoalcos_casa", "day": ""})
    assert answer.status_code == 303
    expected = list_expectations(actor.node.cursor, [person.id])[person.id]
    assert expected.day == to_epoch_day(actor.today) + 7
    party = bytes(range(16))
    record_travel_group_member(actor, person, party)
    assert client.post(f"/groups/{party.hex()}/expected", {"place": "coatzacoalcos_casa"}).status_code == 303
    assert list_expectations(actor.node.cursor, [person.id])[person.id].day == to_epoch_day(actor.today) + 7


@pytest.mark.parametrize(("said", "lost"), [(0, True), (60, False)])
def test_who_said_when_they_arrive_elsewhere_is_not_lost_before(post: TestPost, said: int, lost: bool) -> None:
    """A usual visit is lost after 30 days and, from La 72 to the shelter, the seven days of the way."""
    add_post(post.house, "coatzacoalcos_casa")
    person, actor = post.person(), post.actor()
    due = actor.today + timedelta(days=1)
    record_encounter(actor, person, {"opd": FEET}, plan=lambda filled: [VisitChoice(due, due, due, "opd")])
    place = find_post_by_code(actor.node.cursor, "coatzacoalcos_casa")
    assert place is not None
    day = actor.today + timedelta(days=said or 7)
    record_expected(actor, [person], place, day, day + timedelta(days=14))
    for later, is_lost in ((38, False), (1, lost)):
        post.later(days=later)
        [row] = [one for one in present_agenda(post.actor("nurse"), mine=False).overdue if isinstance(one, PlannedRow)]
        assert row.lost is is_lost, later


@pytest.mark.parametrize(
    ("said", "lost_after"),
    [({}, 51), ({"direction": "north"}, 51), ({"direction": "south"}, 30), ({"direction": "stay"}, 30), ({"direction": "unk"}, 51)],
    ids=("nothing", "north", "south", "stays", "unknown"),
)  # fmt: skip
def test_the_direction_that_somebody_named_says_how_long_they_may_be_on_the_way(
    post: TestPost, said: dict[str, str], lost_after: int
) -> None:
    """From La 72 the way north takes 21 days, the way south none; who named no direction goes the usual way, north."""
    person, actor = post.person(), post.actor()
    due = actor.today + timedelta(days=1)
    visit = {"disposition": "home", **said}
    record_encounter(
        actor, person, {"visit": visit, "opd": FEET}, plan=lambda filled: [VisitChoice(due, due, due, "opd")]
    )
    for later, is_lost in ((lost_after + 1, False), (1, True)):
        post.later(days=later)
        [row] = [one for one in present_agenda(post.actor("nurse"), mine=False).overdue if isinstance(one, PlannedRow)]
        assert row.lost is is_lost, later


def test_a_next_stop_that_was_named_counts_before_the_direction_and_a_withdrawn_one_not(post: TestPost) -> None:
    person, actor = post.person(), post.actor()
    due = actor.today + timedelta(days=1)
    visit = {"disposition": "home", "direction": "south"}
    record_encounter(
        actor, person, {"visit": visit, "opd": FEET}, plan=lambda filled: [VisitChoice(due, due, due, "opd")]
    )
    post.later(minutes=5)
    leaving = {"leave_date": actor.today, "next_stop": "28032", "pass_issued": "declined"}
    stop = record_encounter(post.actor(), person, {"move": leaving}).entry
    assert list_headings(actor, [person.id])[person.id].state == "28"
    post.later(minutes=5)
    mark_entered_in_error(post.actor(), person, stop, "otra persona")
    assert list_headings(actor, [person.id])[person.id].direction == "south"
    post.later(days=130)
    assert list_headings(post.actor(), [person.id]) == {}, "that journey is over"


def test_a_closed_session_keeps_its_place(post: TestPost) -> None:
    """A canary: of a sealed visit nothing shows on lists, titles or search to who has no key."""
    person = post.person()
    actor = post.actor("psychologist")
    day = actor.today + timedelta(days=3)
    choice = VisitChoice(day, day - timedelta(days=1), day, "mh_fu", schedule="suicide", reason="canario")
    record_encounter(actor, person, {"mh_fu": CLOSED_SESSION}, plan=lambda filled: [choice])
    client = post.client("nurse")
    for later in (0, 3, 2):
        post.later(days=later)
        for where in (
            "/",
            "/board/poll",
            "/agenda/",
            "/agenda/?for=all",
            f"/people/{person.id.hex()}/",
        ):
            shown = client.get(where).content.decode()
            for word in ("canario", "seguridad", "suicid", "Salud mental", "mh_fu", "Sesión"):
                assert word not in shown, (where, word)
        found = client.post("/search/", {"q": "Wilmer"}, follow=True).content.decode()
        assert f"/people/{person.id.hex()}/" in found
        assert "canario" not in found
        assert "suicid" not in found

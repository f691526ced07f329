"""Stops of a mobile team and its chronic cohort: open, close, another place; who is due, overdue, controlled, unseen."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.headcounts.stops import (
    StopEntry,
    StopRefused,
    close_stop,
    count_stop,
    find_open_stop,
    list_stops,
    open_stop,
    pair_stops,
)
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import places
from posta.acts.mission.places import PlaceFacts
from posta.care.cohort.cohort_page import present_cohort
from posta.catalog.errors import InvalidAnswers
from posta.chart.board import find_open_arrival
from posta.chart.people_search import find_people
from posta.ids import EntryId
from posta.mission.posts import Post, find_post
from tests.in_memory_mission import ROLES
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Ampollas", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n"}


@pytest.fixture
def team(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """The clinic beside the tracks."""
    return make_post(monkeypatch, "coatzacoalcos_vias", trades=(*ROLES, "team_leader"))


def opened(team: TestPost) -> None:
    open_stop(team.actor("nurse"), {"stop_at": team.actor().now, "team": ("doctor", "nurse")})


def test_a_stop_is_opened_counted_and_closed(team: TestPost) -> None:
    opened(team)
    team.later(minutes=5)
    actor = team.actor()
    seen, left, waits = (team.person(alias=name) for name in ("Uno", "Dos", "Tres"))
    for person in (seen, left, waits):
        record_arrival(actor, person, reason="feet")
    first, second = (
        find_open_arrival(actor.node.cursor, one.id, actor.post.number, actor.queue_start) for one in (seen, left)
    )
    assert first is not None
    assert second is not None
    record_encounter(actor, seen, {"opd": OPD}, arrival=first.arrival)
    record_arrival_status(actor, left, second.arrival, "left")
    stop = find_open_stop(actor)
    assert stop is not None
    counts = count_stop(actor, stop)
    assert (counts.seen, counts.left, counts.waiting) == (1, 1, 1)
    team.later(minutes=5)
    close_stop(actor, {"stop_at": team.actor().now, "incidents": ("none",), "all_back": True})
    assert find_open_stop(team.actor()) is None
    last = list_stops(team.actor(), [team.actor().post.number])[0]
    assert (last.answers["seen"], last.answers["unseen"]) == (1, 2)


def test_a_stop_is_not_opened_twice_nor_closed_when_it_is_not_open(team: TestPost) -> None:
    with pytest.raises(StopRefused):
        close_stop(team.actor(), {"stop_at": team.actor().now})
    opened(team)
    with pytest.raises(StopRefused):
        opened(team)


def test_a_stop_that_is_closed_in_the_minute_in_which_it_was_opened_is_closed(team: TestPost) -> None:
    """The page says minutes: which of two entries was the last was left to chance, and a closed stop stood open."""
    for _ in range(4):
        opened(team)
        close_stop(team.actor("nurse"), {"stop_at": team.actor().now, "incidents": ("none",), "all_back": True})
        assert find_open_stop(team.actor()) is None
    steps = [one.step for one in list_stops(team.actor(), [team.actor().post.number])]
    assert steps == ["close", "open"] * 4


def test_the_page_opens_and_closes_with_two_buttons(team: TestPost) -> None:
    browser = team.client("nurse")
    assert "Abrir parada" in browser.get("/stops/").content.decode()
    moment = {"stop_at": f"{team.actor().today:%d/%m/%Y}", "stop_at__time": "06:30"}
    assert browser.post("/stops/open", moment | {"team": ["nurse"]}).status_code == 303
    assert "Cerrar parada" in browser.get("/stops/").content.decode()
    assert browser.post("/stops/open", moment).status_code == 422
    assert browser.post("/stops/close", moment | {"incidents": "security"}).status_code in (303, 422)


def control(team: TestPost, name: str, *, sbp: int, days: int | None, on_cohort: str = "active") -> None:
    """A chronic control with this pressure, and another planned in so many days."""
    actor, person = team.actor(), team.person(alias=name)
    ncd = {"ncd_dx": ("htn",), "dx_known": "known", "enrol_date": actor.today, "sbp": sbp, "dbp": 80, "tobacco": "never",
           "ncd_exit": on_cohort, "adher7": 7, "complic": ("none",), "days_supplied": 90}  # fmt: skip
    plans = []
    if days is not None:
        day = actor.today + timedelta(days=days)
        plans = [VisitChoice(day, day, day, "ncd")]
    record_encounter(actor, person, {"ncd": ncd}, plan=lambda _filled: plans, accepts=lambda _warning: True)


def test_the_cohort_says_who_is_due_overdue_controlled_and_unseen(team: TestPost) -> None:
    control(team, "Controlada", sbp=120, days=3)
    control(team, "Alta", sbp=170, days=60)
    control(team, "Fuera", sbp=120, days=3, on_cohort="moved")
    page = team.client("doctor").get("/cohort/").context["page"]
    names = {section.code: {row.name.split()[0] for row in section.rows} for section in page.sections}
    assert names["due"] == {"Controlada"}
    assert names["controlled"] == {"Controlada"}
    assert names["uncontrolled"] == {"Alta"}
    assert (page.controlled, page.measured) == (1, 2)
    team.later(days=40)
    page = team.client("doctor").get("/cohort/").context["page"]
    names = {section.code: {row.name.split()[0] for row in section.rows} for section in page.sections}
    assert names["overdue"] == {"Controlada"}
    assert names["without_contact"] == {"Controlada", "Alta"}


def test_the_cohort_names_no_diagnosis(team: TestPost) -> None:
    control(team, "Alta", sbp=170, days=3)
    page = team.client("nurse").get("/cohort/").content.decode()
    assert "Hipertensión" not in page
    assert "Alta" in page


def another_place(team: TestPost) -> Post:
    """Another place that this computer serves too, added by the team's leader."""
    leader = team.actor("team_leader")
    place = PlaceFacts("Puente Viejo", "mobile_stop", "30039", "America/Mexico_City")
    added = find_post(leader.node.cursor, places.record_place(leader, place, services=["primary_care"]))
    assert added is not None
    return added


def test_who_was_controlled_at_another_place_since_is_in_the_cohort_of_that_place(team: TestPost) -> None:
    """At the old place they counted as overdue for ever, whatever another place of the same team had measured."""
    control(team, "Nadia", sbp=170, days=30)
    there = another_place(team)
    team.later(days=38)
    assert cohort_of(team.actor())["overdue"] == ["Nadia"]
    actor = replace(team.actor(), post=there)
    person = find_people(actor.node.cursor, "nadia")[0].person
    ncd = {"ncd_dx": ("htn",), "dx_known": "known", "enrol_date": actor.today, "sbp": 120, "dbp": 80, "tobacco": "never",
           "ncd_exit": "active", "adher7": 7, "complic": ("none",), "days_supplied": 90}  # fmt: skip
    visit = record_encounter(actor, person, {"ncd": ncd}, accepts=lambda _warning: True).entry
    assert cohort_of(team.actor()) == {}
    assert cohort_of(replace(team.actor(), post=there)) == {"controlled": ["Nadia"]}
    # A correction from the old place does not bring them back there.
    team.later(minutes=5)
    record_encounter(
        team.actor(),
        person,
        {"ncd": {**ncd, "sbp": 180}},
        corrects=visit,
        occurred_at=actor.now,
        accepts=lambda _w: True,
    )
    assert cohort_of(team.actor()) == {}
    assert cohort_of(replace(team.actor(), post=there)) == {"uncontrolled": ["Nadia"]}


def cohort_of(actor: Actor) -> dict[str, list[str]]:
    """The people of the cohort of a place by state; of those only that have any."""
    sections = present_cohort(actor).sections
    return {one.code: [row.name.split()[0] for row in one.rows] for one in sections if one.rows}


def test_a_stop_that_was_left_open_is_named_at_the_next_place(team: TestPost) -> None:
    opened(team)
    there = another_place(team)
    assert "sigue abierta" not in team.client("nurse").get("/stops/").content.decode()
    client = team.client("nurse")
    assert client.post("/where", {"place": str(there.number)}).status_code == 303
    assert "La parada de Vías del tren sigue abierta" in client.get("/stops/").content.decode()
    team.later(minutes=5)
    actor = team.actor("nurse")
    close_stop(actor, {"stop_at": actor.now, "incidents": ("none",), "all_back": True})
    assert "sigue abierta" not in client.get("/stops/").content.decode()


BOX = {"box_ors": 20, "box_dressing": 6}


def test_the_box_comes_back_with_less_than_went_along(team: TestPost) -> None:
    actor = team.actor("nurse")
    open_stop(actor, {"stop_at": actor.now, "team": ("nurse",), **BOX})
    team.later(hours=1)
    actor = team.actor("nurse")
    with pytest.raises(InvalidAnswers) as wrong:
        close_stop(actor, {"stop_at": actor.now, "box_ors": 21, "box_blanket": 1})
    assert {(one.path, one.params["limit"]) for one in wrong.value.problems} == {
        ("stop.box_ors", 20),
        ("stop.box_blanket", 0),
    }
    close_stop(actor, {"stop_at": actor.now, "box_ors": 8, "box_dressing": 6})
    [stop] = pair_stops(list_stops(actor, [actor.post.number]))
    assert stop.count_box() == {"box_ors": (20, 8), "box_dressing": (6, 6)}


def test_the_page_asks_what_comes_back_of_what_went_along_and_supposes_nothing(team: TestPost) -> None:
    client = team.client("nurse")
    now = team.actor().now
    typed = {"stop_at": f"{now:%d/%m/%Y}", "stop_at__time": "00:01", "team": "nurse", "box_ors": "20"}
    assert client.post("/stops/open", typed).status_code == 303
    shown = client.get("/stops/").content.decode()
    assert '<details class="fold" open>' in shown
    assert "se llevó: 20" in shown
    assert re.search(r'name="box_ors"(?![^>]*value="20")', shown)
    refused = client.post("/stops/close", {**typed, "box_ors": "30"})
    assert refused.status_code == 422
    assert "20" in refused.content.decode()


def test_stops_of_several_places_are_paired_by_place(team: TestPost) -> None:
    def entry(number: int, post: int, step: str) -> StopEntry:
        return StopEntry(EntryId(bytes([number]) * 16), post, team.actor().now, step, {})

    newest_first = [
        entry(5, 1, "open"),
        entry(4, 2, "close"),
        entry(3, 1, "close"),
        entry(2, 2, "open"),
        entry(1, 1, "open"),
    ]
    paired = [(one.opened.id[0], one.closed.id[0] if one.closed else None) for one in pair_stops(newest_first)]
    assert paired == [(5, None), (2, 4), (1, 3)]
    assert pair_stops([entry(4, 2, "close")]) == []

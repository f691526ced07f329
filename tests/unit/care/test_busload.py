"""A bus: heads first, never twice, then who needs something; what is sealed stands in no list."""

import re
from datetime import timedelta

import pytest

from posta.acts.care.headcounts.busload_people import record_busload_person
from posta.acts.care.headcounts.busloads import NobodyCounted, SameBusload, list_busloads, record_busload
from posta.chart.agenda.planned_visits import list_planned_of
from posta.chart.board import count_seen
from posta.chart.day_arrivals import list_contacts_between
from posta.chart.record.person_registers import find_person
from posta.clock import DAY_MILLIS, from_epoch_day
from posta.figures.facts.read import list_facts
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {
    "alias": "Ramiro", "sex": "m", "age_value": 34, "age_unit": "y", "pop_group": "returnee", "consent_care": "p",
    "consent_record": "p",
}  # fmt: skip


@pytest.fixture
def centre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """The reception centre of Reynosa: a promoter, a psychologist and a social worker, no doctor on duty."""
    return make_post(monkeypatch, "reynosa_recepcion")


def counted(centre: TestPost, **more: object) -> dict[str, object]:
    now = centre.actor("promoter").now
    return {"arrived_at": now, "vehicle": "bus", "vehicle_id": "TX-118", "n_m_18_59": 38, "n_f_5_17": 2, **more}


def test_heads_are_counted_without_names(centre: TestPost) -> None:
    record_busload(centre.actor("promoter"), counted(centre))
    [bus] = list_busloads(centre.actor("psychologist"), centre.actor().today)
    assert (bus.people, bus.vehicle_id, bus.counts) == (40, "TX-118", {"n_m_18_59": 38, "n_f_5_17": 2})


def test_nobody_counted_is_refused(centre: TestPost) -> None:
    with pytest.raises(NobodyCounted):
        record_busload(centre.actor("promoter"), counted(centre, n_m_18_59=0, n_f_5_17=0))


@pytest.mark.parametrize("number", ["TX-118", "tx 118", "TX118"])
def test_the_same_number_on_one_day_is_asked_about(centre: TestPost, number: str) -> None:
    record_busload(centre.actor("promoter"), counted(centre))
    centre.later(hours=2)
    again = counted(centre, vehicle_id=number, n_m_18_59=36)
    with pytest.raises(SameBusload):
        record_busload(centre.actor("social_worker"), again)
    record_busload(centre.actor("social_worker"), again, another=True)
    assert len(list_busloads(centre.actor(), centre.actor().today)) == 2


def test_the_same_heads_within_an_hour_are_asked_about_without_a_number(centre: TestPost) -> None:
    record_busload(centre.actor("promoter"), counted(centre, vehicle_id=""))
    with pytest.raises(SameBusload):
        record_busload(centre.actor("promoter"), counted(centre))
    record_busload(centre.actor("promoter"), counted(centre, n_m_18_59=12))
    centre.later(hours=2)
    record_busload(centre.actor("promoter"), counted(centre, vehicle_id=""))


def test_the_page_asks_once_and_counts_another(centre: TestPost) -> None:
    browser = centre.client("promoter")
    typed = {"arrived_at": f"{centre.actor().today:%d/%m/%Y}", "arrived_at__time": "08:10", "vehicle": "bus", "vehicle_id": "7", "n_m_18_59": "40"}  # fmt: skip
    assert browser.post("/busloads/", typed).status_code == 303
    again = browser.post("/busloads/", typed)
    assert again.status_code == 422
    assert "ya se contó" in again.content.decode()
    assert browser.post("/busloads/", typed | {"another": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("signs", "colour"),
    [({"fever_cough"}, "yellow"), ({"injury", "chest_pain"}, "red"), ({"private"}, "yellow"), ({"suicidal"}, "red")],
)
def test_the_colour_follows_from_the_gravest_answer(centre: TestPost, signs: set[str], colour: str) -> None:
    actor = centre.actor("promoter")
    record_busload_person(actor, record_busload(actor, counted(centre)), WHO, signs)
    [bus] = list_busloads(actor, actor.today)
    assert [one.colour for one in bus.arrivals] == [colour]


@pytest.mark.parametrize("sign", ["suicidal", "private"])
def test_what_is_sealed_stands_in_no_list(centre: TestPost, sign: str) -> None:
    """The canary: the visit is reserved, and no page of another trade says why, nor the sign beside it."""
    actor = centre.actor("promoter")
    bus = record_busload(actor, counted(centre))
    record_busload_person(actor, bus, WHO, {sign, "injury"})
    [found] = list_busloads(actor, actor.today)
    assert (found.arrivals[0].reserved, found.arrivals[0].signs) == (True, ())
    words = ("no quiere vivir", "a solas")
    for page in ("/", f"/people/{found.arrivals[0].person.hex()}/", "/agenda/?for=all"):
        shown = centre.client("nurse").get(page).content.decode()
        assert not any(word in shown for word in words), page
    shown = centre.client("nurse").get(f"/busloads/{bus.hex()}/").content.decode()
    needs = shown[shown.index('id="h-needs"') :]
    assert "Cita reservada" in needs or "reservada" in needs.lower()
    assert not any(word in needs for word in (*words, "Herida"))


def test_the_agenda_says_no_reason_beside_a_reserved_visit(centre: TestPost) -> None:
    """Somebody without their medicine who wants to talk alone: when is on the agenda of all, and not why."""
    actor = centre.actor("promoter")
    done = record_busload_person(actor, record_busload(actor, counted(centre)), WHO, {"private", "med_stopped"})
    [plan] = list_planned_of(actor.node.cursor, done.person)
    assert from_epoch_day(plan.due) == actor.today
    for page in ("/agenda/?for=all", f"/people/{done.person.hex()}/"):
        assert "medicina de diario" not in centre.client("nurse").get(page).content.decode(), page


def test_a_child_alone_is_on_a_path_of_24_hours(centre: TestPost) -> None:
    actor = centre.actor("promoter")
    child = WHO | {"age_value": 15}
    done = record_busload_person(actor, record_busload(actor, counted(centre)), child, {"minor_alone"})
    person = find_person(actor.node.cursor, done.person)
    assert person is not None
    assert person.answers["travel_with"] == "uac"
    [plan] = list_planned_of(actor.node.cursor, done.person)
    assert from_epoch_day(plan.due) == actor.today + timedelta(days=1)
    assert plan.reserved, "social work is sealed: others see that something is due, not what"
    agenda = centre.client("social_worker").get("/agenda/").content.decode()
    assert "Ramiro" in agenda


def test_an_adult_is_no_child_alone(centre: TestPost) -> None:
    actor = centre.actor("promoter")
    done = record_busload_person(actor, record_busload(actor, counted(centre)), WHO, {"minor_alone"})
    person = find_person(actor.node.cursor, done.person)
    assert person is not None
    assert "travel_with" not in person.answers


def test_an_interrupted_medicine_proposes_a_referral_of_the_same_day(centre: TestPost) -> None:
    actor = centre.actor("promoter")
    bus = record_busload(actor, counted(centre))
    typed = {"alias": "", "sex": "f", "age_value": "50", "sign": "med_stopped"}
    browser = centre.client("promoter")
    answer = browser.post(f"/busloads/{bus.hex()}/", typed)
    assert answer.status_code == 303
    shown = browser.get(answer["Location"]).content.decode()
    assert re.search(r'href="/people/[0-9a-f]{32}/refer"', shown)
    assert set(re.findall(r"[?&](\w+)=", answer["Location"])) == {"ticket", "done"}, "the address says nothing of it"
    [found] = list_busloads(actor, actor.today)
    [plan] = list_planned_of(actor.node.cursor, found.arrivals[0].person)
    assert from_epoch_day(plan.due) == actor.today, "and it is on the agenda of today"


def test_eight_questions_are_seen_and_two_are_folded(centre: TestPost) -> None:
    bus = record_busload(centre.actor("promoter"), counted(centre))
    shown = centre.client("promoter").get(f"/busloads/{bus.hex()}/").content.decode()
    assert len(re.findall(r'name="sign"', shown)) == 8
    folded = shown[shown.index('<details class="fold">') : shown.index("</details>")]
    assert 'name="detention_days"' in folded
    assert folded.count('name="property_lost"') == 4


def test_who_is_younger_than_18_and_separated_is_a_child_alone(centre: TestPost) -> None:
    """One question for two paths: the age decides which."""
    actor = centre.actor("promoter")
    bus = record_busload(actor, counted(centre))
    due = {}
    for age in (15, 40):
        done = record_busload_person(actor, bus, WHO | {"age_value": age}, {"separated"})
        [plan] = list_planned_of(actor.node.cursor, done.person)
        due[age] = from_epoch_day(plan.due) - actor.today
    assert due == {15: timedelta(days=1), 40: timedelta(days=3)}
    [found] = list_busloads(actor, actor.today)
    assert [one.signs for one in found.arrivals] == [("minor_alone",), ("separated",)]


def test_what_was_lost_is_counted_and_proposes_help(centre: TestPost) -> None:
    """Nothing else is needed: who lost their papers is registered, without a colour, and not counted as seen."""
    actor = centre.actor("promoter")
    bus = record_busload(actor, counted(centre))
    typed = {"sex": "m", "age_value": "34", "detention_days": "12", "property_lost": ["documents", "phone"]}
    browser = centre.client("promoter")
    answer = browser.post(f"/busloads/{bus.hex()}/", typed)
    assert answer.status_code == 303
    shown = browser.get(answer["Location"]).content.decode()
    assert re.findall(r'href="/people/[0-9a-f]{32}/refer\?kind=(\w+)"', shown) == ["legal", "social"]
    cursor = actor.node.cursor
    [fact] = list_facts(cursor, "intake", ("detention_days",))
    assert fact.values == (12,)
    lost = cursor.execute("SELECT property_lost FROM figures_facts_intake__property_lost ORDER BY 1").fetchall()
    assert lost == [("documents",), ("phone",)]
    [found] = list_busloads(actor, actor.today)
    assert [(one.colour, one.signs) for one in found.arrivals] == [("", ("belongings",))]
    assert count_seen(cursor, actor.post.number, actor.day_start) == 0
    assert list_contacts_between(cursor, actor.post.number, actor.day_start, actor.day_start + DAY_MILLIS) == {}
    chart = centre.client("social_worker").get(f"/people/{found.arrivals[0].person.hex()}/").content.decode()
    assert "Documentos" in chart
    assert "12" in chart


@pytest.mark.parametrize("days", ["-1", "4000", "muchos"])
def test_days_of_detention_that_cannot_be_are_asked_again(centre: TestPost, days: str) -> None:
    bus = record_busload(centre.actor("promoter"), counted(centre))
    typed = {"sex": "m", "age_value": "34", "sign": "injury", "detention_days": days}
    answer = centre.client("promoter").post(f"/busloads/{bus.hex()}/", typed)
    assert answer.status_code == 422
    assert '<details class="fold" open>' in answer.content.decode()
    [found] = list_busloads(centre.actor(), centre.actor().today)
    assert found.arrivals == ()


def test_a_telephone_needs_consent(centre: TestPost) -> None:
    bus = record_busload(centre.actor("promoter"), counted(centre))
    typed = {"alias": "Ana", "sex": "f", "age_value": "50", "sign": "injury", "phone": "+5218671234567"}
    assert centre.client("promoter").post(f"/busloads/{bus.hex()}/", typed).status_code == 422
    answer = centre.client("promoter").post(f"/busloads/{bus.hex()}/", typed | {"contact_ok": "y"})
    assert answer.status_code == 303


def test_who_needs_nothing_is_not_registered(centre: TestPost) -> None:
    bus = record_busload(centre.actor("promoter"), counted(centre))
    answer = centre.client("promoter").post(f"/busloads/{bus.hex()}/", {"sex": "f", "age_value": "50"})
    assert answer.status_code == 422
    shown = centre.client("promoter").get(f"/busloads/{bus.hex()}/").content.decode()
    assert "40 personas contadas" in shown

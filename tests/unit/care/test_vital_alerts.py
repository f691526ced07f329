"""Signs of alarm: on the board and at the head of every page of the person, until they are better or old."""

import random
from datetime import date, timedelta

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.care.visits.vital_signs import list_forms_with_signs
from posta.care.alerts.vital_alerts import list_vital_alerts
from posta.care.board.board_page import BoardRow, present_board
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import get_form, list_forms
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.record.person import Person
from posta.clinical.signs.vital_limits import PRESSURES
from tests.post_fixture import TestPost
from tests.unit.care.test_surroundings import ANC

pytestmark = pytest.mark.django_db(transaction=True)


def measure(post: TestPost, person: Person, **signs: object):
    return record_encounter(post.actor("nurse"), person, {"vitals": signs}).entry


def wait(post: TestPost, alias: str = "Yesenia", **more: object) -> Person:
    person = post.person(alias=alias)
    record_arrival(post.actor(), person, **more)
    return person


def row_of(post: TestPost) -> BoardRow:
    board = present_board(post.actor())
    return [*board.waiting, *board.inside][0]


def said(row: BoardRow) -> list[str]:
    return [f"{part.words} {part.sign}".strip() for part in row.alarms]


def test_who_cannot_breathe_does_not_wait_as_if_nobody_had_looked(post: TestPost) -> None:
    """A nurse wrote a saturation of 54 % on the form of vital signs; the board said "no triage" and nothing else."""
    person = wait(post, reason="feet")
    measure(post, person, temp_c=36.5, hr=118, spo2=54)
    assert said(row_of(post)) == ["SpO₂ 54% ↓"]
    assert row_of(post).triage is None, "a triage is made by a person"
    page = post.client().get("/").content.decode()
    assert "Signos de alarma:" in page
    assert "SpO₂ 54%" in page


def test_a_pressure_of_which_only_the_upper_number_is_known_alarms_too(post: TestPost) -> None:
    """In shock it is felt at the wrist: 70 was written, and nothing said so."""
    person = wait(post)
    measure(post, person, sbp=70)
    assert said(row_of(post)) == ["TA 70/– ↓"]
    assert "TA 70/–" in post.client().get(f"/people/{person.id.hex()}/").content.decode()


@pytest.mark.parametrize("more", ["", "consultation", "contact/", "contact/triage", "triage", "contact/vitals", "edit"])
def test_every_page_of_the_person_begins_with_it(post: TestPost, more: str) -> None:
    person = wait(post)
    measure(post, person, spo2=54)
    page = post.client().get(f"/people/{person.id.hex()}/{more}").content.decode()
    header = page.split('<header class="person">')[1].split("</header>")[0]
    assert "Signos de alarma:" in header
    assert "SpO₂ 54%" in header


def test_the_page_of_who_was_not_triaged_leads_to_the_triage(post: TestPost) -> None:
    person = wait(post)
    address = f'href="/people/{person.id.hex()}/triage"'
    page = f"/people/{person.id.hex()}/"
    assert address in post.client("nurse").get(page).content.decode()
    assert address not in post.client("psychologist").get(page).content.decode()
    triage(post, person, "green")
    assert address not in post.client("nurse").get(page).content.decode()


def test_whom_nobody_triaged_and_whose_signs_alarm_comes_right_after_red(post: TestPost) -> None:
    for alias, colour in (("Verde", "green"), ("Nadie", ""), ("Ámbar", "yellow"), ("Rojo", "red")):
        wait(post, alias, colour=colour)
        post.later(minutes=1)
    measure(post, wait(post, "Alarma"), spo2=54)
    measure(post, wait(post, "Vista", colour="green"), spo2=91)
    order = [row.name.split()[0] for row in present_board(post.actor()).waiting]
    assert order == ["Rojo", "Alarma", "Vista", "Ámbar", "Nadie", "Verde"]


def triage(post: TestPost, person: Person, colour: str, **more: object) -> None:
    seen = {"tri_dt": post.actor().now, "red_signs": ("none",), "yellow_signs": ("none",), "colour": colour, **more}
    record_encounter(post.actor("nurse"), person, {"triage": seen}, accepts=lambda warning: True)
    post.later(minutes=1)


def order_of(post: TestPost) -> list[tuple[str, int | None]]:
    return [(row.name.split()[0], row.triage) for row in present_board(post.actor()).waiting]


@pytest.mark.parametrize("colour", ["green", "yellow"])
def test_who_got_worse_after_the_triage_comes_right_after_red_in_the_colour_that_was_given(
    post: TestPost, colour: str
) -> None:
    """Green at nine; at ten 39.6 °C, pulse 195, SpO₂ 88, hardly awake: the row said so and stayed the last of the board."""
    people = [wait(post, alias) for alias in ("Rojo", "Ámbar", "Nadie", "Verde", "Peor")]
    for person, given in zip(people, ("red", "yellow", "", "green", colour), strict=True):
        if given:
            triage(post, person, given)
    measure(post, people[-1], temp_c=39.6, hr=195, spo2=88, avpu="v")
    number = {"yellow": 2, "green": 3}[colour]
    assert order_of(post) == [("Rojo", 1), ("Peor", number), ("Ámbar", 2), ("Nadie", None), ("Verde", 3)]


def test_signs_that_the_triage_knew_leave_its_turn_unless_they_say_more_than_its_colour(post: TestPost) -> None:
    known, said_red, lowered, amber = (wait(post, alias) for alias in ("Sabido", "Rojizo", "Bajado", "Ámbar"))
    measure(post, known, spo2=91)
    measure(post, said_red, glucose_mgdl=55)
    measure(post, lowered, spo2=91)
    post.later(minutes=1)
    triage(post, amber, "yellow")
    triage(post, known, "yellow")
    triage(post, said_red, "yellow", override_reason="Ya tomó jugo")
    triage(post, lowered, "green", override_reason="Tiene las uñas pintadas")
    assert order_of(post) == [("Rojizo", 2), ("Bajado", 3), ("Sabido", 2), ("Ámbar", 2)]


def test_a_sign_taken_again_replaces_the_first_and_the_others_stay(post: TestPost) -> None:
    person = wait(post)
    measure(post, person, spo2=54, hr=140)
    post.later(minutes=10)
    measure(post, person, spo2=96)
    assert said(row_of(post)) == ["Pulso 140 /min ↑"]


def test_what_was_entered_in_error_alarms_nobody(post: TestPost) -> None:
    person = wait(post)
    mark_entered_in_error(post.actor("nurse"), person, measure(post, person, spo2=54), "other person")
    assert row_of(post).alarms == ()


def test_signs_of_yesterday_alarm_nobody_today(post: TestPost) -> None:
    person = post.person()
    measure(post, person, spo2=54)
    post.later(hours=13)
    record_arrival(post.actor(), person)
    assert row_of(post).alarms == ()


def test_a_reserved_visit_says_its_signs_and_nothing_else(post: TestPost) -> None:
    person = wait(post, reason="quiere hablar", reserved=True)
    measure(post, person, spo2=54)
    assert (row_of(post).why, said(row_of(post))) == ("Cita reservada", ["SpO₂ 54% ↓"])


def test_a_pressure_that_is_grave_only_in_pregnancy_alarms_once_antenatal_care_says_so(post: TestPost) -> None:
    woman = post.person(sex="f")
    record_arrival(post.actor(), woman)
    measure(post, woman, sbp=164, dbp=100)
    assert said(row_of(post)) == []
    lmp = post.actor().today - timedelta(days=200)
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": lmp}}, accepts=lambda warning: True)
    assert said(row_of(post)) == ["TA 164/100 ↑"]


@pytest.mark.parametrize("form", ["ncd", "anc", "pnc"])
def test_a_pressure_alarms_on_whichever_form_it_was_written(post: TestPost, form: str) -> None:
    """At a chronic visit 70/40 showed on no board and asked nothing at the next visit."""
    person = post.person(alias="Yesenia", sex="f", birth_date=date(1995, 3, 1))
    actor = post.actor("midwife" if form == "pnc" else "doctor")
    record_arrival(actor, person)
    visit = {"visit_dt": actor.now, "post": actor.post.id}
    context = FormContext(actor.today, actor.now, person.answers, visit, closing=True, zone=actor.zone)
    answers = {**fake_answers(get_form(form), random.Random(5), context), "sbp": 70, "dbp": 40}
    if form == "ncd":
        answers["ncd_dx"] = ("htn",)  # of these it asks a pressure
    record_encounter(actor, person, {form: answers}, accepts=lambda warning: True)
    assert "TA 70/40 ↓" in [
        f"{part.words} {part.sign}" for part in list_vital_alerts(actor, [person])[person.id].alarms
    ]


def test_every_form_that_asks_a_pressure_says_so() -> None:
    asking = {form.name for form in list_forms() if any(field.name in PRESSURES for field in form.fields)}
    assert asking - {form.name for form in list_forms_with_signs()} == set()

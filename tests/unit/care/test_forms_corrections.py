"""Corrections: prefilled, the old value beside, recorded as a correction, never an overwrite."""

import random

from posta.acts.contact import record_contact
from posta.care.known import context_for
from posta.catalog import kinds
from posta.catalog.form import get_form
from posta.catalog.sample import sample_answers
from posta.chart.registers import find_person
from posta.chart.timeline import Standing, list_timeline
from posta.figures.counts import count_visits_by_week

OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}


def written(post, **signs):
    person = post.person()
    forms = {"vitals": {"weight_kg": 61.5, **signs}, "opd": OPD}
    return person, record_contact(post.duty(), person, forms).entry


def raw_of(page) -> dict:
    """What the page would post back unchanged."""
    found: dict[str, list[str]] = {}
    for form in page.context["forms"]:
        for field in form.fields:
            chosen = [one.code for one in field.choices if one.chosen]
            value = chosen or ([field.value] if field.value else [])
            if value:
                found[field.name] = value
            if field.time:
                found[f"{field.name}__time"] = [field.time]
    return found


def test_a_correction_shows_the_old_value_and_takes_its_place(post):
    person, entry = written(post)
    client, address = post.client("nurse"), f"/entries/{entry.hex()}/correct"
    page = client.get(address)
    words = page.content.decode()
    assert "Antes: 61.5 kg" in words
    assert 'value="61.5"' in words
    post.later(days=9)
    raw = raw_of(page) | {"weight_kg": "65,1", "violence_link": "n"}
    done = client.post(address, raw)
    assert done.status_code == 303, done.context and done.context["summary"]
    duty = post.duty()
    items = [
        item for item in list_timeline(duty.desk.cursor, person.id, duty.desk.keyring) if item.kind != kinds.PERSON
    ]
    assert len(items) == 1
    assert items[0].standing is Standing.CORRECTED
    assert items[0].first == entry
    assert items[0].forms["vitals"]["weight_kg"] == 65.1
    weeks = count_visits_by_week(duty.desk.cursor, duty.today.replace(day=1, month=11))
    assert sum(week.visits for week in weeks) == 1
    assert weeks[0].week.isoformat() == "2018-11-25", "it counts on the day of the visit"


def test_a_wrong_correction_comes_back_and_changes_nothing(post):
    person, entry = written(post)
    client, address = post.client(), f"/entries/{entry.hex()}/correct"
    raw = raw_of(client.get(address)) | {"weight_kg": "6500"}
    assert client.post(address, raw).status_code == 422
    duty = post.duty()
    assert list_timeline(duty.desk.cursor, person.id, duty.desk.keyring)[0].standing is Standing.WRITTEN


def test_only_trades_that_record_the_forms_may_correct_them(post):
    _person, entry = written(post)
    assert post.client("promoter").get(f"/entries/{entry.hex()}/correct").status_code == 403


def test_a_reserved_entry_cannot_even_be_asked_for(post):
    person = post.person()
    duty = post.duty("psychologist")

    answers = sample_answers(get_form("mh_base"), random.Random(4), context_for(duty, person, {}))
    entry = record_contact(duty, person, {"mh_base": answers}).entry
    assert post.client("nurse").get(f"/entries/{entry.hex()}/correct").status_code == 404
    assert post.client("psychologist").get(f"/entries/{entry.hex()}/correct").status_code == 200


def test_a_clock_that_is_behind_refuses_no_correction(post):
    """Registered at a post whose clock runs ahead, put right at one whose clock is behind: "the date cannot be after"."""
    person, entry = written(post)
    post.later(days=-3)
    client, address = post.client("nurse"), f"/entries/{entry.hex()}/correct"
    typed = {**raw_of(client.get(address)), "weight_kg": "62", "violence_link": "n"}
    assert client.post(address, typed).status_code == 303
    assert client.post(f"/people/{person.id.hex()}/edit", {"age_value": "31"}).status_code == 303
    known = find_person(post.duty().desk.cursor, person.id)
    assert known.answers["age_value"] == 31


def test_a_visit_is_not_moved_into_the_future_by_correcting_it(post):
    _person, entry = written(post)
    client, address = post.client("nurse"), f"/entries/{entry.hex()}/correct"
    typed = {**raw_of(client.get(address)), "violence_link": "n", "visit_dt": "01/01/2040", "visit_dt__time": "10:00"}
    assert client.post(address, typed).status_code == 422


def test_a_form_with_two_thousand_fields_is_read_and_answered(post):
    person, client = post.person(), post.client("nurse")
    many = {f"nothing.{number}": "x" for number in range(2_000)}
    answer = client.post(f"/people/{person.id.hex()}/contact/vitals", {"weight_kg": "61,5", **many})
    assert answer.status_code == 303, "the framework's own limit would answer 400"

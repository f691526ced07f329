"""Corrections: prefilled, the old value beside, recorded as a correction, never an overwrite."""

import random
from datetime import timedelta

from posta.acts.care.visits.encounter import record_encounter
from posta.care.entry.form_context import build_context
from posta.catalog import kinds
from posta.catalog.language.form import get_form
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.history.timeline import RevisionStatus, list_timeline
from posta.chart.record.person_registers import find_person
from posta.figures.counts import count_visits_by_week

OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}


def written(post, **signs):
    person = post.person()
    forms = {"vitals": {"weight_kg": 61.5, **signs}, "opd": OPD}
    return person, record_encounter(post.actor(), person, forms).entry


def raw_of(page) -> dict:
    """What the page would post back unchanged."""
    found: dict[str, list[str]] = {"answered": [page.context["answered"]]}
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
    actor = post.actor()
    items = [
        item for item in list_timeline(actor.node.cursor, person.id, actor.node.keyring) if item.kind != kinds.PERSON
    ]
    assert len(items) == 1
    assert items[0].standing is RevisionStatus.CORRECTED
    assert items[0].first == entry
    assert items[0].forms["vitals"]["weight_kg"] == 65.1
    weeks = count_visits_by_week(actor.node.cursor, actor.today.replace(day=1, month=11))
    assert sum(week.visits for week in weeks) == 1
    assert weeks[0].week.isoformat() == "2018-11-25", "it counts on the day of the visit"


def test_a_wrong_correction_comes_back_and_changes_nothing(post):
    person, entry = written(post)
    client, address = post.client(), f"/entries/{entry.hex()}/correct"
    raw = raw_of(client.get(address)) | {"weight_kg": "6500"}
    assert client.post(address, raw).status_code == 422
    actor = post.actor()
    assert list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].standing is RevisionStatus.WRITTEN


def test_only_trades_that_record_the_forms_may_correct_them(post):
    _person, entry = written(post)
    assert post.client("promoter").get(f"/entries/{entry.hex()}/correct").status_code == 403


def test_a_reserved_entry_cannot_even_be_asked_for(post):
    person = post.person()
    actor = post.actor("psychologist")

    answers = fake_answers(get_form("mh_base"), random.Random(4), build_context(actor, person, {}))
    entry = record_encounter(actor, person, {"mh_base": answers}, accepts=lambda warning: True).entry
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
    known = find_person(post.actor().node.cursor, person.id)
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


def test_who_corrects_from_an_old_page_is_asked_before_a_second_correction_stands_beside_the_first(post):
    """Doctor and nurse corrected one visit from the same page; the second was told nothing, and two weights stood."""
    person, entry = written(post)
    doctor, nurse, address = post.client("doctor"), post.client("nurse"), f"/entries/{entry.hex()}/correct"
    opened = raw_of(nurse.get(address)) | {"violence_link": "n", "weight_kg": "62"}
    assert (
        doctor.post(address, raw_of(doctor.get(address)) | {"violence_link": "n", "weight_kg": "65"}).status_code == 303
    )
    asked = nurse.post(address, opened)
    words = asked.content.decode()
    assert asked.status_code == 422
    assert "Doctor ya corrigió este registro (hoy, 09:00)" in words
    assert "Firmar de todos modos" in words or "Firmar como está" in words
    actor = post.actor()
    assert [weight_of(item) for item in visits_of(actor, person)] == [65]
    signed = nurse.post(address, opened | {"accepted": list(asked.context["frame"].accepted)})
    assert signed.status_code == 303
    assert {(weight_of(item), item.standing) for item in visits_of(actor, person)} == {
        (65, RevisionStatus.DISPUTED), (62, RevisionStatus.DISPUTED),
    }  # fmt: skip
    assert "ya corrigió este registro" in post.client("doctor").get(address).content.decode()


def test_a_correction_of_the_last_correction_asks_nothing(post):
    person, entry = written(post)
    nurse = post.client("nurse")
    for weight in ("62", "63"):
        address = f"/entries/{visits_of(post.actor(), person)[0].entry.hex()}/correct"
        page = nurse.get(address)
        assert "ya corrigió" not in page.content.decode()
        assert nurse.post(address, raw_of(page) | {"violence_link": "n", "weight_kg": weight}).status_code == 303
    assert [weight_of(item) for item in visits_of(post.actor(), person)] == [63]


def test_an_answer_that_a_correction_leaves_empty_is_empty(post):
    """The weight and the appointment were another person's: emptied in the correction, they are no longer anywhere."""
    person = post.person()
    coming = post.actor().today + timedelta(days=8)
    forms = {"vitals": {"weight_kg": 61.5, "temp_c": 37.0}, "opd": OPD | {"history": "De otra persona"}}
    visit = {"next_appt": coming, "disposition": "fu"}
    entry = record_encounter(post.actor(), person, {**forms, "visit": visit}).entry
    nurse, address = post.client("nurse"), f"/entries/{entry.hex()}/correct"
    typed = raw_of(nurse.get(address)) | {"violence_link": "n", "disposition": "home"}
    for name in ("weight_kg", "history", "next_appt"):
        typed.pop(name)
    assert nurse.post(address, typed).status_code == 303
    (item,) = visits_of(post.actor(), person)
    assert item.forms["vitals"] == {"temp_c": 37.0}
    assert "history" not in item.forms["opd"]
    assert "next_appt" not in item.forms["visit"]
    page = nurse.get(f"/people/{person.id.hex()}/").content.decode()
    assert "Próxima cita" not in page
    assert "61.5" not in page


def visits_of(actor, person):
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    return [item for item in items if item.kind in (kinds.ENCOUNTER, kinds.CORRECTION)]


def weight_of(item):
    return item.forms["vitals"]["weight_kg"]

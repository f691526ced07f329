"""The consultation: signed as one act, with what the node knows, allergies, follow-up, drafts, bad disks."""

import re
from datetime import timedelta
from html import unescape

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter, validate_forms
from posta.acts.mission.places import record_closing, record_reopening
from posta.care.consultation.medicine_sets import list_medicine_sets
from posta.care.consultation.patient_context import load_patient_context
from posta.care.consultation.side_panel import key_facts, one_line_summary
from posta.care.entry.form_context import build_context
from posta.catalog.answers import InvalidAnswers, validate
from posta.catalog.language.form import get_form
from posta.chart.board import find_open_arrival
from posta.chart.history.timeline import list_latest, list_timeline
from posta.clock import to_epoch_day
from posta.formkit.field_names import TEXT
from posta.mission.posts import find_post_by_code
from posta.node.storage.database import FullDisk
from posta.terms.diagnoses import get_diagnoses
from posta.terms.medicines import get_medicines
from tests.in_memory_mission import appoint
from tests.page_text import squeeze
from tests.post_fixture import PERSON
from tests.unit.care.test_surroundings import ANC
from tests.unit.care.test_visit_type import NCD

FAST = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2", "bp": "118/74"}
RX = {
    "drug": "M01AE01",
    "form": "tablet",
    "strength": "400 mg",
    "dose": "1 tableta",
    "freq": "cada 8 h",
    "days": 3,
    "qty": 9,
}


def page_of(person) -> str:
    return f"/people/{person.id.hex()}/consultation"


def latest(post, person) -> dict:
    actor = post.actor()
    return list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms


def seen_before(post, person, **answers):
    """A consultation some days ago."""
    opd = {"complaint": "Dolor al caminar", "dx_main": "foot_blister", "dx_status": "new", "violence_link": "n",
           "injury_cause": "X59", "injury_body": ("foot:r",), "injury_intent": "1", "rx": (RX,), **answers}  # fmt: skip
    record_encounter(post.actor(), person, {"vitals": {"weight_kg": 61.5, "sbp": 120, "dbp": 80}, "opd": opd})
    post.later(days=10)


def test_visit_signs_and_consultation_are_one_act_and_the_person_no_longer_waits(post):
    person = post.person()
    record_arrival(post.actor("nurse"), person, reason="respiratory: tos")
    client = post.client()
    shown = client.get(page_of(person))
    assert 'value="respiratory" checked' in squeeze(shown.content.decode())
    assert 'value="tos"' in shown.content.decode()
    done = client.post(
        page_of(person), {**FAST, "complaint": "tos", "set": ["para500"], "token": shown.context["frame"].opening.token}
    )
    assert done.status_code == 303
    assert done["Location"].startswith(f"/people/{person.id.hex()}/?done=")
    forms = latest(post, person)
    assert forms["vitals"]["temp_c"] == 37.2
    assert (forms["vitals"]["sbp"], forms["vitals"]["dbp"]) == (118, 74)
    assert forms["opd"]["complaint"].endswith(": tos")
    assert forms["opd"]["rx"][0]["drug"] == "N02BE01"
    assert (forms["opd"]["dx_status"], forms["visit"]["visit_type"], forms["visit"]["disposition"]) == (
        "new",
        "new",
        "home",
    )
    actor = post.actor()
    assert find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.day_start) is None


def test_the_consultation_after_another_form_of_the_visit_still_knows_why_the_person_came(post):
    """Antenatal care was signed first: the reason she came for and her triage were gone from the consultation."""
    person = post.person(sex="f")
    record_arrival(post.actor("nurse"), person, reason="pregnancy: sangra", colour="yellow")
    arrival = find_open_arrival(post.actor().node.cursor, person.id, post.actor().post.number, post.actor().day_start)
    record_encounter(post.actor("midwife"), person, {"anc": ANC}, arrival=arrival.arrival)
    shown = post.client().get(page_of(person))
    assert dict(shown.context["facts"])["Triaje"] == "Amarillo"
    assert 'value="pregnancy" checked' in squeeze(shown.content.decode())
    assert 'value="sangra"' in shown.content.decode()
    post.later(minutes=5)
    answered = FAST | {"muac_mm": "250", "disposition": "home", "fitness": ["walk_on"]}
    assert post.client().post(page_of(person), answered).status_code == 303
    again = post.client().get(page_of(person))
    assert "Triaje" not in dict(again.context["facts"]), "what was answered by a consultation is of no later one"
    assert "sangra" not in again.content.decode().split("<form")[-1]


def test_the_triage_and_signs_out_of_the_ordinary_stand_beside_the_form(post):
    """The doctor saw "before: 54" under the saturation and nothing of the red triage of two minutes ago."""
    person = post.person()
    record_arrival(post.actor("nurse"), person, colour="red")
    record_encounter(post.actor("nurse"), person, {"vitals": {"temp_c": 36.5, "spo2": 54, "rr": 24, "avpu": "u"}})
    shown = dict(post.client().get(page_of(person)).context["facts"])
    assert shown["Triaje"] == "Rojo"
    assert shown["Signos vitales"] == "SpO₂ 54% ↓ · Resp. 24 /min ↑ · No responde"


def test_what_is_taken_and_long_illnesses_stand_beside_the_form(post):
    """The last consultation was for the feet: the tablets of the one before stood on no page but in the timeline."""
    person = post.person()
    tablets = {**RX, "drug": "C09AA02", "strength": "10 mg", "freq": "cada 12 h", "days": 60, "qty": 120}
    seen_before(post, person, dx_main="htn", complaint="Control", rx=(tablets,))
    seen_before(post, person, dx_main="foot_tinea")
    record_encounter(post.actor("nurse"), person, {"ncd": NCD | {"ncd_dx": ("dm2",), "foot": "normal"}})
    shown = post.client().get(page_of(person))
    facts = dict(shown.context["facts"])
    until = post.actor().today + timedelta(days=40)
    assert facts["Toma ahora"].startswith("enalapril 10 mg: 1 tableta, cada 12 h · hasta el ")
    assert "ibuprofeno" not in facts["Toma ahora"]  # three days, ten days ago
    assert f"{until.day} " in facts["Toma ahora"]
    assert facts["Crónicas"] == "Hipertensión, Diabetes tipo 2"
    assert facts["Antes"].count("; ") == 1
    assert "Toma: enalapril" in shown.context["known_line"]


def test_what_is_sealed_is_not_among_what_is_taken(post):
    """Who opens the sealed form reads it there; this page may be seen by others."""
    appoint(post.house, "psychiatrist")
    post.hear_from_coordination()
    person, actor = post.person(), post.actor("psychiatrist")
    answers = {"dx": "depression", "rx": ({"drug": "N06AB06", "dose": "1 tableta", "days": 30},), "cgi_s": "3",
               "consent_rx": "y", "suic": "0", "urgent24": False}  # fmt: skip
    record_encounter(actor, person, {"psych": answers})
    assert list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms["psych"]
    sight = load_patient_context(actor, person)
    assert (sight.medicines, sight.illnesses) == ((), {})
    named = {
        "Takes now",
        "Long illnesses",
        "Earlier visits",
        "Toma ahora",
        "Crónicas",
        "Antes",
    }
    assert not named & dict(key_facts(sight)).keys()
    assert "Sertralin" not in one_line_summary(sight).title()


def test_a_question_that_is_missing_keeps_its_own_mark_and_no_second(post):
    """The summary said "¿Alguien le hizo daño?: Falta"."""
    sent = {name: value for name, value in FAST.items() if name != "violence_link"}
    page = post.client().post(page_of(post.person()), sent).content.decode()
    assert "?: " not in page
    assert "? Responda" in page


def test_without_vital_signs_none_are_written(post):
    person = post.person()
    assert post.client().post(page_of(person), {**FAST, "temp_c": "", "bp": ""}).status_code == 303
    assert "vitals" not in latest(post, person)


def test_what_is_missing_comes_back_with_everything_typed(post):
    page = post.client().post(
        page_of(post.person()), {"temp_c": "99", "bp": "1200/80", "exam": "faringe roja", "set": ["ors"]}
    )
    words = page.content.decode()
    assert page.status_code == 422
    assert {anchor for anchor, _, _ in page.context["summary"]["problems"]} >= {
        "f-complaint", "f-temp_c", "f-bp", "f-dx_main", "f-violence_link",
    }  # fmt: skip
    for typed in ('value="99"', 'value="1200/80"', "faringe roja", 'value="ors" checked'):
        assert typed in squeeze(words)


def test_without_a_diagnosis_nobody_is_asked_whether_the_case_is_new(post):
    """The fold of further questions opened by itself for an answer that the diagnosis gives."""
    page = post.client().post(page_of(post.person()), {"temp_c": "37"})
    assert page.context["field"]["dx_status"].error == ""
    assert page.context["more_open"] is False


def test_the_same_diagnosis_within_its_days_is_a_follow_up(post):
    person = post.person()
    seen_before(post, person)
    injury = {"injury_cause__text": "X59", "injury_body": "foot", "injury_intent": "1"}
    assert post.client().post(page_of(person), {**FAST, **injury, "dx_main": "foot_blister"}).status_code == 303
    assert latest(post, person)["opd"]["dx_status"] == "follow_up"
    assert latest(post, person)["visit"]["visit_type"] == "fu"
    post.later(days=30)
    assert post.client().post(page_of(person), {**FAST, **injury, "dx_main": "foot_blister"}).status_code == 303
    assert latest(post, person)["opd"]["dx_status"] == "new"


def test_same_as_last_time_fills_the_page_without_a_script(post):
    person = post.person()
    seen_before(post, person)
    page = post.client().get(page_of(person) + "?same=1").content.decode()
    assert 'value="Dolor al caminar"' in page
    assert "Ibuprofeno 400 mg" in page
    assert page.count("checked") >= 3
    assert "anterior: 61.5" in page
    assert "anterior: 120/80" in page


def test_a_medicine_of_the_last_prescription_is_prescribed_by_its_chip(post):
    person = post.person()
    seen_before(post, person)
    client = post.client()
    chips = client.get(page_of(person)).context["field"]["set"].choices
    assert chips[0].code.startswith("last-")
    assert client.post(page_of(person), {**FAST, "set": [chips[0].code]}).status_code == 303
    assert latest(post, person)["opd"]["rx"][0]["dose"] == "1 tableta"
    gone = client.post(page_of(person), {**FAST, "set": [chips[0].code]})
    assert gone.status_code == 422, "that prescription is no longer the last one"


def test_an_allergy_stands_on_the_chip_and_is_asked_about(post):
    person, client = post.person(allergies=({"allergen": "penicillin"},)), post.client()
    chips = {one.code: one for one in client.get(page_of(person)).context["field"]["set"].choices}
    assert chips["amox500"].reason == "Alergia: penicilinas (ampicilina, amoxicilina)"
    assert chips["ceftri1g"].reason == "Alergia a penicilinas (ampicilina, amoxicilina): puede haber reacción cruzada"
    assert not chips["para500"].reason
    back = client.post(page_of(person), {**FAST, "set": ["ceftri1g"]})
    assert back.status_code == 422
    assert len(back.context["frame"].doubts) == 1
    assert (
        client.post(
            page_of(person), {**FAST, "set": ["ceftri1g"], "accepted": back.context["frame"].accepted}
        ).status_code
        == 303
    )


def test_an_allergy_in_words_is_found_by_the_name_of_the_medicine(post):
    person = post.person(allergies=({"allergen": "other", "substance": "Loratadina"},))
    chips = {one.code: one for one in post.client().get(page_of(person)).context["field"]["set"].choices}
    assert "Loratadina" in chips["lora10"].reason


def test_sets_fit_the_age_and_the_formulary(post):
    child = post.person(age_value=3)
    codes = {one.code for one in post.client().get(page_of(child)).context["field"]["set"].choices}
    assert "ors" in codes
    assert "para500" not in codes
    for one in list_medicine_sets():
        assert one.row["drug"] in get_medicines()


def test_zinc_is_offered_by_months(post):
    """Twenty milligrams of zinc a day were one tap away for an infant of one month."""
    offered = {}
    for months in (1, 7):
        child = post.person(age_value=months, age_unit="m")
        chips = post.client().get(page_of(child)).context["field"]["set"].choices
        offered[months] = {one.code for one in chips if one.code.startswith("zinc")}
    assert offered == {1: {"zinc10"}, 7: {"zinc20"}}


def test_who_comes_back_gets_a_day_and_who_is_referred_a_letter(post):
    person, client = post.person(), post.client()
    client.post(page_of(person), {**FAST, "disposition": "fu", "next_in": "7"})
    assert (latest(post, person)["visit"]["next_appt"] - post.actor().today).days == 7
    client.post(page_of(person), {**FAST, "disposition": "fu", "next_appt": "30/12/2018", "next_in": "2"})
    assert latest(post, person)["visit"]["next_appt"].day == 30
    done = client.post(page_of(person), {**FAST, "disposition": "ref_moh", "next_in": "7"})
    assert "/refer?done=" in done["Location"]
    assert "next_appt" not in latest(post, person)["visit"]


def test_a_day_on_which_the_place_is_closed_is_asked_again_with_all_that_was_typed(post):
    boss, person = post.house.administrator(), post.person()
    here = find_post_by_code(boss.node.cursor, post.name)
    record_closing(boss, here, to_epoch_day(boss.today + timedelta(days=7)), "obras")
    record_reopening(boss, find_post_by_code(boss.node.cursor, post.name), to_epoch_day(boss.today + timedelta(days=9)))
    post.meet("coordination")
    back = FAST | {"disposition": "fu", "exam": "faringe roja"}
    day = post.actor().today + timedelta(days=7)
    refused = post.client().post(page_of(person), {**back, "next_appt": f"{day:%d/%m/%Y}"})
    words = squeeze(refused.content.decode())
    assert refused.status_code == 422
    assert "Este lugar está cerrado ese día, o ese día no da esta atención. Elija otro día." in words
    assert "faringe roja" in words
    assert f"{day:%d/%m/%Y}" in words
    assert post.client().post(page_of(person), {**back, "next_in": ["7"]}).status_code == 303
    assert latest(post, person)["visit"]["next_appt"] == day + timedelta(days=2)


def test_back_and_a_double_tap_sign_once(post):
    person, client = post.person(), post.client()
    token = client.get(page_of(person)).context["frame"].opening.token
    first, again = (client.post(page_of(person), {**FAST, "token": token}) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert again["Location"] == first["Location"], "whoever sends it again sees what came of it, and may undo it"
    actor = post.actor()
    assert sum("opd" in one.forms for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring)) == 1


def test_a_typed_medicine_counts_where_its_row_was_opened(post):
    row = {
        "rx.4.drug__text": "Ibuprofeno",
        "rx.4.form": "tablet",
        "rx.4.dose": "1",
        "rx.4.freq": "c/8 h",
        "rx.4.days": "3",
    }
    person, client = post.person(), post.client()
    assert client.post(page_of(person), {**FAST, **row}).status_code == 303
    assert "rx" not in latest(post, person)["opd"]
    assert client.post(page_of(person), {**FAST, **row, "set": ["other"]}).status_code == 303
    assert latest(post, person)["opd"]["rx"][0]["drug"] == "M01AE01"
    wrong = client.post(page_of(person), {**FAST, **row, "rx.4.days": "999", "set": ["other"]})
    assert wrong.status_code == 422
    assert wrong.context["summary"]["problems"][0][0] == "f-rx-0-days"


ROW = {"rx.0.form": "inhaler", "rx.0.dose": "2 disparos", "rx.0.freq": "cada 6 h", "rx.0.days": "5", "set": ["other"]}


def test_a_medicine_that_was_only_begun_is_asked_about_by_its_whole_name(post):
    """The word "salbu" was signed as salbutamol, and no page had ever said so."""
    person, client = post.person(), post.client()
    back = client.post(page_of(person), {**FAST, **ROW, "rx.0.drug__text": "salbu"})
    assert back.status_code == 422
    [doubt] = back.context["frame"].doubts
    assert doubt == ("f-rx-0-drug", "Medicamento", "Se entendió: salbutamol.")
    drug = {one.name: one for one in back.context["field"]["rx"].rows[0].fields}["rx.0.drug"]
    assert (drug.texts, drug.error) == (("salbutamol",), "")
    assert client.post(page_of(person), {**FAST, **ROW, "rx.0.drug__text": "salbutamol"}).status_code == 303
    assert latest(post, person)["opd"]["rx"][0]["drug"] == "R03AC02"


def test_a_medicine_that_is_in_no_list_is_told_at_its_box_and_near_ones_are_offered(post):
    person, client = post.person(), post.client()
    back = client.post(page_of(person), {**FAST, **ROW, "rx.0.drug__text": "amoxi clavu"})
    assert back.status_code == 422
    assert back.context["summary"]["problems"][0][:2] == ("f-rx-0-drug", "Medicamento")
    drug = {one.name: one for one in back.context["field"]["rx"].rows[0].fields}["rx.0.drug"]
    assert drug.texts == ("amoxi clavu",)
    assert "No está en la lista" in drug.error
    assert "J01CR02" in {one.code for one in drug.choices}
    chosen = {"rx.0.drug__text": "amoxi clavu", "rx.0.drug": "J01CR02"}
    assert client.post(page_of(person), {**FAST, **ROW, **chosen}).status_code == 303


def test_a_full_disk_keeps_everything_on_the_screen(post, monkeypatch):
    def full(*args: object, **named: object) -> None:
        raise FullDisk("full_disk")

    monkeypatch.setattr("posta.care.entry.submission.record_encounter", full)
    page = post.client().post(page_of(post.person()), {**FAST, "exam": "faringe roja"})
    assert page.status_code == 503
    assert "faringe roja" in page.content.decode()
    assert "disco" in page.context["frame"].trouble


def test_a_text_too_long_to_be_sent_is_not_signed_and_stays_on_the_screen(post):
    long = "ñ" * 19_990
    page = post.client().post(page_of(post.person()), {**FAST, "exam": f"faringe {long}", "history": long})
    assert page.status_code == 422
    assert f"faringe {long}" in page.content.decode()
    assert "demasiado largo" in page.context["frame"].trouble


def test_the_draft_comes_back_and_goes_with_the_signature(post):
    person, client = post.person(), post.client()
    kept = client.post(f"/drafts{page_of(person)}", {"exam": "faringe roja", "token": "x", "set": ["ors", "para500"]})
    assert kept.status_code == 200
    page = client.get(page_of(person)).content.decode()
    assert "faringe roja" in page
    assert "Borrador de las" in page
    assert page.count("checked") >= 2
    assert "faringe" not in post.client("nurse").get(page_of(person)).content.decode()
    assert client.post(page_of(person), FAST).status_code == 303
    assert "faringe" not in client.get(page_of(person)).content.decode()


def test_whoever_gives_no_consultations_is_refused(post):
    assert post.client("promoter").get(page_of(post.person())).status_code == 403


def test_violence_is_no_reason_of_the_general_consultation_and_the_answer_is_sealed(post):
    person = post.person()
    why = post.client().get(page_of(person)).context["why"].choices
    assert not {"violence", "mental_health"} & {one.code for one in why}
    post.client("nurse").post(page_of(person), {**FAST, "violence_link": "y"})
    number = get_form("opd").number
    for trade, seen in (("nurse", None), ("doctor", "y")):
        actor = post.actor(trade)
        found = list_latest(actor.node.cursor, person.id, actor.node.keyring, [number])["opd"][1]
        assert found.get("violence_link") == seen


@pytest.mark.parametrize("address", ["/people/00/consultation", f"/people/{'0' * 32}/consultation"])
def test_nobody_there_is_not_found(post, address):
    assert post.client().get(address).status_code == 404


def test_allergies_nobody_asked_about_are_one_button_away_and_the_consultation_comes_back_as_it_was(post):
    person, client = post.person(), post.client()
    assert "Preguntar por alergias" in client.get(page_of(person)).content.decode()
    aside = client.post(page_of(person), {**FAST, "exam": "Sibilancias", "draft": "allergies"})
    edit = f"/people/{person.id.hex()}/edit"
    assert aside["Location"] == f"{edit}?then=consultation#f-allergies"
    asked = client.get(aside["Location"]).content.decode()
    assert 'name="then" value="consultation"' in asked
    assert f'href="{page_of(person)}"' in asked
    told = {"alias": "Wilmer", "allergies.0.row": "1", "allergies.0.allergen": "none", "then": "consultation"}
    typed = {**{name: str(value) for name, value in PERSON.items()}, **told}
    back = client.post(edit, typed)
    assert back["Location"].startswith(f"{page_of(person)}?done=")
    again = client.get(back["Location"]).content.decode()
    assert "Sibilancias" in again
    assert "ninguna conocida" in again
    assert "Preguntar por alergias" not in again


def controls_of(page: str) -> set[str]:
    return {one.removesuffix(TEXT) for one in re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)}


def asked_of(post, person) -> set[str]:
    """The questions that signing may require of this person, whichever diagnosis is written."""
    with pytest.raises(InvalidAnswers) as error:
        validate_forms(post.actor(), person, {"vitals": {"hr": 90}, "opd": {}})
    asked = {one.path.partition(".")[2] for one in error.value.problems if one.rule == "required"}
    context = build_context(post.actor(), person, {"opd": {}})
    for code in get_diagnoses():
        with pytest.raises(InvalidAnswers) as error:
            validate(get_form("opd"), {"dx_main": code}, context)
        asked |= {one.path for one in error.value.problems if one.rule == "required"}
    return asked


def test_whatever_the_consultation_asks_has_its_place_on_the_page(post):
    """MUAC is asked of pregnant women too: hers could not be signed, and no page of it showed the question."""
    woman = post.person(sex="f")
    lmp = post.actor().today - timedelta(days=100)
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": lmp}})
    aged = ((20, "d"), (8, "m"), (2, "y"), (4, "y"), (5, "y"), (11, "y"), (70, "y"))
    people = [woman, post.person(), *(post.person(sex="f", age_value=n, age_unit=unit) for n, unit in aged)]
    client = post.client()
    for person in people:
        shown = controls_of(client.get(page_of(person)).content.decode())
        asked = asked_of(post, person)
        assert {"complaint", "dx_main", "case_class", "dehydration"} <= asked
        assert asked <= shown, (person.answers["age_value"], person.answers["age_unit"], asked - shown)
    assert "muac_mm" in controls_of(client.get(page_of(woman)).content.decode())
    assert "muac_mm" not in controls_of(client.get(page_of(people[1])).content.decode())
    assert client.post(page_of(woman), {**FAST, "muac_mm": "250", "fitness": ["no_train"]}).status_code == 303


def test_whoever_comes_back_comes_on_a_day(post):
    """ "Comes back here" without a day was signed, and no board ever expected them."""
    person, client = post.person(), post.client()
    refused = client.post(page_of(person), {**FAST, "disposition": "fu", "exam": "Sibilancias"})
    assert refused.status_code == 422
    assert 'href="#f-next_appt"' in refused.content.decode()
    assert "Sibilancias" in refused.content.decode()
    assert client.post(page_of(person), {**FAST, "disposition": "fu", "next_in": "7"}).status_code == 303


def test_whoever_has_signs_of_alarm_goes_on_their_way_only_when_asked_again(post):
    """A pressure of 190/120 and a saturation of 70 % were signed in one press, on their way, as the page had it."""
    person, client = post.person(), post.client()
    grave = {**FAST, "bp": "190/120", "spo2": "70", "disposition": "home"}
    asked = client.post(page_of(person), grave)
    words = unescape(asked.content.decode())
    assert "Al terminar: Signos de alarma: TA 190/120 ↑ · SpO₂ 70% ↓. ¿Se va de todos modos?" in words
    seen = re.findall(r'name="accepted" value="([^"]*)"', asked.content.decode())
    assert client.post(page_of(person), {**grave, "accepted": [unescape(one) for one in seen]}).status_code == 303
    assert client.post(page_of(person), {**grave, "disposition": "ref_moh", "accepted": []}).status_code == 303


def test_signs_that_the_nurse_measured_this_morning_speak_too_until_they_are_taken_again(post):
    """A nurse had measured 84 %; the doctor, who did not measure again, let the person go in one press."""
    person, client = post.person(), post.client()
    record_encounter(post.actor("nurse"), person, {"vitals": {"spo2": 84, "sbp": 190, "dbp": 120}})
    post.later(minutes=40)
    leaving = {**FAST, "bp": "", "disposition": "home"}
    asked = unescape(client.post(page_of(person), leaving).content.decode())
    assert "Signos de alarma: TA 190/120 ↑ · SpO₂ 84% ↓. ¿Se va de todos modos?" in asked
    better = {**leaving, "bp": "130/80", "spo2": "97"}
    assert client.post(page_of(person), better).status_code == 303


def test_nobody_younger_than_ten_comes_for_a_pregnancy(post):
    """It was offered as the reason of a girl of six months."""

    def offered(**answers) -> bool:
        return 'value="pregnancy"' in post.client().get(page_of(post.person(**answers))).content.decode()

    assert (offered(sex="f", age_value=6, age_unit="m"), offered(sex="m")) == (False, False)
    assert (offered(sex="f", age_value=10, age_unit="y"), offered(sex="f", age_value=24, age_unit="y")) == (True, True)


def test_a_doubt_about_a_pressure_leads_to_the_box_for_both(post):
    """Without a script it led to a question that this page does not have."""
    asked = post.client().post(
        page_of(post.person()), {**FAST, "bp": "232/80", "unscripted": "1", "disposition": "ref_moh"}
    )
    ((anchor, label, _words),) = asked.context["frame"].doubts
    assert (anchor, label) == ("f-bp", "Presión")
    assert f'id="{anchor}"' in asked.content.decode()


def test_signs_of_yesterday_keep_nobody(post):
    person, client = post.person(), post.client()
    record_encounter(post.actor("nurse"), person, {"vitals": {"spo2": 84}})
    post.later(hours=13)
    assert client.post(page_of(person), {**FAST, "disposition": "home"}).status_code == 303


def test_a_pregnancy_is_known_while_she_is_treated_and_speaks_against_medicines(post):
    """Ibuprofen was offered and signed at 24 weeks without a word, and nothing on the page named the pregnancy."""
    woman, client = post.person(sex="f"), post.client()
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": post.actor().today - timedelta(days=24 * 7)}})
    page = client.get(page_of(woman)).content.decode()
    assert "<dt>Embarazo</dt><dd>24 semanas</dd>" in squeeze(page)
    assert "Embarazo: 24 semanas" in page
    given = {**FAST, "muac_mm": "250", "set": ["ibu400"]}
    asked = unescape(client.post(page_of(woman), given).content.decode())
    assert "ibuprofeno: No desde la semana 20 de embarazo" in asked
    seen = [unescape(one) for one in re.findall(r'name="accepted" value="([^"]*)"', asked)]
    assert client.post(page_of(woman), {**given, "accepted": seen}).status_code == 303
    assert client.post(page_of(post.person()), {**FAST, "set": ["ibu400"]}).status_code == 303


def test_everything_that_is_doubted_is_asked_at_once_and_the_second_press_signs(post):
    """Without a script a doubt about a medicine and an unlikely sign took turns, and the visit was never signed."""
    person, client = post.person(), post.client()
    typed = {**FAST, "temp_c": "39,6", "bp": "110/70", "unscripted": "1", "disposition": "home"}
    asked = client.post(page_of(person), typed).content.decode()
    seen = [unescape(one) for one in re.findall(r'name="accepted" value="([^"]*)"', asked)]
    assert {one.partition(":")[0] for one in seen} == {"vitals.temp_c", "visit.disposition"}
    assert client.post(page_of(person), {**typed, "accepted": seen}).status_code == 303


def test_a_pressure_is_flagged_on_the_page_as_other_signs_are(post):
    """A pressure of 185/115 stood in its box without an arrow or a word, and nothing of it was asked without a script."""
    person, client = post.person(), post.client()
    limits = client.get(page_of(person)).context["field"]["bp"].limits
    assert (limits["warn_min"], limits["warn_max"], limits["min"], limits["max"]) == (
        "90/",
        "139/89",
        "40/20",
        "300/200",
    )
    assert limits["high"] == "↑ Por encima de lo usual (hasta 139/89)."
    high = {**FAST, "bp": "185/115", "disposition": "obs"}
    asked = client.post(page_of(person), {**high, "unscripted": "1"})
    assert asked.status_code == 422
    assert "Revise antes" in asked.content.decode()
    assert asked.context["field"]["bp"].warning
    assert client.post(page_of(person), high).status_code == 303


def test_the_pressure_of_a_child_is_held_to_limits_of_its_age(post):
    child = post.person(age_value=8)
    assert post.client().get(page_of(child)).context["field"]["bp"].limits["warn_min"] == "86/"


def test_a_reason_that_is_too_long_with_its_chips_is_refused_and_kept_whole(post):
    """Three chips and 197 letters that end "NO DAR AMOXICILINA" were saved as "...NO DAR AMOXICILI"."""
    person, client = post.person(), post.client()
    words = "x" * 480 + " NO DAR AMOXICILINA"
    done = client.post(page_of(person), {**FAST, "why": ["respiratory", "digestive", "feet"], "complaint": words})
    page = done.content.decode()
    assert done.status_code == 422
    assert words in page
    assert "Escriba como máximo 470 caracteres." in page
    words = "x" * 178 + " NO DAR AMOXICILINA"
    done = client.post(page_of(person), {**FAST, "why": ["respiratory", "digestive", "feet"], "complaint": words})
    assert done.status_code == 303
    assert latest(post, person)["opd"]["complaint"].endswith("NO DAR AMOXICILINA")


def test_the_same_as_last_time_ticks_no_single_dose_and_no_finished_course(post):
    """A single-dose antibiotic and a course that was over were ticked again by one tap."""
    person = post.person()
    long = {
        **RX,
        "drug": "A02BC01",
        "form": "capsule",
        "strength": "20 mg",
        "dose": "1 cápsula",
        "freq": "cada 24 h",
        "days": 14,
    }
    single = {
        **RX,
        "drug": "J01DD04",
        "form": "inj",
        "strength": "1 g",
        "dose": "1 g IM",
        "freq": "dosis única",
        "days": 1,
        "qty": 1,
    }
    seen_before(post, person, rx=(RX, long, single))  # ten days ago: three days, fourteen days, once
    chips = post.client().get(page_of(person) + "?same=1").context["field"]["set"].choices
    assert [one.label for one in chips if one.chosen] == ["Omeprazol 20 mg"]
    record_arrival(post.actor("nurse"), person, reason="medicine")
    renewed = post.client().get(page_of(person) + "?same=1").context["field"]["set"].choices
    assert [one.label for one in renewed if one.chosen] == ["Ibuprofeno 400 mg", "Omeprazol 20 mg"]


def test_doses_are_read_in_the_language_of_the_screen(post):
    client = post.client()
    client.cookies["django_language"] = "en"
    page = client.get(page_of(post.person()), headers={"accept-language": "en"}).content.decode()
    assert "1 tablet · every 8 h" in squeeze(page)
    assert "cada 8 h" not in page


def test_another_diagnosis_is_named_in_words(post):
    """ "Other" alone was signed, and nobody could tell what it was."""
    person, client = post.person(), post.client()
    field = client.get(page_of(person)).context["field"]["dx_text"]
    assert '"other"' in field.when
    assert client.post(page_of(person), {**FAST, "dx_main": "other", "dx_text": "Hipo"}).status_code == 303
    assert latest(post, person)["opd"]["dx_text"] == "Hipo"
    assert "Hipo" in client.get(f"/people/{person.id.hex()}/").content.decode()


def test_the_page_says_when_harm_was_last_asked_about_and_not_what_was_said(post):
    person, client = post.person(), post.client()
    client.post(page_of(person), {**FAST, "violence_link": "y"})
    post.later(days=3)
    assert "Última vez que se preguntó: " in client.get(page_of(person)).context["field"]["violence_link"].hint
    seen_by_nurse = post.client("nurse").get(page_of(person)).context["field"]["violence_link"].hint
    assert "Última vez" not in seen_by_nurse


def test_who_comes_for_a_dressing_has_it_in_sight_unticked_and_the_next_one_planned(post):
    person = post.person()
    record_arrival(post.actor("nurse"), person, reason="dressing")
    page = post.client().get(page_of(person))
    choices = page.context["procedures"].choices
    assert "dressing" in [one.code for one in choices]
    assert [one.code for one in choices if one.chosen] == []  # who did it ticks it
    assert "procedures" not in [one.name for one in page.context["more"]]
    typed = FAST | {"why": ["dressing"], "procedures": ["dressing"], "planning": "1"}
    asked = post.client().post(page_of(person), typed)
    proposed = asked.context["visits"].proposals
    assert [one.label for one in proposed] == ["Curación"]
    done = post.client().post(
        page_of(person), typed | {"proposed": asked.context["visits"].mark, "visit": [proposed[0].key]}
    )
    assert done.status_code == 303
    assert "Curación" in post.client("nurse").get("/shift/").content.decode()

"""Beside a form stands what is known of the person, and only what the colleague's keys open."""

from html import unescape

import pytest
from django.http import HttpResponse

from posta.acts.care.visits.encounter import UnconfirmedWarnings, record_encounter
from posta.acts.care.visits.history import read_history
from posta.care.forms.known_facts import present_known
from posta.catalog.language.form import get_form
from posta.clinical.findings import Finding
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.unit.care.test_visit_type import NCD

pytestmark = pytest.mark.django_db(transaction=True)
SESSION = {"mh_mode": "ind", "attended": True, "suic": "0", "cgi_i": "3"}

EVENT = {"v_type": ("phys",), "v_when": "mexico", "v_perp": ("gang",)}


def page_of(shown: HttpResponse) -> str:
    return squeeze(unescape(shown.content.decode()))


def follow(post: TestPost, person, score: int, severity: str = "4") -> None:
    post.later(days=7)
    answers = SESSION | {"phq9": score, "cgi_s": severity, "note": "Duerme mejor"}
    record_encounter(post.actor("psychologist"), person, {"mh_fu": answers})


def test_a_psychologist_sees_the_last_session_and_the_scores_as_they_went(post: TestPost) -> None:
    person = post.person(allergies=({"allergen": "penicillin"},))
    for score in (18, 14, 9):
        follow(post, person, score)
    page = post.client("psychologist").get(f"/people/{person.id.hex()}/contact/mh_fu")
    known = page.context["known"]
    last, trends, key = known.parts
    assert ("Nota", "Duerme mejor") in last.facts
    scores = {one.label: one for one in trends.trends}
    assert scores["PHQ-9"].words == "18 → 14 → 9 ↓"
    assert scores["PHQ-9"].points
    assert scores["Gravedad CGI-S"].words == "4 → 4 → 4 ="
    assert "penicilina" in key.facts[0][1]
    assert "PHQ-9 18 → 14 → 9 ↓" in known.line
    told = squeeze(unescape(page.content.decode()))
    assert "Duerme mejor" in told
    assert "<polyline points=" in told


def test_beside_vital_signs_stand_those_before(post: TestPost) -> None:
    """The form was asked for twice, as itself and as vital signs, so that another was looked for and none was found."""
    person = post.person()
    for weight in (61, 60, 58):
        post.later(days=7)
        record_encounter(post.actor("nurse"), person, {"vitals": {"weight_kg": weight, "sbp": 110, "dbp": 70}})
    last, trends, key = present_known(post.actor("nurse"), person, get_form("vitals")).parts
    assert last.when
    assert {one.label: one.words for one in trends.trends}["Peso"] == "61 → 60 → 58 ↓"
    assert "58 kg" in dict(key.facts)["Signos vitales"]


def test_who_has_no_key_sees_nothing_of_it(post: TestPost) -> None:
    person = post.person()
    follow(post, person, 18)
    for trade in ("doctor", "nurse", "social_worker"):
        known = present_known(post.actor(trade), person, get_form("mh_fu"))
        assert [(one.what, one.trends, one.summary) for one in known.parts] == [("", (), "")], trade
    page = post.client("nurse").get(f"/people/{person.id.hex()}/contact/vitals").content.decode()
    assert "PHQ" not in page
    assert "Duerme" not in page


def test_a_sealed_part_of_the_same_visit_stays_off_an_open_page(post: TestPost) -> None:
    person, doctor = post.person(), post.actor()
    violence = {"v_asked": "yes", "v_any": "y", "v_safe_now": "n", "events": (EVENT,), "v_needs": ("shelter",)}
    opd = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
    record_encounter(doctor, person, {"opd": opd, "violence": violence})
    departure = present_known(doctor, person, get_form("move")).parts[0]
    assert departure.what == "Infección respiratoria alta"
    assert "Alojamiento" not in departure.summary
    assert "Alojamiento" in dict(present_known(doctor, person, get_form("violence")).parts[0].facts)["Necesidades"]


def test_a_part_without_content_is_left_out(post: TestPost) -> None:
    known = present_known(post.actor("psychologist"), post.person(), get_form("mh_base"))
    assert [one.title for one in known.parts] == ["Importante"]


def test_tablets_of_chronic_care_are_judged_printed_and_known_at_the_next_visit(post: TestPost) -> None:
    """A chronic visit held how many days were given and no medicine: the next post knew of none."""
    person = post.person(allergies=({"allergen": "penicillin"},))
    tablet = {"drug": "C09AA02", "strength": "10 mg", "dose": "1 tableta", "freq": "cada 12 h", "days": 30}
    with pytest.raises(UnconfirmedWarnings) as asked:
        record_encounter(post.actor(), person, {"ncd": NCD | {"rx": (tablet | {"drug": "J01CA04"},)}})
    assert [one.code for one in asked.value.warnings if isinstance(one, Finding)] == ["allergy"]
    record_encounter(post.actor(), person, {"ncd": NCD | {"rx": (tablet,)}})
    post.later(days=3)
    again = page_of(post.client().get(f"/people/{person.id.hex()}/contact/ncd"))
    assert "enalapril" in again
    assert "cada 12 h" in again
    facts = dict(post.client().get(f"/people/{person.id.hex()}/consultation").context["facts"])
    assert facts["Toma ahora"].startswith("enalapril 10 mg: 1 tableta, cada 12 h")
    sheet = page_of(post.client().get(f"/people/{person.id.hex()}/prescription"))
    assert "Enalapril · 10 mg" in sheet
    assert "Hipertensión" not in sheet[sheet.index("<article") : sheet.index("</article>")]
    taken = read_history(post.actor(), person).taken_on(post.actor().today)
    assert [one.drug for one in taken] == ["C09AA02"]


def test_social_work_shows_what_was_promised(post: TestPost) -> None:
    person, today = post.person(), post.actor().today
    row = {"need": "shelter", "action": "info", "date": today, "result": "pending"}
    answers = {"needs": ("shelter",), "actions": (row,), "plan": "Llamar al albergue", "best_interest": "y"}
    record_encounter(post.actor("social_worker"), person, {"sw": answers})
    known = present_known(post.actor("social_worker"), person, get_form("sw"))
    assert [label for label, _words in known.parts[0].facts] == [
        "Necesidades",
        "Acción",
        "Plan acordado con la persona",
    ]


def test_computed_values_come_back_while_one_types(post: TestPost) -> None:
    person = post.person(sex="f", age_value=24)
    client = post.client("nurse")
    page = f"/people/{person.id.hex()}/contact/vitals"
    answer = client.post(page, {"compute": "1", "weight_kg": "54", "height_cm": "160"})
    assert answer.status_code == 200
    assert answer.json()["f-bmi"].startswith("21.1")
    assert client.post(page, {"compute": "1", "weight_kg": "?"}).json()["f-bmi"] == ""

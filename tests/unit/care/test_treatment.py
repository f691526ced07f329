"""What is given is asked about on every screen that gives it, by what the whole record knows."""

from datetime import timedelta

import pytest

from posta.acts.care.visits.clinical_context import find_pregnancy
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.care.visits.history import read_history
from posta.chart.history.timeline import list_timeline
from posta.clinical.medicines.treatment_review import review_treatment
from posta.clinical.pregnancy import PregnancyState
from tests.post_fixture import TestPost
from tests.unit.care.test_surroundings import ANC

pytestmark = pytest.mark.django_db(transaction=True)
FAST = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2", "bp": "118/74"}
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
ANAPHYLAXIS = ({"allergen": "other", "substance": "Ampicilina", "reaction": ("anaph",), "severity": "sev"},)
ROW = {"rx.0.row": "1", "rx.0.drug": "J01CA04", "rx.0.form": "capsule", "rx.0.dose": "1", "rx.0.freq": "cada 8 h",
       "rx.0.days": "7"}  # fmt: skip
FP = {"fp_type": "new", "preg_excl": "y", "counsel_dual": "n", "mec_flags": ["none"], "disposition": "home"}
VACC = {"vaccine": "mmr", "dose": "1", "strategy": "routine"}


def page_of(person, form: str = "") -> str:
    return f"/people/{person.id.hex()}/{f'contact/{form}' if form else 'consultation'}"


def doubts(answer) -> list[str]:
    return [words for _id, _label, words in answer.context["frame"].doubts]


def accepted(answer) -> list[str]:
    return list(answer.context["frame"].accepted)


def test_a_dangerous_allergy_typed_in_words_asks_for_a_reason(post: TestPost) -> None:
    """ "Ampicilina", anaphylaxis, severe: amoxicillin in one tap was signed without a question."""
    person, client = post.person(allergies=ANAPHYLAXIS), post.client()
    page = client.get(page_of(person))
    chips = {one.code: one for one in page.context["field"]["set"].choices}
    assert chips["amox500"].reason == "Alergia: Ampicilina"
    assert "override_reason" not in page.context["field"]
    given = {**FAST, "set": ["amox500"]}
    asked = client.post(page_of(person), given)
    assert asked.status_code == 422
    assert any(words.startswith("amoxicilina: Alergia: Ampicilina") for words in doubts(asked))
    assert asked.context["field"]["override_reason"].needed
    assert 'name="override_reason"' in asked.content.decode()
    reasoned = {**given, "override_reason": "La tomó en 2017 sin reacción"}
    done = client.post(page_of(person), {**reasoned, "accepted": accepted(asked)})
    if done.status_code == 422:  # with the reason it only asks once more
        done = client.post(page_of(person), {**reasoned, "accepted": accepted(done)})
    assert done.status_code == 303
    actor = post.actor()
    newest = list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms["opd"]
    assert newest["override_reason"] == "La tomó en 2017 sin reacción"


def test_a_positive_test_and_doxycycline_ask(post: TestPost) -> None:
    woman, client = post.person(sex="f"), post.client()
    tested = {"tests.0.row": "1", "tests.0.test": "preg", "tests.0.result": "pos"}
    row = {**ROW, "rx.0.drug": "J01AA02"}
    asked = client.post(page_of(woman), {**FAST, **tested, **row, "set": ["other"]})
    assert asked.status_code == 422
    assert "doxiciclina: No en el embarazo" in doubts(asked)


def test_after_an_abortion_nobody_calls_her_pregnant(post: TestPost) -> None:
    woman = post.person(sex="f")
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": post.actor().today - timedelta(days=70)}})
    assert find_pregnancy(post.actor(), woman).is_pregnant
    post.later(days=2)
    record_encounter(post.actor(), woman, {"opd": {**OPD, "dx_main": "abortion"}})
    assert not find_pregnancy(post.actor(), woman).is_pregnant
    assert (
        "Embarazo" not in post.client("nurse").get(f"/people/{woman.id.hex()}/").content.decode().split("</header>")[0]
    )
    post.later(days=200)
    assert not find_pregnancy(post.actor(), woman).is_pregnant


def test_triage_tells_the_consultation_that_she_is_pregnant(post: TestPost) -> None:
    """Triaged red for headache in pregnancy, ten minutes later she was not pregnant."""
    woman = post.person(sex="f")
    nurse = post.actor("nurse")
    signs = {"tri_dt": nurse.now, "red_signs": ("preg_head",), "yellow_signs": ("none",), "colour": "red"}
    record_encounter(nurse, woman, {"vitals": {"sbp": 150, "dbp": 95}, "triage": signs})
    post.later(minutes=10)
    status = find_pregnancy(post.actor(), woman)
    assert (status.is_pregnant, status.source) == (True, "triage")


def test_weeks_estimated_date_a_pregnancy_and_its_outcome_ends_it(post: TestPost) -> None:
    woman = post.person(sex="f")
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"weeks_est": 34}})
    status = find_pregnancy(post.actor(), woman)
    assert status.weeks(post.actor().today) == 34
    post.later(days=10)
    ended = {"anc_visit": "2", "outcome": "born", "outcome_day": post.actor().today - timedelta(days=3)}
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | ended})
    status = find_pregnancy(post.actor(), woman)
    assert not status.is_pregnant
    assert status.days_after_end(post.actor().today) == 3
    assert "Posparto, 3 d" in post.client("nurse").get(f"/people/{woman.id.hex()}/").content.decode()


def test_one_tap_in_vital_signs_says_that_she_is_pregnant(post: TestPost) -> None:
    woman, man = post.person(sex="f"), post.person(sex="m", alias="Rubén")
    client = post.client("nurse")
    assert "preg_status" in client.get(page_of(woman, "vitals")).context["forms"][0].by_name
    shown = client.get(page_of(man, "vitals")).context["forms"][0].by_name.get("preg_status")
    assert shown is None or not shown.asked
    assert client.post(page_of(woman, "vitals"), {"preg_status": "y"}).status_code == 303
    assert find_pregnancy(post.actor(), woman).source == "chip"
    asked = client.post(page_of(woman, "vitals"), {"preg_status": "n"})
    assert asked.status_code == 422
    assert "expediente dice que está embarazada" in doubts(asked)[0]


def test_the_measles_vaccine_in_pregnancy_asks_for_a_reason(post: TestPost) -> None:
    woman, client = post.person(sex="f"), post.client("nurse")
    record_encounter(post.actor("nurse"), woman, {"vitals": {"preg_status": "y"}})
    given = {**VACC, "given_dt": post.actor().today.strftime("%d/%m/%Y")}
    asked = client.post(page_of(woman, "vacc"), given)
    assert asked.status_code == 422
    assert doubts(asked)[0].startswith("SRP (triple viral): Vacuna viva: no en el embarazo.")
    assert asked.context["forms"][-1].by_name["override_reason"].needed
    assert "override_reason" not in client.get(page_of(woman, "vacc")).context["forms"][-1].by_name


def test_the_pill_with_a_thrombosis_asks_and_with_a_measured_pressure_too(post: TestPost) -> None:
    woman, client = post.person(sex="f"), post.client("midwife")
    pill = {**FP, "method": "coc", "qty": "3"}
    asked = client.post(page_of(woman, "fp"), {**pill, "mec_flags": ["vte"]})
    assert asked.status_code == 422
    assert any("OMS, categoría 4" in words for words in doubts(asked))
    record_encounter(post.actor("nurse"), woman, {"vitals": {"sbp": 164, "dbp": 96}})
    asked = client.post(page_of(woman, "fp"), pill)
    assert any("OMS, categoría 4" in words for words in doubts(asked))


def test_a_test_after_an_assault_is_known_to_nobody_else_and_asks_in_its_own_form(post: TestPost) -> None:
    """The test is sealed: no header, no other form, no status learns of it, not even for who may open it."""
    woman, actor = post.person(sex="f"), post.actor("doctor")
    row = {"drug": "J01AA02", "form": "capsule", "dose": "100 mg", "freq": "cada 12 h", "days": 7}
    sealed = {
        "sv_dt_precision": "unknown", "sv_type": ("rape_v",), "injuries": False, "ongoing": "n", "self_harm": "0",
        "preg_test": "pos", "preg_result_of_sv": "y", "sac": "requested", "hiv_base": "neg", "pep": "late", "ec": "late",
        "sti": "given", "hepb": "already", "tt": "already", "pfa": "given", "cert": "issued", "mp_notice": "offered",
        "safety_plan": True, "follow_next": actor.today + timedelta(days=14), "rx": (row,),
    }  # fmt: skip
    treatment = read_history(actor, woman).treatment(actor.today, woman, None, {"sv": sealed})
    assert [one.params.get("rule") for one in review_treatment(treatment)] == ["tetracycline"]
    record_encounter(actor, woman, {"sv": sealed}, accepts=lambda warning: True)
    assert find_pregnancy(post.actor(), woman).state is PregnancyState.UNKNOWN
    page = post.client().get(f"/people/{woman.id.hex()}/").content.decode()
    assert "Embarazo" not in page.split("</header>")[0]

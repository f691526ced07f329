"""Injuries, diarrhoea and emergencies are signed with what is known: no code by heart, no class, no measure that was not taken."""

import pytest

from posta.catalog.language.form import list_forms
from posta.chart.history.timeline import list_timeline
from posta.terms.causes import get_causes
from posta.terms.diagnoses import get_diagnoses

BASE = {"why": ["feet"], "violence_link": "n"}
EMERGENCY = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n", "disposition": "ref_moh"}


def page_of(person) -> str:
    return f"/people/{person.id.hex()}/consultation"


def signed(post, person) -> dict:
    actor = post.actor()
    return list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms["opd"]


def test_blisters_are_signed_without_another_question(post):
    """The commonest complaint of the route needed an ICD-10 code known by heart: "caminar" was refused."""
    person = post.person()
    assert post.client().post(page_of(person), {**BASE, "dx_main": "foot_blister"}).status_code == 303
    told = signed(post, person)
    assert (told["injury_cause"], told["injury_body"], told["injury_intent"]) == ("X50", ("foot",), "1")


@pytest.mark.parametrize(("diagnosis", "cause"), [
    ("fall_train", "V81.6"), ("fall_height", "W17"), ("fall_wall", "W13"), ("road", "V89.2"), ("viol_sharp", "X99"),
])  # fmt: skip
def test_a_diagnosis_that_names_its_cause_is_not_asked_for_it(post, diagnosis, cause):
    person = post.person()
    raw = {**BASE, "dx_main": diagnosis, "injury_body": ["wrist_hand"], "injury_intent": "1"}
    raw |= {"fitness": ["rest"], "rest_days": ["3"]}  # or the page asks whether they may travel on
    assert post.client().post(page_of(person), raw).status_code == 303
    assert signed(post, person)["injury_cause"] == cause


def test_every_cause_is_one_tap_on_the_page_and_is_told_in_words(post):
    person, client = post.person(), post.client()
    shown = client.get(page_of(person)).context["field"]["injury_cause"]
    assert [one.code for one in shown.choices] == list(get_causes())
    for code in get_causes():
        raw = {**BASE, "dx_main": "wound", "injury_cause": code, "injury_body": ["foot"], "injury_intent": "1"}
        assert client.post(page_of(person), raw).status_code == 303, code
    newest = list_timeline(post.actor().node.cursor, person.id, post.actor().node.keyring)[0]
    assert "Otra o no se sabe" in client.get(f"/entries/{newest.entry.hex()}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "code"), [("caminar", None), ("caída al caminar", "W01"), ("W06", "W06"), ("Y05", None)]
)
def test_a_cause_may_also_be_typed_as_words_or_as_its_code(post, typed, code):
    person = post.person()
    raw = {**BASE, "dx_main": "wound", "injury_cause__text": typed, "injury_body": ["foot"], "injury_intent": "1"}
    answer = post.client().post(page_of(person), raw)
    assert answer.status_code == (303 if code else 422)
    if code:
        assert signed(post, person)["injury_cause"] == code


def test_what_is_answered_is_believed_and_of_two_injuries_all_is_asked(post):
    person, client = post.person(), post.client()
    raw = {**BASE, "dx_main": "foot_blister", "injury_cause": "X19"}
    assert client.post(page_of(person), raw).status_code == 303
    assert signed(post, person)["injury_cause"] == "X19"
    back = client.post(page_of(person), {**BASE, "dx_main": "foot_blister", "dx_other": ["burn"]})
    assert back.status_code == 422
    assert {anchor for anchor, _l, _w in back.context["summary"]["problems"]} >= {"f-injury_cause", "f-injury_body"}


def test_plain_diarrhoea_asks_for_no_class_of_case_and_cholera_does(post):
    person, client = post.person(), post.client()
    raw = {"why": ["digestive"], "violence_link": "n", "onset_date": "25/11/2018", "dehydration": "A"}
    assert client.post(page_of(person), {**raw, "dx_main": "awd"}).status_code == 303
    for diagnosis in ("cholera", "bloody_d"):
        back = client.post(page_of(person), {**raw, "dx_main": diagnosis})
        assert [anchor for anchor, _l, _w in back.context["summary"]["problems"]] == ["f-case_class"]


def test_only_diseases_with_a_case_definition_are_classed():
    classed = {code for code, line in get_diagnoses().items() if "C" in line.flags}
    assert {"cholera", "measles", "meningitis", "dengue", "malaria", "diphtheria", "pertussis"} <= classed
    assert not classed & {"awd", "scabies", "heat", "snake", "amputation", "viol_gun", "preg_compl", "htn_crisis"}


@pytest.mark.parametrize(("answers", "signs"), [
    ({"sex": "f", "age_value": 16, "age_unit": "m"}, {"temp_c": "40,2", "hr": "190"}),
    ({"sex": "f", "age_value": 26, "age_unit": "y"}, {"sbp": "190", "dbp": "120"}),
])  # fmt: skip
def test_an_emergency_is_signed_without_a_tape_around_the_arm(post, answers, signs):
    """A child with 40.2 and a pregnant woman with 190/120 could be written down only with a MUAC, measured or invented."""
    person = post.person(**answers)
    if answers["age_unit"] == "y":
        anc = {"anc_visit": "1", "gravida": "1", "parity": "0", "danger": ["none"], "iron": "given", "risk": "low",
               "refer": "n", "syph": "nd", "hiv": "nd", "lmp": "1/5/2018"}  # fmt: skip
        assert post.client("midwife").post(f"/people/{person.id.hex()}/contact/anc", anc).status_code == 303
    client, address = post.client("nurse"), f"/people/{person.id.hex()}/contact/vitals"
    assert 'name="muac_mm"' in client.get(address).content.decode()
    assert client.post(address, signs).status_code == 303
    both = {"bp": "190/120"} if "sbp" in signs else signs
    assert post.client().post(page_of(person), {**EMERGENCY, **both}).status_code == 303


KNOWN_TO_WHO_WRITES = {
    "what is prescribed or given": ["opd.rx.days", "ncd.rx.days", "sv.rx.days", "psych.rx.days", "sv.pep_days", "sv.hepb_dose", "vacc.dose", "fp.qty",
                                    "move.buffer_days", "covid.isol_days", "visit.rest_days"],
    "estimated where nobody knows it": ["person.age_value"],
    "who sat there": ["mh_base.mh_n", "group.n_f_lt18", "group.n_f_ge18", "group.n_m_lt18", "group.n_m_ge18", "group.n_other",
                      "group.kits.n"],
    "counted on a round, where nobody waits for care": [
        "wash.pop_now", "wash.taps", "wash.latrines_f", "wash.latrines_m", "wash.latrines_x", "wash.handwash",
        "wash.showers", "stock.qty"],
}  # fmt: skip


def test_no_form_demands_a_number_that_may_not_have_been_measured():
    """Nutrition demanded a MUAC, antenatal care how often an unconscious woman had given birth, chronic illness a supply."""
    known = {name for names in KNOWN_TO_WHO_WRITES.values() for name in names}
    demanded = {
        f"{form.name}.{path}"
        for form in list_forms()
        for path, one in paths_of(form)
        if one.type in ("int", "decimal") and one.required
    }
    assert demanded == known


def paths_of(form):
    """Every question of a form with its path, those of its rows included."""
    for one in form.fields:
        yield one.name, one
        yield from ((f"{one.name}.{cell.name}", cell) for cell in one.fields)


@pytest.mark.parametrize(("trade", "form", "answers", "person"), [
    ("nurse", "nut", {"oedema": "2", "refer": "y", "disposition": "ref_moh"}, {"age_value": 16, "age_unit": "m"}),
    ("midwife", "anc", {"anc_visit": "1", "danger": ["bleed"], "iron": "notind", "risk": "high", "refer": "y",
                        "syph": "nd", "hiv": "nd", "disposition": "ref_moh"}, {"sex": "f"}),
    ("doctor", "ncd", {"ncd_dx": ["dm2"], "dx_known": "known", "enrol_date": "25/11/2018", "complic": ["none"],
                       "foot": "not_done", "ncd_exit": "active"}, {}),
])  # fmt: skip
def test_an_emergency_is_signed_without_what_could_not_be_measured_or_asked(post, trade, form, answers, person):
    """A child in shock whose arm nobody measured, a woman who bleeds and cannot answer, a diabetic who is sent on at once."""
    address = f"/people/{post.person(**person).id.hex()}/contact/{form}"
    answer = post.client(trade).post(address, answers)
    assert answer.status_code == 303, [words for *_at, words in answer.context["summary"]["problems"]]


def test_an_outbreak_is_signed_though_nobody_knows_since_when(post):
    """A child with cholera, brought in unconscious by strangers: the day it began had to be invented."""
    address = page_of(post.person(age_value=4))
    typed = {**EMERGENCY, "dx_main": "cholera", "case_class": "suspected", "dehydration": "C"}
    assert post.client().post(address, typed).status_code == 303


def test_of_a_diagnosis_with_several_codes_the_page_asks_which(post):
    """Every complicated pregnancy was O26.9: the chip beside it keeps the line and gives the code."""
    person, client = post.person(sex="f", age_value=24, age_unit="y"), post.client()
    shown = client.get(page_of(person)).context["field"]["dx_kind"]
    assert not shown.asked
    assert {one.code: one.hidden for one in shown.choices}["preeclampsia"]
    raw = {"why": ["pregnancy"], "violence_link": "n", "dx_main": "preg_compl", "disposition": "ref_moh"}
    back = client.post(page_of(person), {**raw, "violence_link": "", "dx_kind": ["preeclampsia"]})
    shown = back.context["field"]["dx_kind"]
    assert shown.asked
    assert [one.code for one in shown.choices if one.chosen] == ["preeclampsia"]
    offered = {one.code for one in shown.choices if not one.hidden}
    assert "ectopic" in offered
    assert "otitis_ext" not in offered
    assert client.post(page_of(person), {**raw, "dx_kind": ["preeclampsia", "otitis_ext"]}).status_code == 303
    assert signed(post, person)["dx_kind"] == ("preeclampsia",)


def test_a_kind_of_a_diagnosis_that_is_no_longer_chosen_is_left_out(post):
    person = post.person()
    raw = {"why": ["respiratory"], "violence_link": "n", "dx_main": "ari_upper", "dx_kind": ["otitis_ext"]}
    assert post.client().post(page_of(person), raw).status_code == 303
    assert "dx_kind" not in signed(post, person)

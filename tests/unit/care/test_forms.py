"""Every form of the catalogue through its page: shown, signed from plausible answers, come back when wrong, sealed."""

import random
from html import unescape
from itertools import count

import pytest

from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.care.board.board_page import present_board
from posta.care.entry.form_context import build_context
from posta.catalog import kinds
from posta.catalog.answers import validate
from posta.catalog.compartments import Compartment
from posta.catalog.language.form import Form, get_form, list_forms
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.board import find_open_arrival
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.formkit.form_data import renumber_rows, without_buttons
from posta.formkit.prefill import to_form_data
from posta.node.drafts import get_draft
from posta.node.process_state import PROCESS
from posta.scribe.replay import state_hash
from tests import in_memory_mission
from tests import post_fixture as posts
from tests.page_text import squeeze
from tests.post_fixture import TestPost

BY = {
    "anc": "midwife", "pnc": "midwife", "fp": "midwife", "mh_base": "psychologist", "mh_fu": "psychologist",
    "mh_close": "psychologist", "psych": "psychiatrist", "sw": "social_worker", "wash": "logistician",
    "group": "promoter", "assess": "team_leader",
}  # fmt: skip


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """A post at which every trade is at work."""

    return posts.make_post(
        monkeypatch, "tenosique_la72", trades=(*in_memory_mission.ROLES, "psychiatrist", "logistician", "team_leader")
    )


NEWBORN = {"newborn.0.sex": "f", "newborn.0.weight_g": "3100", "newborn.0.danger": "y"}


def typed_sample(name: str, actor, person: Person | None) -> dict[str, list[str]]:
    """What somebody would type into a form, for this very person."""
    context = build_context(actor, person, {})
    some = (fake_answers(get_form(name), random.Random(seed), context) for seed in count(11))
    answers = next(filter(None, some))  # of some forms no question is needed
    assert validate(get_form(name), answers, context).answers
    return to_form_data(get_form(name), answers)


def page_of(name: str, person: Person) -> str:
    facts = get_form(name).compartment is Compartment.FACTS
    return f"/work/{name}" if facts else f"/people/{person.id.hex()}/contact/{name}"


def has_own_page(form: Form) -> bool:
    """A form about no person that is written on a page of its own: a bus, a stop, a signal."""
    return form.compartment is Compartment.FACTS and bool(form.service.screen or form.service.opens)


@pytest.mark.parametrize("name", [form.name for form in list_forms() if not has_own_page(form)])
def test_every_form_is_shown_signed_and_undone(crew, name):
    """What was typed is back on the form after an undo, word for word and for its author."""
    trade = BY.get(name, "doctor")
    person = crew.person(sex="f", age_value=26)
    client, actor = crew.client(trade), crew.actor(trade)
    address = page_of(name, person)
    shown = client.get(address)
    assert shown.status_code == 200
    assert b"<title>Posta</title>" in shown.content
    raw = typed_sample(name, actor, person if "/people/" in address else None)
    raw["token"] = [shown.context["frame"].opening.token]
    done = client.post(address, raw)
    if done.status_code == 422 and done.context["frame"].doubts:
        raw["accepted"] = list(done.context["frame"].accepted)
        done = client.post(address, raw)
    assert done.status_code == 303, (done.context["summary"], done.context["frame"].doubts)
    if "/people/" in address and name != "person":
        item = list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0]
        assert name in item.forms
    if name == "person":
        assert find_person(actor.node.cursor, person.id).answers["sex"] == raw["sex"][0]
    undo = client.get(done["Location"]).context["shell"].toast.undo_url
    assert client.post(undo)["Location"].partition("?")[0] == address
    assert client.get(address).context["frame"].draft.kept_at
    staff, keys = crew.house.people[trade]
    kept = get_draft(staff, address[1:], keys=keys, clock=crew.house.clock)
    assert kept.content == without_buttons(renumber_rows(raw, [get_form(name)]))


def test_wrong_answers_come_back_at_the_field_with_everything_typed(post):
    person = post.person()
    address = page_of("vitals", person)
    done = post.client("nurse").post(address, {"temp_c": "99", "hr": "setenta", "weight_kg": "61,5"})
    page = done.content.decode()
    assert done.status_code == 422
    assert 'value="99"' in page
    assert 'value="setenta"' in page
    assert 'value="61,5"' in page
    assert page.count('class="error"') >= 2
    assert 'href="#f-temp_c"' in page


@pytest.mark.parametrize(
    ("typed", "head"),
    [({"temp_c": "99"}, "Corrija lo siguiente"), ({}, "Faltan datos")],
)
@pytest.mark.parametrize("more", ["contact/vitals", "consultation"])
def test_what_is_impossible_is_not_called_missing_and_is_told_in_the_words_of_the_page(post, typed, head, more):
    """A temperature of 99 was headed "something is missing", and told beside its box in two ways."""
    page = post.client().post(f"/people/{post.person().id.hex()}/{more}", typed)
    words = page.content.decode()
    assert page.status_code == 422
    assert f"<h2>{head}</h2>" in squeeze(words)
    if typed:
        told = {anchor: sentence for anchor, _label, sentence in page.context["summary"]["problems"]}
        impossible = "Solo es posible de 30 a 45. ¿°F? 98.6 °F son 37 °C."
        assert told["f-temp_c"] == impossible
        assert words.count(impossible) == 3, "summary, field, and what the script would say"
        assert "No hay nada anotado" not in words


def test_what_is_unlikely_is_shown_once_and_then_accepted(post):
    person = post.person()
    address, client = page_of("vitals", person), post.client("nurse")
    typed = {"temp_c": "40,5", "unscripted": "1"}
    back = client.post(address, typed)
    assert back.status_code == 422
    assert back.context["frame"].accepted == ("vitals.temp_c:unlikely_high",)
    assert client.post(address, {**typed, "accepted": back.context["frame"].accepted}).status_code == 303


def test_a_number_that_the_page_flagged_while_it_was_typed_is_not_asked_again(post):
    assert post.client("nurse").post(page_of("vitals", post.person()), {"temp_c": "40,5"}).status_code == 303


def test_answers_that_disagree_may_be_confirmed(post):
    address, client = page_of("vitals", post.person()), post.client("nurse")
    back = client.post(address, {"sbp": "80", "dbp": "90"})
    assert back.status_code == 422
    assert (
        client.post(address, {"sbp": "80", "dbp": "90", "accepted": back.context["frame"].accepted}).status_code == 303
    )


def test_a_medicine_against_an_allergy_is_asked_about_with_its_reason(post):
    person = post.person(allergies=({"allergen": "penicillin"},))
    raw = {
        "complaint": "x", "dx_main": "uti", "dx_status": "new", "violence_link": "n", "rx.0.drug__text": "ceftriaxona",
        "rx.0.form": "inj", "rx.0.dose": "1 g", "rx.0.freq": "una vez", "rx.0.days": "1",
    }  # fmt: skip
    back = post.client().post(page_of("opd", person), raw)
    assert back.status_code == 422
    assert "reacción cruzada" in back.content.decode()
    raw["accepted"] = back.context["frame"].accepted
    assert post.client().post(page_of("opd", person), raw).status_code == 303


def test_the_same_page_signs_once(post):
    person, client = post.person(), post.client("nurse")
    token = client.get(page_of("vitals", person)).context["frame"].opening.token
    for _ in range(2):
        assert client.post(page_of("vitals", person), {"hr": "80", "token": token}).status_code == 303
    actor = post.actor()
    assert sum("vitals" in i.forms for i in list_timeline(actor.node.cursor, person.id, actor.node.keyring)) == 1


def test_computed_answers_are_shown_when_asked_for(post):
    page = post.client("nurse").post(
        page_of("vitals", post.person()), {"weight_kg": "60", "height_cm": "160", "calculate": "1"}
    )
    assert page.status_code == 200
    assert "23.4" in page.content.decode()


def test_a_sealed_form_is_refused_to_those_without_its_compartment(post):
    person = post.person()
    for name in ("mh_base", "violence", "sv"):
        assert post.client("nurse").get(page_of(name, person)).status_code == 403


def test_a_sealed_form_asks_for_the_words_when_they_were_given_long_ago(post):
    client, address = post.client("psychologist"), page_of("mh_base", post.person())
    PROCESS.sessions.close_sealed(PROCESS.sessions.list_all()[-1])
    asked = client.get(address)
    assert asked.status_code == 403
    assert f'name="next" value="{address}"' in asked.content.decode()
    assert "Esas palabras no lo abren" in client.get(f"{address}?refused").content.decode()
    untried = client.get(f"{address}?untried").content.decode()
    assert "Sus palabras no se probaron: este equipo está ocupado." in untried
    assert "Esas palabras no lo abren" not in untried, "a psychologist was told that her right words were wrong"


def sign_session(post: TestPost, person: Person) -> None:
    raw, client = typed_sample("mh_base", post.actor("psychologist"), person), post.client("psychologist")
    done = client.post(page_of("mh_base", person), raw)
    if done.status_code == 422:
        done = client.post(page_of("mh_base", person), {**raw, "accepted": done.context["frame"].accepted})
    assert done.status_code == 303


def test_a_session_in_mental_health_is_only_reserved_to_the_nurse(post):
    person = post.person()
    sign_session(post, person)
    nurse = post.actor("nurse")
    seen = list_timeline(nurse.node.cursor, person.id, nurse.node.keyring)[0]
    assert seen.reserved
    assert seen.author is None
    assert not any(seen.forms.values())


@pytest.mark.parametrize(("reason", "reserved", "called", "waits"), [
    ("pain", False, None, True), ("pain", False, "psychologist", False), ("", True, None, False),
])  # fmt: skip
def test_a_session_takes_nobody_off_the_board_who_waits_for_something_else(post, reason, reserved, called, waits):
    """Who waited with a pain and talked to the psychologist meanwhile was gone from the board, seen by no doctor."""
    person = post.person()
    arrival = record_arrival(post.actor("nurse"), person, reason=reason, reserved=reserved)
    if called:
        record_arrival_status(post.actor(called), person, arrival, "called")
    sign_session(post, person)
    actor = post.actor("nurse")
    still = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.day_start)
    assert (still is not None) is waits


@pytest.mark.parametrize(("form", "trade", "reason", "reserved", "called", "waits"), [
    ("anc", "midwife", "pregnancy", False, "midwife", False), ("anc", "midwife", "pregnancy: dolor", False, None, False),
    ("anc", "midwife", "pain", False, None, True), ("anc", "doctor", "injury", False, "doctor", True),
    ("anc", "midwife", "pregnancy", False, "doctor", True), ("anc", "midwife", "", False, None, True),
    ("anc", "midwife", "", False, "midwife", False), ("anc", "midwife", "me caí", False, "midwife", True),
    ("anc", "midwife", "", True, None, True), ("ncd", "nurse", "chronic", False, "nurse", False),
    ("ncd", "nurse", "pain", False, "nurse", True), ("sw", "social_worker", "injury", False, None, True),
    ("opd", "doctor", "pain", False, "nurse", False),
    ("sv", "doctor", "pain", False, "doctor", True), ("sv", "doctor", "", False, "doctor", False),
])  # fmt: skip
def test_a_form_lets_go_whom_it_answers_and_nobody_else(crew, form, trade, reason, reserved, called, waits):
    """The doctor called her for a pain and signed antenatal care first: she had left, and nobody treated the pain."""
    person = crew.person(sex="f", age_value=26)
    arrival = record_arrival(crew.actor("nurse"), person, reason=reason, reserved=reserved)
    if called:
        record_arrival_status(crew.actor(called), person, arrival, "called")
    client, raw = crew.client(trade), typed_sample(form, crew.actor(trade), person)
    signed = client.post(page_of(form, person), raw)
    if signed.status_code == 422:
        signed = client.post(page_of(form, person), {**raw, "accepted": signed.context["frame"].accepted})
    assert signed.status_code == 303
    actor = crew.actor("nurse")
    still = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.day_start)
    assert (still is not None) is waits


def test_who_comes_back_to_antenatal_care_gets_a_day_and_is_expected_on_it(crew):
    """Only the consultation asked "and then?": nobody in antenatal or chronic care ever stood among those due back."""
    woman, midwife = crew.person(sex="f", age_value=26), crew.client("midwife")
    shown = midwife.get(page_of("anc", woman))
    assert [one.name for one in shown.context["outcome"].fields] == [
        "disposition",
        "next_in",
        "next_appt",
        "fitness",
        "rest_days",
        "fitness_reason",
        "pass_to",
        "pass_reason",
        "watch",
        "night_reason",
    ]
    assert 'name="disposition" value="home" checked' in squeeze(shown.content.decode())
    typed = {**typed_sample("anc", crew.actor("midwife"), woman), "disposition": "fu"}
    back = midwife.post(page_of("anc", woman), {**typed, "next_appt": "mañana"})
    assert back.status_code == 422
    assert "f-next_appt" in [anchor for anchor, _label, _words in back.context["summary"]["problems"]]
    signed = midwife.post(page_of("anc", woman), {**typed, "next_in": "14", "accepted": back.context["frame"].accepted})
    if signed.status_code == 422:
        accepted = signed.context["frame"].accepted
        signed = midwife.post(page_of("anc", woman), {**typed, "next_in": "14", "accepted": accepted})
    assert signed.status_code == 303
    crew.later(days=14)
    assert [(row.name.split()[0], row.why) for row in present_board(crew.actor()).due] == [
        ("Wilmer", "Embarazo o ginecología")
    ]


@pytest.mark.parametrize(
    ("form", "answers", "said"),
    [
        ("anc", {"danger": "bleed"}, "Sangrado"),
        ("ncd", {"ncd_dx": "htn", "sbp": "190", "dbp": "120"}, "TA 190/120 ↑"),
        ("pnc", NEWBORN, "Recién nacida o recién nacido"),
    ],
)
def test_no_other_visit_lets_go_unasked_who_has_signs_of_alarm(crew, form, answers, said):
    """Bleeding in pregnancy, a pressure of 190/120 and a newborn in danger went on their way in one press."""
    person = crew.person(sex="f", age_value=26)
    client, page = crew.client("midwife" if form != "ncd" else "doctor"), page_of(form, person)
    typed = {**typed_sample(form, crew.actor("midwife"), person), **answers, "disposition": "home"}
    asked = client.post(page, typed)
    assert asked.status_code == 422
    words = unescape(asked.content.decode())
    assert said in words
    assert "¿Se va de todos modos?" in words
    assert client.post(page, {**typed, "accepted": asked.context["frame"].accepted}).status_code == 303


def test_who_is_referred_by_another_form_gets_a_letter_too(crew):
    person = crew.person(sex="f", age_value=56)
    typed = {**typed_sample("ncd", crew.actor(), person), "disposition": "ref_moh"}
    signed = crew.client().post(page_of("ncd", person), typed)
    if signed.status_code == 422:
        signed = crew.client().post(page_of("ncd", person), {**typed, "accepted": signed.context["frame"].accepted})
    assert "/refer?done=" in signed["Location"]


def test_a_sealed_session_is_booked_nowhere_in_the_open(post):
    page = post.client("psychologist").get(page_of("mh_base", post.person()))
    assert page.context["outcome"] is None


def test_stop_and_hide_keeps_the_draft_sealed_and_leads_to_a_neutral_page(post):
    person, client = post.person(sex="f"), post.client("doctor")
    address = page_of("sv", person)
    hidden = client.post(address, {"sv_note": "x", "hide": "1"} | {"account": "lo que cuenta"})
    assert (hidden.status_code, hidden["Location"]) == (303, "/")
    assert client.get(address).status_code == 403
    PROCESS.sessions.open_sealed(PROCESS.sessions.list_all()[-1])
    assert "Borrador de las" in client.get(address).content.decode()


def test_the_index_offers_only_what_this_trade_records(post):
    person = post.person()
    nurse = post.client("nurse").get(f"/people/{person.id.hex()}/contact/").content.decode()
    assert "/triage" in nurse
    assert "/contact/mh_base" not in nurse
    assert "/consultation" in nurse
    assert "/contact/mh_base" in post.client("psychologist").get(f"/people/{person.id.hex()}/contact/").content.decode()
    assert "/work/group" in post.client("promoter").get("/work/").content.decode()


@pytest.mark.parametrize(
    "address", ["/people/00/contact/vitals", "/work/nothing", "/work/vitals", "/entries/00/correct"]
)
def test_addresses_that_mean_nothing_are_not_found(post, address):
    assert post.client().get(address).status_code == 404


def test_rows_are_added_without_a_script(post):
    page = post.client().post(page_of("opd", post.person()), {"add": "rx", "complaint": "tos"})
    assert page.status_code == 200
    assert 'name="rx.0.dose"' in page.content.decode()
    assert 'value="tos"' in page.content.decode()


def test_nothing_filled_in_signs_nothing(post):
    """A slip of the thumb signed an empty visit, and the board believed that the person had been seen."""
    person = post.person()
    page = post.client("nurse").post(page_of("vitals", person), {"temp_c": "", "avpu": ""})
    assert page.status_code == 422
    assert "No hay nada anotado" in page.content.decode()
    assert page.context["summary"]["problems"][0][0] == ""
    actor = post.actor()
    assert [item.kind for item in list_timeline(actor.node.cursor, person.id, actor.node.keyring)] == [kinds.PERSON]


@pytest.mark.parametrize("name", [one.name for one in list_forms() if one.name != "person" and not has_own_page(one)])
def test_no_form_at_all_is_signed_empty(crew, name):
    page = crew.client(BY.get(name, "doctor")).post(page_of(name, crew.person(sex="f", age_value=26)), {})
    assert page.status_code == 422
    assert page.context["summary"]["problems"]


def test_signing_another_form_is_not_called_a_consultation(crew):
    """A nurse who signed vital signs was told that a consultation was signed."""
    client = crew.client("nurse")
    shown = client.post(page_of("vitals", crew.person()), {"temp_c": "37,2"})["Location"]
    assert client.get(shown).context["shell"].toast.words == "Firmado."


@pytest.mark.parametrize(("name", "trade"), [("group", "promoter"), ("wash", "logistician")])
def test_work_about_no_person_is_told_and_can_be_undone(crew, name, trade):
    """After a talk or a water point nothing said that it was saved, and a slip stayed in the counts."""
    client, actor = crew.client(trade), crew.actor(trade)
    before = state_hash(actor.node)
    shown = client.post(f"/work/{name}", typed_sample(name, actor, None))["Location"]
    page = client.get(shown)
    assert page.context["shell"].toast.words == "Registrado."
    undo = page.context["shell"].toast.undo_url
    assert crew.client("psychiatrist").post(undo).status_code == 403
    assert client.post(undo).status_code == 303
    assert client.get(shown).context["shell"].toast is None
    assert not actor.node.cursor.execute("SELECT COUNT(*) FROM figures_row WHERE person IS NULL").fetchone()[0]
    assert state_hash(actor.node) != before  # the log says that something was taken back


def test_an_assessment_is_signed_with_who_else_works_there(crew):
    """A leader wrote who else works there: the assessment of the displaced could not be signed with it, whatever they did."""
    typed = typed_sample("assess", crew.actor("team_leader"), None) | {"other_actors": ["ACNUR, Cruz Roja"]}
    client = crew.client("team_leader")
    signed = client.post("/work/assess", typed)
    assert signed.status_code == 303
    undo = client.get(signed["Location"]).context["shell"].toast.undo_url
    assert client.post(undo)["Location"].partition("?")[0] == "/work/assess", "and undone, as all work is"


def test_work_is_not_undone_after_thirty_seconds(crew):
    client, actor = crew.client("promoter"), crew.actor("promoter")
    shown = client.post("/work/group", typed_sample("group", actor, None))["Location"]
    undo = client.get(shown).context["shell"].toast.undo_url
    crew.later(seconds=31)
    assert client.get(shown).context["shell"].toast is None
    assert client.post(undo).status_code == 503


def test_the_first_consultation_is_offered_before_its_follow_up_until_it_was_held(crew):
    """A psychologist was offered the follow-up of somebody whom nobody had seen yet, above the first consultation."""
    person, psychologist = crew.person(sex="f", age_value=26), crew.client("psychologist")
    index = f"/people/{person.id.hex()}/contact/"

    def usual() -> list[str]:
        return [row["href"].rpartition("/")[2] for row in psychologist.get(index).context["usual"]]

    assert [name for name in usual() if name.startswith("mh")] == ["mh_base", "mh_fu"]
    raw = typed_sample("mh_base", crew.actor("psychologist"), person)
    assert psychologist.post(f"{index}mh_base", raw).status_code == 303
    assert [name for name in usual() if name.startswith("mh")] == ["mh_fu", "mh_base"]


def test_how_many_took_part_is_asked_once_it_was_more_than_one(crew):
    page = crew.client("psychologist").get(page_of("mh_base", crew.person()))
    shown = page.context["forms"][0].by_name
    assert shown["mh_n"].asked is False
    assert (shown["symptom_top"].among, shown["event_top"].among) == ("symptoms", "events")


def test_none_stands_first_in_a_long_list(post):
    """On a phone "none" came after forty-five chips, twice, for every person without a sign."""
    page = post.client("nurse").get(page_of("triage", post.person()))
    shown = page.context["forms"][0].by_name
    assert [shown[name].choices[0].code for name in ("red_signs", "yellow_signs")] == ["none", "none"]


def test_who_lowers_a_colour_is_told_what_the_signs_came_to(post):
    """A nurse chose green for somebody with stridor; "reason for the change" did not say changed from what."""
    typed = {"tri_dt": "25/11/2018", "tri_dt__time": "08:30", "red_signs": "stridor", "yellow_signs": "none"}
    page = post.client("nurse").post(page_of("triage", post.person()), {**typed, "colour": "green"})
    reason = page.context["forms"][0].by_name["override_reason"]
    assert page.status_code == 422
    assert (reason.hint, reason.asked) == ("Por los signos corresponde: Rojo.", True)
    assert reason.error


def test_a_triage_asks_only_what_can_be_and_begins_now(post):
    """A grown man was offered "under 8 days" and "active labour", and typed the day and hour of his own triage."""
    man, woman = post.person(sex="m", age_value=40), post.person(alias="Keyla", sex="f", age_value=26)
    client = post.client("nurse")
    for person, offered in ((man, False), (woman, True)):
        page = client.get(page_of("triage", person))
        red = page.context["forms"][0].by_name["red_signs"]
        codes = {one.code for shown in (red.choices, *(group.choices for group in red.groups)) for one in shown}
        assert ("preg_bleed" in codes) == offered  # nobody knows yet whether she is
        assert "chest_abd50" not in codes or person is man
        assert not {code for code in codes if "8d" in code or "infant" in code}
        assert page.context["forms"][0].by_name["tri_dt"].value == "25/11/2018"

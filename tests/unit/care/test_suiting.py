"""Sex and age through the pages: asked once before signing, never refused, and no pregnancy of what was not confirmed."""

from html import unescape

import pytest

from posta.acts.care.visits.clinical_context import find_pregnancy
from posta.chart.history.timeline import list_timeline
from tests.unit.care.test_consultation import FAST

ANC = {"anc_visit": "1", "gravida": "1", "parity": "0", "danger": ["none"], "iron": "given", "risk": "low", "refer": "n",
       "syph": "nd", "hiv": "nd", "disposition": "ref_moh"}  # fmt: skip
MAN = "Control prenatal: En el registro figura como hombre. ¿Es correcto?"


def forms_of(post, person) -> list[str]:
    actor = post.actor()
    return [name for item in list_timeline(actor.node.cursor, person.id, actor.node.keyring) for name in item.forms]


@pytest.mark.parametrize(("who", "words"), [
    ({"sex": "m", "age_value": 30}, MAN),
    ({"sex": "f", "age_value": 4}, "Control prenatal: Según el registro tiene 4 años de edad. ¿Es correcto?"),
    ({"sex": "f", "age_value": 70}, "Control prenatal: Según el registro tiene 70 años de edad. ¿Es correcto?"),
])  # fmt: skip
def test_antenatal_care_of_whom_it_does_not_fit_is_asked_about_and_nothing_sticks_until_it_is_confirmed(
    post, who, words
):
    """A man, a girl of four and a woman of seventy carried "Embarazo" from then on, and nobody had asked."""
    person, midwife = post.person(**who), post.client("midwife")
    address = f"/people/{person.id.hex()}/contact/anc"
    back = midwife.post(address, ANC)
    assert back.status_code == 422
    assert words in unescape(back.content.decode()), back.context["frame"].doubts
    assert 'id="entry"' in back.content.decode()
    assert "anc" not in forms_of(post, person)
    assert not find_pregnancy(post.actor(), person).is_pregnant
    assert midwife.post(address, {**ANC, "accepted": back.context["frame"].accepted}).status_code == 303
    assert find_pregnancy(post.actor(), person).is_pregnant, "men can be pregnant"


def test_a_pregnancy_test_and_an_abortion_of_a_man_are_asked_about_in_the_consultation(post):
    person, client = post.person(sex="m"), post.client()
    sent = {**FAST, "dx_main": "abortion", "tests.0.row": "1", "tests.0.test": "preg", "tests.0.result": "pos"}
    back = client.post(f"/people/{person.id.hex()}/consultation", sent)
    assert back.status_code == 422
    anchors = [anchor for anchor, _label, words in back.context["frame"].doubts if "hombre" in words]
    assert anchors == ["f-dx_main", "f-tests-0-test"]
    sent["accepted"] = back.context["frame"].accepted
    assert client.post(f"/people/{person.id.hex()}/consultation", sent).status_code == 303


@pytest.mark.parametrize(("who", "role", "usual"), [
    ({"sex": "m"}, "doctor", {"consultation", "ncd", "referral"}), ({"sex": "f"}, "doctor", {"consultation", "ncd", "referral", "anc"}),
    ({"sex": "f", "age_value": 4}, "midwife", {"consultation"}), ({"sex": "f"}, "midwife", {"anc", "pnc", "fp", "consultation"}),
    ({"sex": "m"}, "midwife", {"fp", "consultation"}), ({"sex": "u"}, "midwife", {"anc", "pnc", "fp", "consultation"}),
])  # fmt: skip
def test_a_form_that_does_not_fit_is_not_among_the_usual_and_stays_within_reach(post, who, role, usual):
    """Antenatal care was among the usual forms of a man."""
    shown = post.client(role).get(f"/people/{post.person(**who).id.hex()}/contact/").context
    names = {row["href"].rpartition("/")[2] for row in shown["usual"]}
    assert names == usual
    others = {row["href"].rpartition("/")[2] for rows in shown["groups"].values() for row in rows}
    assert "anc" in names | others


@pytest.mark.parametrize(("who", "shown"), [({"sex": "f"}, False), ({"sex": "m"}, True), ({"sex": "u"}, True)])
def test_a_triage_asks_for_testicles_only_who_may_have_them(post, who, shown):
    page = post.client("nurse").get(f"/people/{post.person(**who).id.hex()}/contact/triage").content.decode()
    assert ("testis_priap" in page) is shown


def test_a_woman_of_seventy_may_come_for_gynaecology_and_a_man_who_is_pregnant_for_his_pregnancy(post):
    old, man = post.person(sex="f", age_value=70), post.person(sex="m", age_value=30)
    client = post.client()

    def offered(person) -> bool:
        shown = client.get(f"/people/{person.id.hex()}/consultation").context["why"]
        return "pregnancy" in [one.code for one in shown.choices]

    assert (offered(old), offered(man)) == (True, False)
    midwife, address = post.client("midwife"), f"/people/{man.id.hex()}/contact/anc"
    asked = midwife.post(address, ANC)
    assert midwife.post(address, {**ANC, "accepted": asked.context["frame"].accepted}).status_code == 303
    assert offered(man)

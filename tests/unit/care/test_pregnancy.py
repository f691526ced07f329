"""A pregnancy is dated once and known from then on, while she is pregnant, to whoever may open antenatal care."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from posta.acts.care.visits.clinical_context import find_pregnancy
from posta.acts.care.visits.encounter import record_encounter
from posta.care.alerts.patient_banner import present_patient_banner
from posta.chart.history.timeline import list_timeline
from posta.seal.epoch_keyring import Keyring
from tests.post_fixture import TestPost
from tests.unit.care.test_surroundings import ANC

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
NEXT = ANC | {"anc_visit": "2"}
TYPED = {"anc_visit": "2", "gravida": "1", "parity": "0", "danger": "none", "iron": "given", "risk": "low",
         "refer": "n", "disposition": "home", "fitness": ["walk_on"]}  # fmt: skip
TRAVELS = {"disposition": "home", "fitness": ("walk_on",)}


def seen_at(post: TestPost, person, weeks: int, **more: object) -> date:
    """A first antenatal visit in this week of pregnancy; gives the last period."""
    lmp = post.actor().today - timedelta(weeks=weeks)
    record_encounter(post.actor("midwife"), person, {"anc": ANC | {"lmp": lmp} | more})
    return lmp


def newest(post: TestPost, person) -> dict[str, object]:
    actor = post.actor("midwife")
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    return next(dict(one.forms["anc"]) for one in items if one.forms.get("anc"))


def anc_page(person) -> str:
    return f"/people/{person.id.hex()}/contact/anc"


def test_the_second_visit_knows_the_weeks_that_the_first_told(post: TestPost) -> None:
    """The last period was asked again as if nobody knew it; left empty, the newest visit had no weeks and no due date."""
    woman = post.person(sex="f")
    lmp = seen_at(post, woman, 20)
    post.later(days=28)
    client = post.client("midwife")
    fields = client.get(anc_page(woman)).context["forms"][0].by_name
    assert fields["ga_weeks"].value == "24"
    assert fields["edd"].value
    assert str(lmp.year) in fields["lmp"].last
    assert client.post(anc_page(woman), TYPED).status_code == 303
    assert newest(post, woman)["edd"] == lmp + timedelta(days=280)
    assert newest(post, woman)["ga_weeks"] == 24
    post.later(days=14)
    record_encounter(post.actor("midwife"), woman, {"visit": TRAVELS, "anc": NEXT | {"anc_visit": "3"}})
    assert newest(post, woman)["ga_weeks"] == 26


def test_a_last_period_that_is_told_anew_dates_the_pregnancy_from_then_on(post: TestPost) -> None:
    woman = post.person(sex="f")
    lmp = seen_at(post, woman, 20)
    record_encounter(post.actor("midwife"), woman, {"visit": TRAVELS, "anc": NEXT | {"lmp": lmp + timedelta(days=14)}})
    record_encounter(post.actor("midwife"), woman, {"visit": TRAVELS, "anc": NEXT | {"anc_visit": "3"}})
    assert newest(post, woman)["ga_weeks"] == 18


def test_a_first_visit_that_is_corrected_dates_the_later_ones_as_well(post: TestPost) -> None:
    """What a later visit only computed is no word of its own: the last period that was mended counts."""
    woman = post.person(sex="f")
    lmp = seen_at(post, woman, 20)
    actor = post.actor("midwife")
    first = list_timeline(actor.node.cursor, woman.id, actor.node.keyring)[0]
    post.later(hours=1)
    record_encounter(post.actor("midwife"), woman, {"visit": TRAVELS, "anc": NEXT})
    mended = lmp + timedelta(days=28)
    record_encounter(post.actor("midwife"), woman, {"anc": ANC | {"lmp": mended}}, corrects=first.entry)
    pregnancy = find_pregnancy(post.actor(), woman)
    assert pregnancy.due == mended + timedelta(days=280)


def test_another_pregnancy_takes_nothing_of_the_one_before(post: TestPost) -> None:
    woman = post.person(sex="f")
    seen_at(post, woman, 38)
    post.later(days=10)
    birth = {"pnc_visit": "1", "delivery_date": post.actor().today, "delivery_place": "facility", "mode": "vaginal",
             "outcome": "live", "mother_dx": ("routine",), "fp_started": False}  # fmt: skip
    record_encounter(post.actor("midwife"), woman, {"pnc": birth})
    post.later(days=200)
    record_encounter(post.actor("midwife"), woman, {"anc": ANC})
    assert "edd" not in newest(post, woman)
    post.later(days=400)
    assert not post.client("midwife").get(anc_page(woman)).context["forms"][0].by_name["lmp"].last


def head(post: TestPost, person, page: str = "", trade: str = "nurse") -> str:
    answer = post.client(trade).get(f"/people/{person.id.hex()}/{page}").content.decode()
    return answer[answer.index('<header class="person">') : answer.index("</header>")]


def test_every_page_about_her_names_a_pregnancy_at_its_head(post: TestPost) -> None:
    """Her page, and the nurse's form for her vital signs, named an allergy and an interpreter but no pregnancy."""
    woman, other = post.person(sex="f"), post.person(sex="f", alias="Dunia")
    seen_at(post, woman, 28)
    for page in ("", "consultation", "contact/", "contact/vitals", "edit"):
        assert "Embarazo, 28 sem" in head(post, woman, page), page
        assert "Embarazo" not in head(post, other, page), page
    post.later(days=300)
    assert "Embarazo" not in head(post, woman)


def test_a_pregnancy_of_unknown_weeks_is_named_without_them(post: TestPost) -> None:
    woman = post.person(sex="f")
    record_encounter(post.actor("midwife"), woman, {"anc": ANC})
    assert "Embarazo</span>" in head(post, woman)


def test_whoever_opens_no_care_is_told_of_no_pregnancy(post: TestPost) -> None:
    woman = post.person(sex="f")
    seen_at(post, woman, 28)
    actor = post.actor()
    without = replace(actor, node=replace(actor.node, keyring=Keyring.of(())))
    assert present_patient_banner(woman, actor).alerts == ("Embarazo, 28 sem",)
    assert present_patient_banner(woman, without).alerts == ()


def test_a_consultation_that_is_corrected_asks_of_pregnancy_too(post: TestPost) -> None:
    """Only the page of the consultation asked: a correction, or the form of psychiatry, took enalapril in silence."""
    woman, client = post.person(sex="f"), post.client()
    record_encounter(post.actor(), woman, {"opd": OPD})
    post.later(days=1)
    seen_at(post, woman, 12)
    entry = _entry_with(post, woman, "opd")
    row = {"rx.0.row": "1", "rx.0.drug": "C09AA02", "rx.0.form": "tablet", "rx.0.dose": "1", "rx.0.freq": "cada 24 h",
           "rx.0.days": "30"}  # fmt: skip
    typed = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n", **row}
    asked = client.post(f"/entries/{entry}/correct", typed)
    assert asked.status_code == 422
    assert "enalapril: No en el embarazo" in asked.content.decode()


def _entry_with(post: TestPost, person, form: str) -> str:
    actor = post.actor()
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    return next(one.entry.hex() for one in items if one.forms.get(form))

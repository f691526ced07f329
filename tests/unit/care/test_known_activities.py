"""Beside a form about no person stands the last one of the same place, its numbers over time, and the open signals."""

from html import unescape

import pytest

from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.form import get_form
from posta.figures.alert_facts import load_alert_facts
from posta.figures.group_activities import list_activities_of_same
from posta.figures.judged_alerts import judge_post
from tests.in_memory_mission import ROLES
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post
from tests.unit.care.test_activities import CANARY, SEEN, SESSION

pytestmark = pytest.mark.django_db(transaction=True)
SITE = {"site": "tenosique_la72", "site_type": "shelter", "pop_now": 300, "water_l_day": 1500, "water_src": ("truck",),
        "taps": 3, "latrines_f": 6, "latrines_m": 4, "latrines_x": 0, "lat_lock_light": "some", "handwash": 4,
        "showers": 6, "waste_days": 1, "vectors": "l"}  # fmt: skip
ELSEWHERE = SITE | {"site": "coatzacoalcos_casa", "pop_now": 80}


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    return make_post(monkeypatch, "tenosique_la72", trades=(*ROLES, "team_leader", "logistician"))


def survey(crew: TestPost, **answers: object) -> None:
    """A survey of water and sanitation, a day after the last one."""
    crew.later(days=1)
    logistician = crew.actor("logistician")
    record_encounter(logistician, None, {"wash": {**SITE, "w_date": logistician.today, **answers}})


def beside(crew: TestPost, address: str, trade: str = "logistician") -> tuple:
    """The cards beside a form."""
    return crew.client(trade).get(address).context["known"].parts


def test_a_survey_shows_the_last_of_its_site_with_its_numbers(crew: TestPost) -> None:
    for water in (1500, 3000, 4500):
        survey(crew, water_l_day=water)
    survey(crew, **ELSEWHERE)
    last, trends = beside(crew, "/work/wash?site=tenosique_la72")
    assert last.what == "La 72"
    assert "La 72" in last.when
    assert dict(last.facts)["Normas que no se alcanzan"]
    words = {one.label: one.words for one in trends.trends}
    assert words["Agua por persona"] == "5 → 10 → 15 ↑"
    page = squeeze(unescape(crew.client("logistician").get("/work/wash?site=tenosique_la72").content.decode()))
    assert "5 → 10 → 15 ↑" in page


def test_without_a_site_those_surveyed_here_lead_to_the_next_one(crew: TestPost) -> None:
    survey(crew)
    survey(crew, **ELSEWHERE)
    (before,) = beside(crew, "/work/wash")
    assert [one.words for one in before.links] == ["Casa del Migrante", "La 72"]
    assert before.links[1].href == "/work/wash?site=tenosique_la72&site_type=shelter"
    assert beside(crew, before.links[1].href)[0].what == "La 72"


UNIT, SPELT_OTHERWISE = "Unidad Deportiva Benito Juárez", "unidad  deportiva BENITO JUAREZ"
NAMED = {"site": None, "site_name": UNIT, "site_type": "stadium"}


def test_any_site_is_surveyed_by_name_and_its_history_follows_it(crew: TestPost) -> None:
    for water, name in ((1200, UNIT), (2400, SPELT_OTHERWISE)):
        survey(crew, **NAMED | {"site_name": name, "water_l_day": water})
    survey(crew)
    last, trends = beside(crew, f"/work/wash?site_name={UNIT}")
    assert last.what.casefold().startswith("unidad deportiva")
    assert {one.label: one.words for one in trends.trends}["Agua por persona"] == "4 → 8 ↑"
    own, other = beside(crew, "/work/wash")[0].links
    assert own.words == "La 72"
    assert "site_name=" in other.href
    page = crew.client("logistician").get("/work/").content.decode()
    assert UNIT.casefold() in page.casefold()
    assert ">tenosique_la72" not in page, "a post stands by its name"


def test_earlier_names_are_chips_once_each_and_a_typed_one_counts_more(crew: TestPost) -> None:
    for name in (UNIT, SPELT_OTHERWISE, "Vías, km 12"):
        survey(crew, **NAMED | {"site_name": name})
    client = crew.client("logistician")
    shown = client.get("/work/wash").context["forms"][0].by_name
    chips = [one.label for one in shown["site_name"].choices]
    assert chips[0] == "Vías, km 12"
    assert [" ".join(one.split()).casefold() for one in chips[1:]] == ["unidad deportiva benito juarez"]
    assert [one.label for one in shown["site"].choices][0] == "La 72"
    (form,) = [f for f in list_page_forms(client.get("/work/wash").content.decode()) if "pop_now" in f.fields]
    typed = {name: [str(value)] for name, value in SITE.items() if not isinstance(value, tuple)}
    posted = {**form.fields, **typed, "water_src": ["truck"], "site": [], "site_name": ["Vías, km 12", "Vías, km 30"]}
    assert client.post("/work/wash", posted).status_code == 303
    assert beside(crew, "/work/wash?site_name=Vías, km 30")[0].what == "Vías, km 30"


def test_what_one_site_lacks_is_noticed_though_another_was_surveyed_later(crew: TestPost) -> None:
    survey(crew)
    survey(crew, **NAMED | {"pop_now": 40, "water_l_day": 2400})
    actor = crew.actor()
    facts = load_alert_facts(actor.node.cursor, [actor.post.number], actor.today)[actor.post.number]
    assert {one.site for one in facts.surveys} == {"tenosique_la72", UNIT.casefold()}
    assert "water_survival" in {alert.name for alert in judge_post(facts, actor.today)}


def test_a_survey_is_of_some_site(crew: TestPost) -> None:
    client = crew.client("logistician")
    (form,) = [f for f in list_page_forms(client.get("/work/wash").content.decode()) if "pop_now" in f.fields]
    typed = {name: [str(value)] for name, value in SITE.items() if not isinstance(value, tuple)}
    back = client.post("/work/wash", {**form.fields, **typed, "water_src": ["truck"], "site": []})
    assert back.status_code == 422
    assert [label for _id, label, _words in back.context["summary"]["problems"]] == ["Puesto de la misión"]


def test_a_session_shows_the_last_one_here_and_how_many_came(crew: TestPost) -> None:
    for women in (20, 10):
        crew.later(days=7)
        promoter = crew.actor("promoter")
        record_encounter(promoter, None, {"group": {**SESSION, "n_f_ge18": women, "g_date": promoter.today}})
    last, trends = beside(crew, "/work/group", "promoter")
    assert dict(last.facts)["Tipo"]
    assert trends.trends[0].words == "51 → 41 ↓"


def test_open_signals_stand_beside_every_form_about_nobody(crew: TestPost) -> None:
    signal = record_signal(crew.actor("logistician"), SEEN).hex()
    for trade, address in (("logistician", "/work/wash"), ("promoter", "/work/group"), ("nurse", "/work/stock"),
                           ("team_leader", "/work/assess"), ("nurse", "/signals/new")):  # fmt: skip
        (link,) = beside(crew, address, trade)[-1].links
        assert link.href == f"/signals/{signal}/", address
        assert "7 personas" in link.words
        assert "Por verificar" in link.state
    for trade, address in (("nurse", "/busloads/"), ("nurse", "/stops/")):
        assert f"/signals/{signal}/" in crew.client(trade).get(address).content.decode(), address


def test_a_correction_shows_nothing_beside(crew: TestPost) -> None:
    survey(crew)
    (one,) = list_activities_of_same(crew.actor().node.cursor, get_form("wash"), {"site": ("tenosique_la72",)}, limit=9)
    page = crew.client("logistician").get(f"/activities/{one.id.hex()}/correct")
    assert page.context["known"].parts == ()


def test_nobody_stands_beside_a_form_about_nobody(crew: TestPost) -> None:
    """A person of the same post, seen the same day, leaves no trace there."""
    person = crew.person(alias=CANARY)
    record_encounter(crew.actor(), person, {"opd": {"complaint": CANARY, "dx_main": "awd", "dx_status": "new",
                                                    "violence_link": "n", "case_class": "suspected", "dehydration": "A"}})  # fmt: skip
    survey(crew)
    for trade, address in (("logistician", "/work/wash?site=tenosique_la72"), ("promoter", "/work/group")):
        assert CANARY not in unescape(crew.client(trade).get(address).content.decode())

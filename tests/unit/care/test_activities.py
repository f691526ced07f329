"""What a post recorded about no person is seen again: by kind, by week, in full, corrected, continued; and nothing else."""

import re

import pytest

from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission.places import record_service
from posta.care.forms.activity_pages import KINDS
from posta.catalog.language.form import Form, get_form
from posta.clock import to_epoch_day
from posta.figures.counts import count_activities_by_week, count_visits_by_week
from posta.figures.group_activities import ACTIVITIES, list_activities
from posta.mission.errors import Refused
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post
from posta.mission.rules.permissions import can_record
from posta.operations.signals.report import get_report_form
from tests.in_memory_mission import ROLES
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post
from tests.unit.web.test_page_ownership import OPD

pytestmark = pytest.mark.django_db(transaction=True)
SESSION = {
    "g_type": "hp",
    "topics": ("water",),
    "n_f_lt18": 4,
    "n_f_ge18": 20,
    "n_m_lt18": 7,
    "n_m_ge18": 20,
    "n_other": 0,
}
SEEN = {"sig_type": "disease", "sig_dx": "awd", "sig_place": "27017", "sig_src": "shelter", "n_aff": 7}
CANARY = "Zacarías Quetzaltenango"


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    return make_post(monkeypatch, "tenosique_la72", trades=(*ROLES, "team_leader", "logistician"))


def held(crew: TestPost, trade: str = "promoter", **answers: object) -> str:
    """A group session; returns its code."""
    record_encounter(crew.actor(trade), None, {"group": {**SESSION, "g_date": crew.actor().today, **answers}})
    return list_activities(crew.actor().node.cursor, crew.actor().post.number, limit=1)[0].id.hex()


def test_a_session_shows_its_heads_and_is_no_visit(crew: TestPost) -> None:
    code = held(crew)
    page = crew.client("promoter").get("/work/").content.decode()
    assert f"/activities/{code}/" in page
    assert "51 personas" in page
    cursor, since = crew.actor().node.cursor, crew.actor().today.replace(day=1)
    assert count_visits_by_week(cursor, since) == []
    assert [(one.name, one.heads) for one in count_activities_by_week(cursor, since)] == [("session", 51)]


def test_it_is_narrowed_by_kind_and_week(crew: TestPost) -> None:
    client = crew.client("promoter")
    code = held(crew)
    crew.later(days=8)
    signal = record_signal(crew.actor("logistician"), SEEN).hex()
    every = client.get("/work/").content.decode()
    assert f"/signals/{signal}/" in every
    assert "Por verificar" in every
    assert f"/activities/{code}/" in every
    assert f"/signals/{signal}/" not in client.get("/work/?kind=session").content.decode()
    this, before = (client.get(f"/work/?week={back}").content.decode() for back in (0, 1))
    assert (f"/signals/{signal}/" in this, f"/activities/{code}/" in this) == (True, False)
    assert f"/activities/{code}/" in before
    assert "No se registró nada" in client.get("/work/?kind=survey").content.decode()
    assert client.get("/work/?week=999999999999&from=99999999999999&kind=nothing").status_code == 200


def test_it_is_opened_corrected_and_counted_once(crew: TestPost) -> None:
    code, client = held(crew), crew.client("promoter")
    page = client.get(f"/activities/{code}/").content.decode()
    assert f"/activities/{code}/correct" in page
    form = next(
        one
        for one in list_page_forms(client.get(f"/activities/{code}/correct").content.decode())
        if "n_other" in one.fields
    )
    answer = client.post(f"/activities/{code}/correct", {**form.fields, "n_other": ["9"]})
    assert answer.status_code == 303
    (now,) = list_activities(crew.actor().node.cursor, crew.actor().post.number, limit=9)
    assert (now.heads, now.corrected) == (60, True)
    assert "corregida" in client.get("/work/").content.decode().lower()
    assert client.get(f"/activities/{code}/").status_code == 404, "what was corrected does not stand any more"


def test_the_only_form_of_a_trade_is_its_main_button(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where water and sanitation is no service of the place, stock is all that a logistician records."""
    crew = make_post(monkeypatch, "reynosa_clinica", trades=(*ROLES, "team_leader", "logistician"))
    leader = crew.actor("team_leader")
    home = find_post(leader.node.cursor, leader.post.number)
    assert home is not None
    record_service(leader, home, ServicePeriod(b"", "primary_care", to_epoch_day(leader.today)))
    page = squeeze(crew.client("logistician").get("/work/").content.decode())
    [main] = re.findall(r'<a class="btn main" href="([^"]+)"', page)
    assert main.startswith("/work/")
    assert "Registrar algo nuevo" not in page


def test_a_logistician_corrects_what_is_theirs_and_nothing_of_a_person(crew: TestPost) -> None:
    visit = record_encounter(crew.actor(), crew.person(), {"opd": OPD}).entry
    client = crew.client("logistician")
    assert client.get(f"/activities/{visit.hex()}/").status_code == 404
    assert client.get(f"/activities/{held(crew)}/correct").status_code == 403, "a session is not for their trade"
    with pytest.raises(Refused):
        record_encounter(crew.actor("logistician"), None, {"stock": {}}, corrects=visit)
    signal = record_signal(crew.actor("logistician"), SEEN)
    assert client.get(f"/activities/{signal.hex()}/correct").status_code == 200


def test_the_next_of_a_series_begins_with_the_same_place(crew: TestPost) -> None:
    code, client = held(crew, minutes=45), crew.client("promoter")
    page = client.get(f"/activities/{code}/").content.decode()
    address = page.partition('href="/work/group?')[2].partition('"')[0].replace("&amp;", "&")
    filled = next(
        one.fields
        for one in list_page_forms(client.get(f"/work/group?{address}").content.decode())
        if "n_other" in one.fields
    )
    assert (filled["g_type"], filled["minutes"]) == (["hp"], ["45"])


def test_nothing_of_a_person_stands_in_the_list(crew: TestPost) -> None:
    person = crew.person(alias="Zacarías", family_name="Quetzaltenango")
    record_encounter(crew.actor(), person, {"opd": OPD})
    held(crew)
    page = crew.client("promoter").get("/work/").content.decode()
    assert all(word not in page for word in CANARY.split())
    assert len(list_activities(crew.actor().node.cursor, crew.actor().post.number, limit=9)) == 1


WASH = {
    "site": "tenosique_la72", "site_type": "shelter", "pop_now": 200, "water_l_day": 8000, "water_src": ("net",),
    "taps": 4, "latrines_f": 6, "latrines_m": 6, "latrines_x": 0, "lat_lock_light": "all", "handwash": 4, "showers": 6,
}  # fmt: skip
MOVED = {"item": "paracetamol-tab", "move": "in", "qty": 40}
TRADES = {"session": "promoter", "survey": "logistician", "signal": "logistician", "movement": "logistician"}
BY_FORM = {
    "session": ("group", SESSION, "g_date"),
    "survey": ("wash", WASH, "w_date"),
    "movement": ("stock", MOVED, ""),
}


def form_of(kind: str) -> Form:
    return get_report_form() if kind == "signal" else get_form(BY_FORM[kind][0])


def recorded(crew: TestPost, kind: str) -> None:
    """One entry of a kind, as its trade records it."""
    actor = crew.actor(TRADES[kind])
    if kind == "signal":
        record_signal(actor, SEEN)
        return
    form, answers, day = BY_FORM[kind]
    record_encounter(actor, None, {form: {**answers, **({day: actor.today} if day else {})}})


def only_row(crew: TestPost, kind: str, trade: str = ""):  # noqa: ANN201
    """The one row of the list of a kind."""
    (row,) = crew.client(trade or TRADES[kind]).get(f"/work/?kind={kind}").context["activities"]
    return row


def correct(crew: TestPost, kind: str) -> None:
    """Correct what stands in the row, along the links that the pages give."""
    client = crew.client(TRADES[kind])
    opened = client.get(only_row(crew, kind).href).content.decode()
    (address,) = re.findall(r'href="(/activities/\w+/correct)"', opened)
    (form,) = (one for one in list_page_forms(client.get(address).content.decode()) if one.action.endswith("/correct"))
    assert client.post(address, form.fields).status_code == 303


def test_the_table_has_every_kind() -> None:
    assert set(TRADES) == set(KINDS) == set(ACTIVITIES)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_its_state(crew: TestPost, kind: str) -> None:
    recorded(crew, kind)
    first = only_row(crew, kind).state
    assert first == ("Por verificar" if kind == "signal" else "")
    correct(crew, kind)
    assert only_row(crew, kind).state == (first or "corregida"), "a signal keeps its own course"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_opened(crew: TestPost, kind: str) -> None:
    """By who recorded it, and by another trade that reads the list."""
    recorded(crew, kind)
    for trade in (TRADES[kind], "nurse", "team_leader"):
        row = only_row(crew, kind, trade)
        page = crew.client(trade).get(row.href)
        assert page.status_code == 200
        assert row.href.startswith("/signals/" if kind == "signal" else "/activities/")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_corrected_by_its_trade_and_counts_once(crew: TestPost, kind: str) -> None:
    recorded(crew, kind)
    correct(crew, kind)
    correct(crew, kind)
    row = only_row(crew, kind)
    cursor, since = crew.actor().node.cursor, crew.actor().today.replace(day=1)
    assert [one.times for one in count_activities_by_week(cursor, since) if one.name == kind] == [1]
    others = [one for one in ("promoter", "psychologist") if not can_record(crew.actor(one).staff, form_of(kind))]
    for trade in others:
        page = crew.client(trade).get(row.href).content.decode()
        assert "/correct" not in page, trade


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_goes_on(crew: TestPost, kind: str) -> None:
    """A session, a survey and a movement lead to the next of their series; a signal to its next act, for who may."""
    recorded(crew, kind)
    href = only_row(crew, kind).href
    if kind == "signal":
        page = crew.client("team_leader").get(href).content.decode()
        assert f'action="{href}verify"' in page
        assert f'action="{href}verify"' not in crew.client(TRADES[kind]).get(href).content.decode()
        return
    page = crew.client(TRADES[kind]).get(href).content.decode()
    (address,) = re.findall(rf'href="(/work/{BY_FORM[kind][0]}\?[^"]+)"', page)
    assert crew.client(TRADES[kind]).get(address.replace("&amp;", "&")).status_code == 200


def test_the_index_of_activities_serves_the_list(crew: TestPost) -> None:
    cursor = crew.actor().node.cursor
    plan = cursor.execute(
        "EXPLAIN QUERY PLAN SELECT r.entry FROM figures_row r WHERE r.post = 1 AND r.day BETWEEN 0 AND 9 AND r.counts >= 16"
        " AND r.person IS NULL AND r.live = 1 AND r.counts & 240 ORDER BY r.day DESC, r.entry DESC LIMIT 50"
    ).fetchall()
    assert "figures_row_activity" in str(plan)
    assert "TEMP B-TREE" not in str(plan)

"""Alerts about single people: at their post, for the trades that record it, and nowhere else."""

from datetime import timedelta

import pytest

from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.form import get_form
from posta.chart.history import recent_items
from posta.chart.history.sealed_entries import can_open
from posta.chart.record.person import Person
from posta.chart.schema import SEALED_ENTRY
from posta.clinical.surveillance.person_rules import list_person_rules
from posta.figures import person_alerts
from posta.figures.alerts import list_alerts, list_standing_alerts
from posta.ids import EntryId
from posta.node.process_state import PROCESS
from tests.in_memory_mission import ROLES
from tests.post_fixture import TestPost, make_post
from tests.unit.web.test_page_ownership import OPD

pytestmark = pytest.mark.django_db(transaction=True)
EXPOSED = {**OPD, "dx_main": "rabies_exp"}
ANC = {
    "anc_visit": "1", "gravida": 1, "parity": 0, "danger": ("none",), "iron": "given", "risk": "low", "refer": False,
    "syph": "nd", "hiv": "nd",
}  # fmt: skip
MH = {"attended": True, "suic": "0", "cgi_s": "3", "cgi_i": "4", "mh_mode": "ind"}
REFERRAL = {"to_type": "hosp", "reason": "obst", "urgency": "imm", "consent": "y", "status": "sent"}


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    return make_post(monkeypatch, "tenosique_la72", trades=(*ROLES, "team_leader"))


def record(crew: TestPost, person: Person, form: str, answers: dict[str, object], trade: str = "doctor") -> EntryId:
    return record_encounter(crew.actor(trade), person, {form: answers}, accepts=lambda warning: True).entry


def told(crew: TestPost, trade: str = "doctor") -> list[tuple[str, str]]:
    """Who is named on the board, and why."""
    found = crew.client(trade).get("/").context
    return [(row.name, row.why) for row in found["person_alerts"]]


def test_an_exposure_to_rabies_without_a_vaccine_is_told_after_a_day(crew: TestPost) -> None:
    person = crew.person(alias="Zuleyma", family_name="Quetzal")
    record(crew, person, "opd", EXPOSED)
    crew.later(hours=23)
    assert told(crew, "nurse") == [], "there is still time"
    crew.later(hours=2)
    ((name, why),) = told(crew, "nurse")
    assert "Zuleyma" in name
    assert why == "Exposición rábica sin vacuna en 24 h. Iniciar profilaxis."
    page = crew.client("nurse").get("/").content.decode()
    assert f"/people/{person.id.hex()}/" in page
    assert "No debe esperar" in page
    for trade in ("psychologist", "social_worker", "promoter", "team_leader"):
        assert "Exposición" not in crew.client(trade).get("/").content.decode(), trade
    record(
        crew,
        person,
        "vacc",
        {"vaccine": "rabies", "dose": 1, "strategy": "pep", "given_dt": crew.actor().today},
        "nurse",
    )
    assert told(crew, "nurse") == []


def test_a_routine_vaccine_is_no_answer_and_a_mistake_is_no_exposure(crew: TestPost) -> None:
    person = crew.person()
    entry = record(crew, person, "opd", EXPOSED)
    crew.later(hours=25)
    routine = {"vaccine": "td", "dose": 1, "strategy": "routine", "given_dt": crew.actor().today}
    record(crew, person, "vacc", routine, "nurse")
    assert len(told(crew, "nurse")) == 1
    mark_entered_in_error(crew.actor(), person, entry, "mistake")
    assert told(crew, "nurse") == []


def test_all_are_named_the_oldest_first_those_beyond_eight_in_a_fold(crew: TestPost) -> None:
    names = [f"Persona {number}" for number in range(10)]
    for name in names:
        record(crew, crew.person(alias=name, family_name="Quetzal"), "opd", EXPOSED)
        crew.later(minutes=1)
    crew.later(hours=25)
    assert [name.removesuffix(" Quetzal") for name, _why in told(crew)] == names
    page = crew.client().get("/").content.decode()
    assert page.index("Persona 7") < page.index("<details", page.index("No debe esperar")) < page.index("Persona 8")


def test_it_is_told_for_a_week(crew: TestPost) -> None:
    record(crew, crew.person(), "opd", EXPOSED)
    crew.later(days=7)
    assert len(told(crew, "nurse")) == 1
    crew.later(days=1)
    assert told(crew, "nurse") == []


def test_a_pregnancy_with_danger_that_nobody_referred_is_told(crew: TestPost) -> None:
    woman = crew.person(alias="Zuleyma", family_name="Quetzal", sex="f", age_value=24)
    record(crew, woman, "anc", {**ANC, "danger": ("bleed",), "refer": False}, "midwife")
    assert told(crew, "midwife") == [], "a day for it"
    crew.later(hours=25)
    ((name, why),) = told(crew, "midwife")
    assert "Zuleyma" in name
    assert why == "Embarazo con alarma o riesgo alto, sin referencia. Referir o localizar."
    assert told(crew, "nurse") == []
    actor = crew.actor("midwife")
    moments = {"sent_dt": actor.now, "status_dt": actor.now}
    record(crew, woman, "referral", {**REFERRAL, **moments}, "midwife")
    assert told(crew, "midwife") == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"danger": ("none",), "risk": "low", "refer": False}, 0),
        ({"danger": ("none",), "risk": "high", "refer": False}, 1),
        ({"danger": ("bleed",), "risk": "high", "refer": True}, 0),
    ],
)
def test_danger_or_high_risk_counts_where_nobody_was_referred(
    crew: TestPost, said: dict[str, object], expected: int
) -> None:
    woman = crew.person(sex="f", age_value=24)
    record(crew, woman, "anc", {**ANC, **said}, "midwife")
    crew.later(hours=25)
    assert len(told(crew, "midwife")) == expected


def test_the_last_visit_of_a_pregnancy_counts(crew: TestPost) -> None:
    woman = crew.person(sex="f", age_value=24)
    record(crew, woman, "anc", {**ANC, "danger": ("bleed",), "refer": False}, "midwife")
    crew.later(days=2)
    record(crew, woman, "anc", {**ANC, "anc_visit": "2", "danger": ("none",), "risk": "low", "refer": False}, "midwife")
    crew.later(hours=25)
    assert told(crew, "midwife") == []


JAUNDICE = {**OPD, "dx_main": "jaundice", "case_class": "suspected"}


def test_jaundice_with_fever_in_a_pregnancy_is_told_at_once(crew: TestPost) -> None:
    woman = crew.person(alias="Zuleyma", family_name="Quetzal", sex="f", age_value=24)
    record(crew, woman, "anc", ANC, "midwife")
    crew.later(days=20)
    record(crew, woman, "opd", JAUNDICE)
    assert told(crew) == [], "no fever was measured"
    record(crew, woman, "vitals", {"temp_c": 37.9}, "nurse")
    assert told(crew) == []
    record(crew, woman, "vitals", {"temp_c": 38.0}, "nurse")
    ((name, why),) = told(crew, "midwife")
    assert "Zuleyma" in name
    assert why == "Ictericia en el embarazo con fiebre. Prueba de hepatitis A y E."
    assert told(crew, "psychologist") == []
    crew.later(days=8)
    assert told(crew) == []


@pytest.mark.parametrize("sex", ["m", "f"])
def test_jaundice_with_fever_alone_is_another_rule(crew: TestPost, sex: str) -> None:
    """No pregnancy is known."""
    person = crew.person(sex=sex, age_value=24)
    record(crew, person, "opd", JAUNDICE)
    record(crew, person, "vitals", {"temp_c": 39.0}, "nurse")
    assert told(crew) == []


SV = {
    "sv_dt_precision": "unknown", "sv_type": ("rape_v",), "injuries": False, "ongoing": "n", "self_harm": "0",
    "preg_test": "neg", "hiv_base": "neg", "ec": "refused", "sti": "given", "hepb": "already", "tt": "already", "pfa": "given", "cert": "issued",
    "mp_notice": "offered", "safety_plan": True,
}  # fmt: skip
SEEN_AGAIN = {"pep_adher": "complete", "preg_fu": "neg", "sv_close": "ongoing"}


def list_blind(crew: TestPost) -> list[str]:
    """The trades for which the form does not open."""
    trades = ("psychologist", "social_worker", "promoter", "team_leader", "nurse", "midwife", "doctor")
    blind = [trade for trade in trades if not can_open(crew.actor(trade).node.keyring, get_form("sv"))]
    assert {"social_worker", "promoter", "team_leader"} <= set(blind)
    return blind


def begin_pep(crew: TestPost, trade: str = "doctor", **answers: object) -> Person:
    """Somebody who was given prophylaxis."""
    person, actor = crew.person(alias="Zuleyma", family_name="Quetzal", sex="f", age_value=24), crew.actor(trade)
    given = {"pep": "given", "pep_dt": actor.now, "pep_days": 28, "follow_next": actor.today + timedelta(days=7)}
    record(crew, person, "sv", {**SV, **given, **answers}, trade)
    return person


def test_follow_up_of_prophylaxis_is_told_once_it_is_overdue(crew: TestPost) -> None:
    person = begin_pep(crew)
    crew.later(days=10)
    assert told(crew) == []
    crew.later(days=1)
    ((name, why),) = told(crew)
    assert "Zuleyma" in name
    assert why == "Seguimiento vencido. Contactar solo si lo permitió.", "not what for: a board stands open in a room"
    record(crew, person, "sv_fu", {**SEEN_AGAIN, "fu_step": "d7"}, "midwife")
    assert told(crew) == []
    crew.later(days=7)
    assert len(told(crew, "midwife")) == 1, "now the fourteenth day"
    record(crew, person, "sv_fu", {**SEEN_AGAIN, "fu_step": "extra", "sv_close": "moved_with_pass"}, "midwife")
    assert told(crew, "midwife") == [], "the case is closed"


def test_who_declined_prophylaxis_is_not_followed_for_it(crew: TestPost) -> None:
    begin_pep(crew, pep="refused", pep_dt=None, pep_days=None)
    crew.later(days=20)
    assert told(crew) == []


def test_a_sealed_follow_up_is_told_to_nobody_else(crew: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: who does not hold the key sees no name, no word and no count, and neither does coordination."""
    begin_pep(crew)
    crew.later(days=12)
    assert len(told(crew)) == 1, "the positive control"
    for trade in list_blind(crew):
        page = crew.client(trade).get("/").content.decode()
        assert "PEP" not in page, trade
        assert "Seguimiento vencido" not in page, trade
        assert "No debe esperar" not in page, trade
    actor = crew.actor("team_leader")
    assert list_standing_alerts(actor.node.cursor, actor.today) == []
    monkeypatch.setattr(type(PROCESS.sessions), "has_sealed_access", lambda *_: False)
    assert told(crew) == [], "closed again after a while: as to who has no key"


def test_a_rise_of_sexual_violence_is_told_to_whom_the_form_opens(crew: TestPost) -> None:
    """Five in a week where there was one in each of two weeks before; no number stands on the page."""
    for _ in range(2):
        begin_pep(crew)
        crew.later(days=7, minutes=1)
    for number in range(5):
        words = crew.client().get("/").content.decode()
        assert "Aumento de violencia sexual" not in words, number
        begin_pep(crew, "midwife" if number % 2 else "doctor")
    page = crew.client("midwife").get("/").content.decode()
    assert "Aumento de violencia sexual en la red" in page
    assert "Existencias de PEP, alcance comunitario." in page
    for trade in list_blind(crew):
        assert "violencia sexual en la red" not in crew.client(trade).get("/").content.decode(), trade
    actor = crew.actor()
    assert list_alerts(actor.node.cursor, actor.post.number, actor.today) == []
    assert list_standing_alerts(actor.node.cursor, actor.today) == []
    for address in ("/coordination/", "/coordination/alerts", "/signals/"):
        assert "violencia sexual en la red" not in crew.client("team_leader").get(address).content.decode(), address
    crew.later(days=8)
    assert "Aumento de violencia" not in crew.client("midwife").get("/").content.decode()


def test_sealed_entries_of_other_services_are_no_rise(crew: TestPost) -> None:
    for days in (14, 7, 0):
        for _ in range(6 if days == 0 else 1):
            record(crew, crew.person(), "mh_fu", MH, "psychologist")
        crew.later(days=7 if days else 0, minutes=1)
    assert "Aumento de violencia" not in crew.client().get("/").content.decode()


def test_sealed_entries_are_found_by_their_index(crew: TestPost) -> None:
    sql = (
        f"EXPLAIN QUERY PLAN SELECT occurred FROM chart_item WHERE {SEALED_ENTRY} AND post IN (?, ?) AND occurred >= ?"
    )
    plan = str(crew.actor().node.cursor.execute(sql, (1, 2, 3)).fetchall())
    assert "USING INDEX chart_item_sealed (post=? AND occurred>?)" in plan


def test_nobody_is_told_of_at_coordination(crew: TestPost) -> None:
    """The canary: a name of a person alert stands on no page of figures, and no count says that there is one."""
    record(crew, crew.person(alias="Zuleyma", family_name="Quetzal"), "opd", EXPOSED)
    crew.later(hours=25)
    actor = crew.actor()
    assert list_alerts(actor.node.cursor, actor.post.number, actor.today) == []
    assert list_standing_alerts(actor.node.cursor, actor.today) == []
    for address in ("/coordination/", "/coordination/alerts", "/signals/"):
        page = crew.client("team_leader").get(address).content.decode()
        assert "Zuleyma" not in page, address
        assert "rábica" not in page, address


def test_rules_about_people_are_found_by_index(crew: TestPost) -> None:
    cursor = crew.actor().node.cursor
    exposed = person_alerts._DIAGNOSED.format(days="(?)", codes="?")
    plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {exposed}", (1, 2, "rabies_exp")).fetchall())
    assert "USING INDEX figures_row_dx (post=? AND day=? AND dx=?)" in plan
    sql = (
        "EXPLAIN QUERY PLAN SELECT entry FROM chart_item INDEXED BY chart_item_pregnancy"
        f" WHERE post = ? AND occurred >= ? AND {recent_items.PREGNANCY_ENTRY}"
    )
    assert "USING INDEX chart_item_pregnancy (post=? AND occurred>?)" in str(cursor.execute(sql, (1, 2)).fetchall())
    assert {(rule.hours, rule.days) for rule in list_person_rules()} == {(24, 7), (0, 7), (240, 58)}

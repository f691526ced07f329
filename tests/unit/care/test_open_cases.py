"""Open cases: what was promised to whom and until when; closed by an answer, seen by nobody without the key."""

from datetime import date, timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.undo import record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.care.display.open_cases import CaseList, present_cases
from posta.catalog.errors import InvalidAnswers
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.ids import EntryId
from posta.node.process_state import PROCESS
from tests.in_memory_mission import appoint
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.unit.care.test_queries import counting, plan_of, statements

pytestmark = pytest.mark.django_db(transaction=True)


def action(day: date, **more: object) -> dict[str, object]:
    return {"need": "docs", "action": "admin", "date": day, "result": "pending", **more}


def write(actor: Actor, person: Person, *actions: dict[str, object], **more: object) -> EntryId:
    rows = actions or (action(actor.today, due=actor.today + timedelta(days=3)),)
    answers = {"needs": ("docs", "shelter"), "actions": rows, "note": "Nota reservada.", **more}
    return record_encounter(actor, person, {"sw": answers}).entry


def cases(post: TestPost, *, mine: bool = True) -> CaseList:
    return present_cases(post.actor("social_worker"), get_form("sw"), mine=mine)


def test_a_promise_is_listed_until_its_day_and_then_as_late(post: TestPost) -> None:
    person = post.person()
    write(post.actor("social_worker"), person)
    (row,) = cases(post).rows
    assert row.name.startswith("Wilmer")
    assert row.about == "Alojamiento, Documentos"
    ((words, late),) = [(one.words, one.late) for one in row.promises]
    assert (words, late) == ("Gestión administrativa: Documentos", False)
    post.later(days=5)
    (row,) = cases(post).rows
    assert (row.promises[0].late, row.promises[0].until, row.late) == (True, "2 días de atraso", True)
    assert cases(post).late == 1


def test_a_promise_that_was_kept_is_a_promise_no_more_and_the_case_stays(post: TestPost) -> None:
    actor, person = post.actor("social_worker"), post.person()
    write(actor, person)
    post.later(hours=2)
    actor = post.actor("social_worker")
    write(actor, person, action(actor.today, result="done"))
    (row,) = cases(post).rows
    assert row.promises == ()


def test_a_closed_case_is_listed_no_more_and_can_begin_again(post: TestPost) -> None:
    actor, person = post.actor("social_worker"), post.person()
    write(actor, person)
    post.later(hours=1)
    closing = write(post.actor("social_worker"), person, status="done")
    assert cases(post).rows == ()
    record_undo(post.actor("social_worker"), person, closing)
    assert len(cases(post).rows) == 1
    write(post.actor("social_worker"), person, status="moved")
    post.later(days=2)
    write(post.actor("social_worker"), person)
    (row,) = cases(post).rows
    assert row.since.startswith("desde hoy")


def test_what_was_done_today_promises_nothing(post: TestPost) -> None:
    actor = post.actor("social_worker")
    write(actor, post.person(), {"need": "docs", "action": "info", "date": actor.today})
    assert cases(post).rows[0].promises == ()


@pytest.mark.parametrize("days", [-1, 400])
def test_a_promise_lies_ahead_and_within_a_year(post: TestPost, days: int) -> None:
    actor = post.actor("social_worker")
    with pytest.raises(InvalidAnswers):
        write(actor, post.person(), action(actor.today, due=actor.today + timedelta(days=days)))


@pytest.mark.parametrize("trade", ["doctor", "nurse", "psychologist", "promoter", "administrator"])
def test_no_other_trade_has_the_list_nor_a_number_of_it(post: TestPost, trade: str) -> None:
    write(post.actor("social_worker"), post.person(alias="Zurquiltep"))
    client = post.client(trade)
    assert client.get("/cases/sw/").status_code in (403, 404)
    if trade != "administrator":
        said = squeeze(client.get("/").content.decode())
        assert "Mis casos" not in said
        assert "Zurquiltep" not in said


def test_the_first_page_of_the_social_worker_shows_the_cases(post: TestPost) -> None:
    write(post.actor("social_worker"), post.person())
    client = post.client("social_worker")
    for page in ("/", "/cases/sw/", "/cases/sw/?for=all"):
        said = squeeze(client.get(page).content.decode())
        assert "Mis casos" in said
        assert "Gestión administrativa: Documentos" in said
        assert "Nota reservada" not in said
    polled = client.get("/board/poll").content.decode()
    assert "Gestión administrativa" not in polled, "what is polled opens nothing sealed again"


def test_after_ten_minutes_the_list_is_closed_and_says_so(post: TestPost) -> None:
    """An empty list would say that nobody is waiting for what was promised."""
    write(post.actor("social_worker"), post.person())
    client = post.client("social_worker")
    session = PROCESS.sessions.find(client.cookies["posta"].value)
    assert session is not None
    PROCESS.sessions.close_sealed(session)
    page = squeeze(client.get("/").content.decode())
    assert "cerrada por ahora en su sesión" in page
    assert "No hay casos abiertos" not in page
    assert "Documentos" not in page
    asked = client.get("/cases/sw/")
    assert (asked.status_code, "Sus cinco palabras" in asked.content.decode()) == (403, True)


def test_cases_of_a_colleague_stand_in_the_list_of_all(post: TestPost) -> None:
    write(post.actor("social_worker"), post.person())
    mine = post.house.people["social_worker"]
    appoint(post.house, "social_worker")
    post.later(minutes=1)
    post.hear_from_coordination()
    assert mine != post.house.people["social_worker"]
    assert [len(cases(post, mine=one).rows) for one in (True, False)] == [0, 1]


def test_many_cases_are_asked_for_as_few_and_by_their_index(post: TestPost) -> None:
    asked = []
    for people in (1, 12):
        actor = post.actor("social_worker")
        for _ in range(people):
            write(actor, post.person())
        with counting() as said:
            shown = cases(post)
        asked.append(statements(said))
    assert len(shown.rows) == 13
    assert asked[0] == asked[1]
    (question,) = [one for one in said if "MAX(occurred) FROM chart_item WHERE kind" in one and "forms" in one]
    assert any("USING INDEX chart_item_sealed" in step for step in plan_of(post.actor(), question))


STAY = {"reason": ("medical",), "bed": "4", "companions": 0, "plan": ({"service": "med", "goal": "Caminar"},)}


def test_residents_are_those_whose_stay_is_open(post: TestPost) -> None:
    from tests.unit.care.test_first_pages import here

    here(post, "residence_staff")
    actor, person = post.actor("residence_staff"), post.person()
    record_encounter(actor, person, {"res": STAY | {"adm_date": actor.today}})
    with counting() as said:
        shown = present_cases(post.actor("residence_staff"), get_form("res"))
    assert [(row.about, row.promises) for row in shown.rows] == [("4", ())]
    (question,) = [one for one in said if "MAX(occurred) FROM chart_item WHERE kind" in one]
    assert any("USING INDEX chart_item_stay" in step for step in plan_of(post.actor(), question))
    page = squeeze(post.client("residence_staff").get("/").content.decode())
    assert page.index("Residentes") < page.index("Atendidas") if "Atendidas" in page else "Residentes" in page
    post.later(days=2)
    actor = post.actor("residence_staff")
    left = {"adm_date": date(2018, 11, 25), "exit_date": actor.today, "exit_type": "goals"}
    record_encounter(actor, person, {"res": STAY | left})
    assert present_cases(post.actor("residence_staff"), get_form("res")).rows == ()

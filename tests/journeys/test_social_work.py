"""A desk of social work for a week: a need, a promise, a day it was forgotten, kept, a case closed; nobody else sees it."""

from datetime import timedelta

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.language.form import get_form
from posta.chart.history.open_cases import list_open_cases
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import DAY_MILLIS
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import add_post
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, post

__all__ = ["post"]
pytestmark = pytest.mark.django_db(transaction=True)
CASA = "coatzacoalcos_casa"
CANARY = "Zurquiltep oñóvax"


def sign(post: TestPost, person: Person, answers: dict[str, object]) -> None:
    """Fill the form in as a browser without scripts does, and sign it."""
    page = f"/people/{person.id.hex()}/contact/sw"
    client = post.client("social_worker")
    fields = next(
        form.fields for form in list_page_forms(client.get(page).content.decode()) if "planning" in form.fields
    )
    answer = client.post(page, {**fields, **answers})
    assert answer.status_code == 303, squeeze(answer.content.decode())


def first_page(post: TestPost, trade: str = "social_worker") -> str:
    return squeeze(post.client(trade).get("/").content.decode())


def test_a_need_is_promised_forgotten_kept_and_closed(post: TestPost) -> None:
    person = post.person(alias="Wendy", sex="f")
    today = post.actor().today
    promised = {
        "needs": ["docs", "legal"], "actions.0.need": "docs", "actions.0.action": "admin", "actions.0.result": "pending",
        "actions.0.due": f"{today + timedelta(days=2):%d/%m/%Y}", "note": CANARY, "session_in": "7",
    }  # fmt: skip
    sign(post, person, promised)
    shown = first_page(post)
    assert "Mis casos" in shown
    assert "Gestión administrativa: Documentos" in shown
    assert "Próxima cita" in shown
    post.later(days=4)
    late = first_page(post)
    assert "2 días de atraso" in late
    assert "1 con una promesa vencida" in late
    sign(post, person, {"needs": ["docs", "legal"], "actions.0.need": "docs", "actions.0.action": "admin",
                        "actions.0.result": "done"})  # fmt: skip
    kept = first_page(post)
    assert "promesa" not in kept
    assert "Wendy" in kept
    sign(post, person, {"needs": ["docs"], "actions.0.need": "docs", "actions.0.action": "info", "status": "done"})
    assert "No hay casos abiertos" in first_page(post)


def test_the_list_travels_to_who_holds_the_key_and_to_nobody_else(post: TestPost) -> None:
    person = post.person(alias="Wendy", sex="f")
    social = post.actor("social_worker")
    action = {"need": "legal", "action": "comm", "date": social.today, "due": social.today + timedelta(days=2)}
    record_encounter(social, person, {"sw": {"needs": ("legal",), "actions": (action,), "note": CANARY}})
    add_post(post.house, CASA)
    post.later(minutes=5)
    exchange(post.house.node(CASA), MemoryTransport(post.actor().node))
    there = post.house.actor(CASA, "social_worker")
    known = find_person(there.node.cursor, person.id)
    assert known is not None
    since = post.house.clock.millis() - DAY_MILLIS

    def listed(trade: str, number: int) -> int:
        ring = post.house.actor(CASA, trade).node.keyring
        return len(list_open_cases(there.node.cursor, number, ring, get_form("sw"), since))

    la_72 = post.actor().post.number
    assert listed("social_worker", la_72) == 1, "the colleague there can read on"
    assert listed("nurse", la_72) == 0
    assert listed("social_worker", there.post.number) == 0, "the desk there has no case of its own yet"
    everywhere = ("/", "/board/poll", "/agenda/?for=all", "/more/", f"/people/{person.id.hex()}/")
    for trade in ("nurse", "midwife", "promoter", "doctor", "psychologist"):
        client, holds_key = post.client(trade), trade in ("doctor", "psychologist")
        for address in everywhere[: -1 if holds_key else None]:
            page = client.get(address).content.decode()
            for word in (CANARY, "Mis casos", "Enlace con un servicio", "Social_worker"):
                assert word not in page, (trade, address, word)

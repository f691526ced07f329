"""A morning at La 72: doctor, psychologist, social worker and nurse on one woman and her children, each on their screens.

Played through pages as a browser without scripts posts them. Each trade has its own notes; what passes from hand to hand
is the person and one line, and the lines of sealed trades are canaries: found by who holds the key, and by nobody else.
"""

import re
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client

from posta.acts.care.registration import record_travel_group_member
from posta.chart.board import list_board
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
TRADES = ("doctor", "nurse", "psychologist", "social_worker", "midwife", "administrator")
NO_SLEEP, NO_PAPERS, SESSION_NOTE, CASE_NOTE, WATCH = "zurquil", "tepnej", "oblixt", "vaxdro", "yekpew"
SEALED = (NO_SLEEP, NO_PAPERS, SESSION_NOTE, CASE_NOTE, WATCH)
WOUND = {"why": ["dressing"], "complaint": "herida en el pie", "dx_main": "foot_tinea", "violence_link": "n"}
SESSION = {"mh_mode": "ind", "attended": "y", "suic": "0", "cgi_s": "4", "cgi_i": "4", "note": SESSION_NOTE}
SOCIAL = {"needs": ["shelter"], "actions.0.need": "shelter", "actions.0.action": "info", "note": CASE_NOTE}


@dataclass(slots=True)
class Morning:
    """The post, the family, and a browser of each colleague."""

    post: TestPost
    mother: Person
    children: tuple[Person, ...]
    browsers: dict[str, Client]

    def read(self, trade: str, address: str) -> str:
        answer = self.browsers[trade].get(address)
        assert answer.status_code == 200, (trade, address)
        return squeeze(answer.content.decode())

    def sign(self, trade: str, address: str, **typed: object) -> str:
        """Sign a page with everything that it posts by itself; what it proposes stays as it stands. The next page."""
        client = self.browsers[trade]
        shown, sent = client.get(address), dict(typed)
        for _ in range(3):
            fields = next(one.fields for one in list_page_forms(shown.content.decode()) if "planning" in one.fields)
            shown = client.post(address, {**fields, **sent})
            if shown.status_code == 303:
                return self.follow(trade, shown)
        raise AssertionError(
            re.findall(r'class="error"[^>]*>(.*?)</p>|<li><a href="#[^"]*">(.*?)</a>', squeeze(shown.content.decode()))
        )

    def post_to(self, trade: str, address: str, **typed: object) -> str:
        return self.follow(trade, self.browsers[trade].post(address, typed))

    def follow(self, trade: str, answer: HttpResponse) -> str:
        assert answer.status_code == 303, squeeze(answer.content.decode())
        return self.read(trade, answer["Location"])


def of(person: Person, more: str = "") -> str:
    return f"/people/{person.id.hex()}/{more}"


@pytest.fixture
def morning(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Morning:
    """Given Floridalma with two children at La 72, travelling together."""
    post = make_post(monkeypatch, "tenosique_la72", TRADES)
    mother = post.person(alias="Floridalma", family_name="Caal", sex="f", age_value=31)
    children = tuple(
        post.person(alias=name, family_name="Caal", age_value=years) for name, years in (("Ixchel", 7), ("Mateo", 4))
    )
    for one in (mother, *children):
        record_travel_group_member(post.actor("nurse"), one, bytes(range(16)))
    return Morning(post, mother, children, {trade: post.client(trade) for trade in TRADES[:4]})


def test_a_morning_at_la_72(morning: Morning) -> None:
    mother, post = morning.mother, morning.post

    # Given she comes with her children, and nursing puts her on the board
    morning.post_to("nurse", of(mother, "arrive"), reason="dressing", colour="yellow")
    for child in morning.children:
        morning.post_to("nurse", of(child, "arrive"), reason="respiratory", colour="green")

    # When the doctor calls her, treats the wound and passes her to psychology
    post.later(minutes=10)
    morning.post_to("doctor", of(mother, "arrival/called"))
    done = morning.sign(
        "doctor", of(mother, "consultation"), **WOUND, procedures=["suture"], disposition="ref_int",
        pass_to="psychologist", pass_reason=NO_SLEEP,
    )  # fmt: skip
    # Then she is the psychologist's, and the doctor is offered the first child
    assert "Sigue:" in done
    assert f'action="{of(morning.children[0], "arrival/called")}"' in done
    assert "para psicología" in morning.read("nurse", "/")
    assert NO_SLEEP not in morning.read("doctor", of(mother))

    # When the psychologist calls and reads why, sees her, and passes her to social work with the night warned
    post.later(minutes=10)
    assert NO_SLEEP in morning.post_to("psychologist", of(mother, "arrival/called"))
    morning.sign(
        "psychologist", of(mother, "contact/mh_fu"), **SESSION, session_in="7", pass_to="social_worker",
        pass_reason=NO_PAPERS, watch="1", night_reason=WATCH,
    )  # fmt: skip
    assert "para trabajo social" in morning.read("nurse", "/")

    # When the social worker opens the case and nobody else waits for her
    post.later(minutes=10)
    assert NO_PAPERS in morning.post_to("social_worker", of(mother, "arrival/called"))
    done = morning.sign("social_worker", of(mother, "contact/sw"), **SOCIAL)
    assert "Nadie más espera por usted." in done
    actor = post.actor("nurse")
    left = [one.person for one in list_board(actor.node.cursor, actor.post.number, actor.queue_start)]
    assert sorted(left) == sorted(child.id for child in morning.children), "the children still wait"

    # Then each trade reads its own notes and no other's
    readers = {trade: morning.read(trade, of(mother)) for trade in morning.browsers}
    notes = {SESSION_NOTE: {"psychologist"}, CASE_NOTE: {"doctor", "psychologist", "social_worker"}}
    for note, allowed in notes.items():
        for trade in readers:
            actor = post.actor(trade)
            items = list_timeline(actor.node.cursor, mother.id, actor.node.keyring)
            told = any(note in str(dict(item.forms)) for item in items)
            assert told == (trade in allowed), (trade, note)
    assert "Cita reservada" in readers["nurse"] or "reservad" in readers["nurse"]

    # And the children are one tap from their mother
    assert all(of(child) in readers["nurse"] for child in morning.children)

    # And the next shift has tomorrow's dressing and the night, and reads no sealed word
    shift = morning.read("nurse", "/shift/")
    assert "Reservado: vigilar esta noche" in shift
    for trade in ("nurse", "doctor"):
        for address in ("/", "/shift/", "/agenda/?for=all", of(mother), "/withdrawn/", of(mother, "card")):
            page = morning.read(trade, address)
            assert [word for word in (NO_SLEEP, SESSION_NOTE, WATCH) if word in page] == [], (trade, address)
    assert [word for word in SEALED if word in morning.read("nurse", of(mother))] == []
    post.later(days=1)
    assert re.search(r"Cura|herida", morning.read("nurse", "/shift/"), re.IGNORECASE)

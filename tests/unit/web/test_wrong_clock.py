"""What a colleague sees at a computer whose clock is wrong, and what is kept there."""

from datetime import timedelta

import pytest

from posta.acts.care.registration import record_person
from posta.care.person.person_page import present_person
from posta.chart.record.person_registers import find_person
from posta.ids import PersonId
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import add_post
from tests.post_fixture import PERSON, TestPost
from tests.unit.care.test_registration import TYPED

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "coatzacoalcos_casa"
BEHIND, AHEAD = (
    "va atrasado más de un día",
    "parece adelantado: nada de lo que se conoce aquí es posterior al 25 nov 2018",
)


@pytest.fixture
def met(post: TestPost) -> TestPost:
    """A post that has worked, and met another that has."""
    add_post(post.house, OTHER)
    record_person(post.house.actor(OTHER), PERSON)
    post.person()
    post.later(minutes=1)
    meet(post)
    return post


def meet(post: TestPost) -> None:
    exchange(post.house.node(OTHER), MemoryTransport(post.actor().node))


def set_clock(post: TestPost, days: int) -> None:
    post.house.clock.at += timedelta(days=days)


@pytest.mark.parametrize(("days", "words"), [(-12 * 365, BEHIND), (400, AHEAD)])
def test_the_page_warns_and_the_age_that_is_typed_is_the_age_that_is_shown(
    met: TestPost, days: int, words: str
) -> None:
    set_clock(met, days)
    client = met.client("nurse")
    assert words in client.get("/people/new").content.decode()
    answer = client.post("/people/new", TYPED | {"age_value": "30"})
    person = PersonId(bytes.fromhex(answer["Location"].split("/")[2]))
    assert "30 años" in client.get(f"/people/{person.hex()}/").content.decode()
    consultation = {"why": ["feet"], "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2", "bp": "118/74"}
    assert met.client().post(f"/people/{person.hex()}/consultation", consultation).status_code == 303
    known = find_person(met.actor().node.cursor, person)
    assert known is not None
    assert present_person(met.actor(), known).moments[0].when == "hoy"
    met.later(minutes=1)
    meet(met)
    set_clock(met, -days)
    actor = met.house.actor(OTHER)
    there = find_person(actor.node.cursor, person)
    assert there is not None
    assert (there.answers["age_value"], there.answers["reg_date"]) == (30, actor.today)


def test_a_birth_of_last_week_is_taken_where_the_clock_is_behind(met: TestPost) -> None:
    set_clock(met, -12 * 365)
    typed = {name: value for name, value in TYPED.items() if not name.startswith("age")} | {"birth_date": "18/11/2018"}
    assert met.client("nurse").post("/people/new", typed).status_code == 303


def test_who_was_ahead_says_so_at_the_exchange_and_nowhere_else(met: TestPost) -> None:
    set_clock(met, 400)
    met.person(alias="Keyla")
    set_clock(met, -400)
    met.later(minutes=5)
    page = met.client().get("/sync/").content.decode()
    assert "estuvo adelantado 400 días" in page or "estuvo adelantado 399 días" in page
    assert AHEAD[:20] not in page
    assert BEHIND not in page
    assert "adelantado" not in met.client().get("/").content.decode()

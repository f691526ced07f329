"""A place offers only its services: what it does not give is nowhere linked, not opened by its address, and not asked.

The two houses of Nuevo Laredo give psychosocial support, one of them general care too; the hospital in Acapulco gives
survivors' care alone. What was begun while it was offered can be ended all the same.
"""

import re
from collections.abc import Callable

import pytest

from posta.acts.mission import places
from posta.catalog.compartments import Compartment
from posta.catalog.language.form import Form, list_forms
from posta.clock import to_epoch_day
from posta.mission.places.offered_forms import list_offered_forms
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post_by_code
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import PLACES
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = {
    "nuevo_laredo_amar": ("Casa Amar", "shelter_clinic", "28027", ("psychosocial",)),
    "nuevo_laredo_nazareth": ("Casa Nazareth", "shelter_clinic", "28027", ("psychosocial", "primary_care")),
    "acapulco_hospital": ("Hospital de Renacimiento", "hospital", "12001", ("sexual_violence", "surveillance")),
}
TRADES = ("doctor", "nurse", "psychologist", "promoter", "social_worker")


@pytest.fixture
def give(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], TestPost]:
    """Make a post at one of these places, with its services since the day before."""

    def made(code: str) -> TestPost:
        name, kind, municipality, services = GIVEN[code]
        monkeypatch.setitem(PLACES, code, (name, kind, municipality, ("route",)))
        post = make_post(monkeypatch, code)
        declare(post, *services)
        return post

    return made


def declare(post: TestPost, *services: str) -> None:
    """An administrator writes that these services are given here, and the post hears of it."""
    boss = post.house.administrator()
    for service in services:
        place = find_post_by_code(boss.node.cursor, post.name)
        assert place is not None
        places.record_service(boss, place, ServicePeriod(b"", service, to_epoch_day(boss.today)))
    post.later(minutes=1)
    exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))


def list_withheld(post: TestPost) -> list[Form]:
    """The forms that this place does not offer."""
    actor = post.actor()
    offered = {form.name for form in list_offered_forms(actor.offered, actor.post.kind)}
    return [form for form in list_forms() if form.name not in offered]


def address(form: Form, person: str) -> str:
    """Where somebody would begin a form by its address."""
    if form.compartment is Compartment.FACTS:
        return f"/work/{form.name}"
    if form.service.screen in {"consultation", "triage"}:
        return f"/people/{person}/{form.service.screen}"
    return f"/people/{person}/contact/{form.name}"


@pytest.mark.parametrize("code", sorted(GIVEN))
def test_what_a_place_does_not_give_is_linked_nowhere_and_not_begun(give: Callable[[str], TestPost], code: str) -> None:
    post = give(code)
    person = post.person().id.hex()
    withheld = list_withheld(post)
    assert {"wash", "anc"} - {form.name for form in withheld} == ({"anc"} if code == "nuevo_laredo_nazareth" else set())
    pages = (
        "/",
        f"/people/{person}/",
        f"/people/{person}/contact/",
        "/people/new",
        "/door/",
        "/work/",
        "/more/",
        "/agenda/",
    )
    for trade in TRADES:
        client = post.client(trade)
        shown = {page: client.get(page).content.decode() for page in pages}
        for form in withheld:
            there = address(form, person)
            assert [page for page, html in shown.items() if f'href="{there}"' in html] == [], (trade, there)
            assert client.get(there).status_code in {403, 404}, (trade, there)


def test_the_refusal_says_what_to_do(give: Callable[[str], TestPost]) -> None:
    post = give("nuevo_laredo_amar")
    page = post.client("nurse").get(f"/people/{post.person().id.hex()}/consultation")
    assert page.status_code == 403
    assert "Este lugar no da este servicio hoy" in page.content.decode()


def test_what_was_begun_while_it_was_offered_can_be_ended(give: Callable[[str], TestPost]) -> None:
    """The service ended overnight, with a consultation half written: the draft opens, and is signed."""
    post = give("nuevo_laredo_nazareth")
    client, page = post.client("doctor"), f"/people/{post.person().id.hex()}/consultation"
    assert client.post(page, {"draft": "1", "opd.complaint": "Tos"}).status_code == 303
    boss, here = post.house.administrator(), post.actor().post
    care = next(one for one in here.calendar.periods if one.service == "primary_care")
    post.later(days=1)
    places.record_service_state(boss, here, care.id, "closed", to_epoch_day(post.actor().today))
    post.later(minutes=1)
    exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))
    assert "opd" in {form.name for form in list_withheld(post)}
    assert "Tos" in client.get(page).content.decode()


def test_a_house_without_general_care_asks_at_the_door_no_reason_of_it(give: Callable[[str], TestPost]) -> None:
    """Only whether the visit is a reserved one; signs of danger are asked of everybody everywhere."""
    post = give("nuevo_laredo_amar")
    for path in ("/door/", "/people/new"):
        page = post.client("nurse").get(path).content.decode()
        reasons = set(re.findall(r'name="reason"\s+value="([^"]*)"', page))
        assert reasons <= {"", "reserved"}, path
        assert "reserved" in reasons, path

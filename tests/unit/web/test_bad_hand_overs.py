"""Bad input about places and hand-overs through the pages: a clear sentence, and what was typed is still there."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.http import HttpResponse

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import places
from posta.acts.operations.directory_entry import record_directory_entry
from posta.catalog.operation_acts import DirectoryEntry
from posta.chart.agenda.planned_visits import list_planned_of
from posta.clock import to_epoch_day
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post, find_post_by_code
from posta.operations.referrals.opening import write_post_code
from posta.operations.referrals.referral_lists import list_of_person
from tests.in_memory_mission import ROLES, add_post
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post
from tests.spec.examples import FEET

pytestmark = pytest.mark.django_db(transaction=True)
HERE, REYNOSA = "tenosique_la72", "reynosa_recepcion"
OWN, THERE, OTHER_NETWORK = 1, 6, 4
TYPED = {"to_type": "posta", "reason": "contin", "urgency": "w1", "consent": "y", "signed_with": "send"}
PLACE = {"name": "Colonia Nueva", "kind": "mobile_stop", "services": ["primary_care", "psychosocial"], "opened": ""}


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """La 72 with a team leader too, and Reynosa on the same route."""
    post = make_post(monkeypatch, HERE, trades=(*ROLES, "team_leader"))
    add_post(post.house, REYNOSA)
    return post


def words(answer: HttpResponse) -> str:
    return squeeze(answer.content.decode())


def kept(answer: HttpResponse, typed: Mapping[str, object]) -> bool:
    """Whether some form of the page would post again what was typed."""
    wanted = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    forms = [one.fields for one in list_page_forms(answer.content.decode())]
    return any(all(fields.get(name) == value for name, value in wanted.items()) for fields in forms)


@pytest.mark.parametrize(
    ("to_type", "to_name", "sentence"),
    [
        ("posta", write_post_code(OWN), "Es su propio puesto"),
        ("posta", write_post_code(THERE), "Ese lugar está cerrado"),
        ("posta", write_post_code(OTHER_NETWORK), "otra red de atención"),
        ("shelter", "p-2", "Ese lugar está cerrado"),
    ],
    ids=("oneself", "closed place", "another network", "closed partner"),
)
def test_a_referral_that_nobody_could_answer(crew: TestPost, to_type: str, to_name: str, sentence: str) -> None:
    boss, person = crew.house.administrator(), crew.person()
    closing = find_post_by_code(boss.node.cursor, REYNOSA)
    assert closing is not None
    places.record_closing(boss, closing, to_epoch_day(boss.today), "obras")
    crew.hear_from_coordination()
    closed = DirectoryEntry(code="p-2", name="Albergue", kind="shelter", closed=True)
    record_directory_entry(crew.actor("team_leader"), closed)
    typed = TYPED | {"to_type": to_type, "to_name": to_name}
    answer = refer(crew, person.id.hex(), typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert kept(answer, {name: typed[name] for name in ("to_type", "reason", "urgency", "consent")})
    assert list_of_person(crew.actor().node.cursor, person.id) == []


def test_a_referral_to_a_place_whose_services_have_ended(crew: TestPost) -> None:
    boss, person = crew.house.administrator(), crew.person()
    there = find_post_by_code(boss.node.cursor, REYNOSA)
    assert there is not None
    today = to_epoch_day(boss.today)
    places.record_service(boss, there, ServicePeriod(b"", "primary_care", today - 30, today - 1))
    crew.hear_from_coordination()
    address = f"/people/{person.id.hex()}/refer"
    assert "Centro de recepción" not in crew.client().get(address).content.decode()
    answer = refer(crew, person.id.hex(), TYPED | {"to_name": write_post_code(THERE)})
    assert answer.status_code == 422
    assert "Ese lugar está cerrado o ya no ofrece eso" in words(answer)
    there = find_post(boss.node.cursor, there.number)
    assert there is not None
    places.record_service(boss, there, ServicePeriod(b"", "mental_health", today + 5))
    crew.hear_from_coordination()
    assert "Centro de recepción" in crew.client().get(address).content.decode()
    assert refer(crew, person.id.hex(), TYPED | {"to_name": write_post_code(THERE)}).status_code == 303


def test_a_referral_that_is_open_already(crew: TestPost) -> None:
    person = crew.person()
    typed = TYPED | {"to_name": write_post_code(THERE)}
    assert refer(crew, person.id.hex(), typed).status_code == 303
    again = refer(crew, person.id.hex(), typed)
    assert again.status_code == 422
    assert "La misma referencia ya está abierta" in words(again)
    assert kept(again, {name: typed[name] for name in ("to_type", "reason", "urgency", "consent")})


def refer(crew: TestPost, code: str, typed: Mapping[str, object]) -> HttpResponse:
    """Sign the page of a referral as a browser would."""
    client, address = crew.client(), f"/people/{code}/contact/referral"
    page = client.get(address).content.decode()
    (entry,) = [one for one in list_page_forms(page) if "to_name__text" in one.fields]
    return client.post(address, {**entry.fields, **typed})  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "la  72"}, "Otro lugar tiene este nombre"),
        ({"name": ""}, "Escriba el nombre del lugar"),
        ({"kind": ""}, "Elija qué tipo de lugar es"),
        ({"opened": "mañana"}, "Escriba el día así"),
    ],
    ids=("name of another", "no name", "no kind", "no day"),
)
def test_a_new_place_that_cannot_be(crew: TestPost, wrong: dict[str, object], sentence: str) -> None:
    typed = PLACE | wrong
    answer = crew.client("team_leader").post("/places/new", typed)
    assert answer.status_code == 422
    assert sentence in words(answer)  # type: ignore[arg-type]
    assert kept(answer, {name: value for name, value in typed.items() if value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"since": "25/12/2018", "until": "20/12/2018"}, "El último día es anterior al primero"),
        ({"since": "25/11/2018", "until": ""}, "ya tiene otro periodo en algunos de estos días"),
        ({"since": "hoy no", "until": ""}, "Escriba el día así"),
    ],
    ids=("ends before it begins", "overlaps", "no day"),
)
def test_a_service_whose_days_cannot_be(crew: TestPost, days: dict[str, str], sentence: str) -> None:
    leader, page = crew.actor("team_leader"), f"/places/{crew.actor().post.number}/"
    home = find_post(leader.node.cursor, leader.post.number)
    assert home is not None
    places.record_service(leader, home, ServicePeriod(b"", "primary_care", to_epoch_day(leader.today)))
    typed = {"service": "primary_care", "weekdays": ["0", "4"], "state": "reduced", "note": "Equipo 2", **days}
    answer = crew.client("team_leader").post(f"{page}service", typed)
    assert answer.status_code == 422
    assert sentence in words(answer)  # type: ignore[arg-type]
    assert kept(answer, {name: value for name, value in typed.items() if value})  # type: ignore[arg-type]
    assert "<details open>" in answer.content.decode()


def test_a_change_of_a_place_keeps_what_was_typed_in_its_own_form(crew: TestPost) -> None:
    leader, page = crew.actor("team_leader"), f"/places/{crew.actor().post.number}/"
    home = find_post(leader.node.cursor, leader.post.number)
    assert home is not None
    places.record_service(leader, home, ServicePeriod(b"", "primary_care", to_epoch_day(leader.today)))
    client = crew.client("team_leader")
    closing = client.post(f"{page}opening", {"day": "el lunes", "reason": "Obras del techo"})
    assert closing.status_code == 422
    assert kept(closing, {"day": "el lunes", "reason": "Obras del techo"})  # type: ignore[arg-type]
    (period,) = find_post(leader.node.cursor, home.number).calendar.periods  # type: ignore[union-attr]
    change = client.post(f"{page}service/{period.id.hex()}", {"day": "el lunes", "state": "reduced"})
    assert change.status_code == 422
    assert "Escriba el día así" in words(change)  # type: ignore[arg-type]
    for answer, summary in ((closing, "Cerrar el lugar"), (change, "Cambiar:")):
        (opened,) = answer.content.decode().split("<details open>")[1:]
        assert opened.split("</summary>")[0].strip().removeprefix("<summary>").strip().startswith(summary)


@pytest.mark.parametrize(
    ("place", "day", "sentence"),
    [("coatzacoalcos_casa", "ayer", "día/mes/año"), ("coatzacoalcos_casa", "1/1/2030", "más de un año"),
     ("reynosa_clinica", "30/11/2018", "no es de la red"), ("nowhere", "30/11/2018", "")],
)  # fmt: skip
def test_people_expected_where_or_when_they_cannot_be(crew: TestPost, place: str, day: str, sentence: str) -> None:
    person = crew.person()
    address = f"/people/{person.id.hex()}/expected"
    answer = crew.client().post(address, {"place": place, "day": day})
    assert answer.status_code == 422
    assert sentence in words(answer)  # type: ignore[arg-type]
    assert kept(answer, {"day": day})  # type: ignore[arg-type]
    if place == "coatzacoalcos_casa":
        assert kept(answer, {"place": place, "day": day})  # type: ignore[arg-type]
        assert crew.client().post(address, {"place": place, "day": "30/11/2018"}).status_code == 303


def test_a_busload_that_was_counted_keeps_its_heads(crew: TestPost) -> None:
    client = crew.client("promoter")
    typed = {"arrived_at": f"{crew.actor().today:%d/%m/%Y}", "arrived_at__time": "08:10", "vehicle": "bus",
             "vehicle_id": "7", "n_m_18_59": "40"}  # fmt: skip
    assert client.post("/busloads/", typed).status_code == 303
    again = client.post("/busloads/", typed)
    assert again.status_code == 422
    assert "ya se contó" in words(again)  # type: ignore[arg-type]
    assert kept(again, typed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "sentence"), [("1/1/2030", "más de un año"), ("1/1/2015", "ya pasó"), ("3/12/2018", "cerrado")]
)
def test_an_appointment_on_a_day_that_cannot_be(crew: TestPost, day: str, sentence: str) -> None:
    """Moved on the agenda to beyond a year, to a day that is over, or to when the service is closed."""
    leader, person = crew.actor("team_leader"), crew.person()
    due = leader.today + timedelta(days=2)
    record_encounter(crew.actor(), person, {"opd": FEET}, plan=lambda filled: [VisitChoice(due, due, due, "opd")])
    home = find_post(leader.node.cursor, leader.post.number)
    assert home is not None
    places.record_service(leader, home, ServicePeriod(b"", "primary_care", None, to_epoch_day(due)))
    (visit,) = list_planned_of(crew.actor().node.cursor, person.id)
    answer = crew.client().post(f"/agenda/{visit.id.hex()}", {"state": "moved", "day": day})
    assert answer.status_code == 422, words(answer)  # type: ignore[arg-type]
    assert sentence in words(answer)  # type: ignore[arg-type]
    assert kept(answer, {"day": day})  # type: ignore[arg-type]
    assert [one.due for one in list_planned_of(crew.actor().node.cursor, person.id)] == [to_epoch_day(due)]

"""The screens of places: a list by state, a new place in the field, services, closing, and where one is today."""

from datetime import timedelta

import pytest

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import places
from posta.administration.places.place_forms import read_period
from posta.administration.places.present import present_place_list
from posta.care.display.agenda.planned_visits import present_planned_rows
from posta.catalog import kinds
from posta.chart.agenda.planned_visits import list_agenda
from posta.clock import to_epoch_day
from posta.ids import format_short_code
from posta.mission.places.place_tables import list_served
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post, find_post_by_code, list_posts
from tests.coordination_fixture import Coordination, without_newest_key
from tests.in_memory_mission import ROLES
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post
from tests.spec.examples import CLOSED_SESSION, FEET

NEW = {"name": "Colonia Nueva", "kind": "mobile_stop", "services": ["primary_care"], "opened": "25/11/2018"}


@pytest.fixture
def field(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """The fixed clinic of Reynosa, with a team leader."""
    return make_post(monkeypatch, "reynosa_clinica", trades=(*ROLES, "team_leader"))


def named(cursor, name):
    return next((post for post in list_posts(cursor) if post.name == name), None)


def text(answer) -> str:
    return answer.content.decode()


def test_a_team_leader_adds_a_place_and_says_that_they_are_there(field: TestPost) -> None:
    client = field.client("team_leader")
    assert "Agregar un lugar" in text(client.get("/places/new"))
    answer = client.post("/places/new", NEW)
    assert answer.status_code == 303, text(answer)
    assert answer.headers["Location"] == "/where"
    cursor = field.actor("team_leader").node.cursor
    made = named(cursor, "Colonia Nueva")
    assert made.public is None
    assert made.networks == ("reynosa",)
    asked = client.get("/")
    assert asked.headers["Location"] == "/where?next=%2F"
    page = text(client.get(asked.headers["Location"]))
    assert "¿Dónde está hoy?" in page
    assert "Colonia Nueva" in page
    said = client.post("/where", {"place": str(made.number), "next": "/"})
    assert said.headers["Location"] == "/"
    assert '<a class="place" href="/where">Colonia Nueva</a>' in text(client.get("/"))


def test_a_place_that_opens_later_is_shown_and_not_offered_for_today(field: TestPost) -> None:
    answer = field.client("team_leader").post("/places/new", NEW | {"opened": "28/11/2018"})
    made = named(field.actor("team_leader").node.cursor, "Colonia Nueva")
    assert answer.headers["Location"] == f"/places/{made.number}/"


def test_what_is_recorded_carries_the_place_that_was_said(field: TestPost) -> None:
    leader, doctor = field.client("team_leader"), field.client("doctor")
    leader.post("/places/new", NEW)
    cursor = field.actor("team_leader").node.cursor
    made = named(cursor, "Colonia Nueva")
    doctor.post("/where", {"place": str(made.number)})
    person = field.person()
    doctor.post(f"/people/{person.id.hex()}/arrive", {"reason": "pain"})
    posts = cursor.execute("SELECT post FROM chart_arrival").fetchall()
    assert posts == [(made.number,)]


def test_a_place_that_the_computer_does_not_serve_cannot_be_said(field: TestPost) -> None:
    client = field.client("team_leader")
    client.post("/places/new", NEW)
    answer = client.post("/where", {"place": "1"})
    assert answer.status_code == 422
    assert "Elija uno de estos" in text(answer)


def test_where_is_asked_again_the_next_day(field: TestPost) -> None:
    client = field.client("team_leader")
    client.post("/places/new", NEW)
    home = find_post_by_code(field.actor("team_leader").node.cursor, "reynosa_clinica")
    client.post("/where", {"place": str(home.number)})
    assert client.get("/").status_code == 200
    field.later(hours=20)
    assert client.get("/").status_code == 302


def test_one_place_is_never_asked_about(field: TestPost) -> None:
    assert field.client("doctor").get("/").status_code == 200


def test_services_are_added_reduced_and_the_place_closed_on_screen(field: TestPost) -> None:
    client, cursor = field.client("team_leader"), field.actor("team_leader").node.cursor
    home = find_post_by_code(cursor, "reynosa_clinica")
    page = f"/places/{home.number}/"
    assert client.get(page).status_code == 200
    asked = {
        "service": "primary_care",
        "since": "25/11/2018",
        "weekdays": ["0", "2"],
        "state": "full",
        "note": "Equipo 1",
    }
    assert client.post(f"{page}service", asked).status_code == 303
    overlapping = client.post(f"{page}service", asked)
    assert overlapping.status_code == 422
    assert "ya tiene otro periodo" in text(overlapping)
    (period,) = find_post(cursor, home.number).calendar.periods
    assert period.weekdays == 0b101
    change = f"{page}service/{period.id.hex()}"
    assert client.post(change, {"day": "03/12/2018", "state": "reduced"}).status_code == 303
    assert "Reducido" in text(client.get(page))
    assert client.post(f"{page}opening", {"day": "05/12/2018", "reason": "obras"}).status_code == 303
    assert "cierra el 5 dic 2018" in text(client.get(page))


def test_who_closes_a_place_learns_who_would_come_to_a_closed_door(field: TestPost) -> None:
    """The agenda says it of each visit that stays; of a sealed one no more than that the place is closed."""
    client, cursor = field.client("team_leader"), field.actor().node.cursor
    home = find_post_by_code(cursor, "reynosa_clinica")
    page = f"/places/{home.number}/"
    assert "Avíseles" not in text(client.get(page))
    for name, days in (("Uno", 2), ("Dos", 4)):
        actor, person = field.actor(), field.person(alias=name)
        visit = {"disposition": "fu", "next_appt": actor.today + timedelta(days=days)}
        record_encounter(actor, person, {"opd": FEET, "visit": visit})
    psychologist = field.actor("psychologist")
    session = VisitChoice(*[psychologist.today + timedelta(days=5)] * 3, "mh_fu")
    record_encounter(psychologist, field.person(alias="Tres"), {"mh_fu": CLOSED_SESSION}, plan=lambda filled: [session])
    assert "Desde hoy hay aquí 3 citas. Avíseles" in squeeze(text(client.get(page)))
    assert client.post(f"{page}opening", {"day": "28/11/2018", "reason": "obras"}).status_code == 303
    agenda = squeeze(text(field.client("nurse").get("/agenda/?for=all")))
    assert agenda.count("el lugar está cerrado ese día") == 2
    board = present_planned_rows(field.actor("nurse"), list_agenda(cursor, home.number, 0, 99_999, most=9), shared=True)
    assert [one.note for one in board] == ["", *["el lugar está cerrado ese día"] * 2]
    assert [one.why for one in board if one.seal] == ["Cita reservada"]


def test_a_leader_corrects_the_name_of_a_place_of_theirs_and_decides_nothing_public(field: TestPost) -> None:
    client, cursor = field.client("team_leader"), field.actor().node.cursor
    assert client.post("/places/new", NEW | {"name": "Colonia Nueba"}).status_code == 303
    made = named(cursor, "Colonia Nueba")
    page = f"/places/{made.number}/"
    shown = text(client.get(page))
    assert "Nombre, lugar y huso horario" in shown
    assert 'name="precision"' not in shown
    facts = {"name": "Colonia Nueva", "kind": "mobile_stop", "municipality": "28032", "zone": made.zone}
    assert client.post(f"{page}facts", facts | {"precision": "municipality"}).status_code == 303
    assert find_post(cursor, made.number).name == "Colonia Nueva"
    assert find_post(cursor, made.number).public is None
    home = find_post_by_code(cursor, "reynosa_clinica")
    assert 'name="kind"' not in text(client.get(f"/places/{home.number}/"))
    assert client.post(f"/places/{home.number}/facts", facts).status_code == 403


def test_a_doctor_sees_no_screen_of_places_and_a_leader_no_facts(field: TestPost) -> None:
    assert field.client("doctor").get("/places/").status_code == 403
    home = find_post_by_code(field.actor().node.cursor, "reynosa_clinica")
    leader = field.client("team_leader")
    assert leader.post(f"/places/{home.number}/facts", {"name": "X", "kind": "hospital"}).status_code == 403
    assert leader.post("/places/1/opening", {"day": "05/12/2018"}).status_code == 403


def test_an_administrator_changes_facts_and_computers(centre: Coordination) -> None:
    client = centre.client()
    page = text(client.get("/places/"))
    assert "La 72" in page
    post = find_post_by_code(centre.node.cursor, "tenosique_la72")
    asked = {"name": "La 72", "kind": "shelter_clinic", "municipality": "27017", "zone": "America/Tijuana", "precision": "municipality"}  # fmt: skip
    assert client.post(f"/places/{post.number}/facts", asked).status_code == 303
    changed = find_post(centre.node.cursor, post.number)
    assert (changed.zone, changed.public.precision) == ("America/Tijuana", "municipality")
    wrong = client.post(f"/places/{post.number}/facts", {**asked, "name": "Casa del migrante"})
    assert wrong.status_code == 422
    assert "Otro lugar tiene este nombre" in text(wrong)


def test_an_administrator_sees_the_computers_of_a_place_and_enrols_one_for_it(centre: Coordination) -> None:
    """What the list of posts said, the list and the page of places say."""
    client, device = centre.client(), without_newest_key(centre)
    shown = text(client.get("/places/"))
    assert format_short_code(device.feed) in shown
    assert 'href="/admin/devices/new"' in shown
    assert "Puesto de emergencia · sin equipo" in shown
    assert '<span class="pill ask">le falta una llave</span>' in shown
    post = find_post(centre.node.cursor, device.post)
    page = text(client.get(f"/places/{post.number}/"))
    assert f'href="/admin/devices/{device.feed.hex()}/"' in page
    assert f'href="/admin/devices/new?post={post.id}"' in page
    assert f'<option value="{post.id}" selected>' in text(client.get(f"/admin/devices/new?post={post.id}"))
    empty = find_post_by_code(centre.node.cursor, "tijuana")
    assert "Aquí no trabaja ningún equipo todavía." in text(client.get(f"/places/{empty.number}/"))


def test_of_a_state_with_many_places_those_without_a_computer_are_folded(centre: Coordination) -> None:
    device, boss = without_newest_key(centre), centre.actor()
    for number in range(9):
        places.record_place(boss, places.PlaceFacts(f"Colonia {number}", "community", "28032"), networks=("route",))
    served = named(centre.node.cursor, "Colonia 4")
    places.record_device_places(boss, device.feed, [served.number])
    group = next(one for one in present_place_list(boss)["groups"] if one.title == "Tamaulipas")
    assert [one.name for one in group.rows] == ["Colonia 4"]
    assert (len(group.folded), group.count) == (8, 9)
    page = text(centre.client().get("/places/"))
    assert "8 lugares sin equipo" in page
    assert "Colonia 7" in page


def test_a_team_leader_sees_how_many_computers_work_at_a_place_and_no_address_of_theirs(field: TestPost) -> None:
    client = field.client("team_leader")
    assert "1 equipo" in text(client.get("/places/"))
    for page in ("/places/", f"/places/{field.actor().post.number}/"):
        assert "/admin/" not in text(client.get(page))


def test_forms_and_reasons_follow_the_services_of_the_day(field: TestPost) -> None:
    """A house with talks only offers a doctor no triage and asks for no cough."""
    actor = field.actor("team_leader")
    home = find_post_by_code(actor.node.cursor, "reynosa_clinica")
    places.record_service(actor, home, ServicePeriod(b"", "psychosocial", to_epoch_day(actor.today)))
    doctor, person = field.client("doctor"), field.person()
    page = text(doctor.get(f"/people/{person.id.hex()}/"))
    assert "heart-pulse" not in page
    assert f"/people/{person.id.hex()}/triage" not in page
    assert 'value="respiratory"' not in page
    forms = text(doctor.get(f"/people/{person.id.hex()}/contact/"))
    assert "Hoy en Clínica fija de Reynosa: Apoyo psicosocial." in forms
    assert "Consulta externa" not in forms
    places.record_service(actor, find_post(actor.node.cursor, home.number), ServicePeriod(b"", "primary_care", to_epoch_day(actor.today)))  # fmt: skip
    assert 'value="respiratory"' in text(doctor.get(f"/people/{person.id.hex()}/"))


def test_orders_from_a_screen_are_orders_of_places(field: TestPost) -> None:
    field.client("team_leader").post("/places/new", NEW)
    cursor = field.actor("team_leader").node.cursor
    found = {row[0] for row in cursor.execute("SELECT kind FROM mission_place_order").fetchall()}
    assert found == {kinds.PLACE_ADDED, kinds.PLACE_SERVICE}
    assert len(list_served(cursor, field.actor("team_leader").node.device.feed)) == 2


@pytest.mark.parametrize("posted", [["0", "2"], ["2", "0", "0", "2", "2"]], ids=("once", "twice"))
def test_a_weekday_that_is_posted_twice_is_one_weekday(posted: list[str]) -> None:
    period, wrong = read_period({"service": ["primary_care"], "since": ["25/11/2018"], "weekdays": posted})
    assert (wrong, period.weekdays) == ("", 0b101)

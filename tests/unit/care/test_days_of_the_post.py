"""Days and hours go by the post's own time zone: Tijuana is an hour or two behind Tenosique, and its clocks change."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from posta import clock
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission.founding_file import SAMPLE, NotAMissionFile, read_mission
from posta.care.board.board_page import present_board
from posta.chart.agenda.planned_visits import list_due
from posta.chart.history.timeline import list_timeline
from posta.clock import HOUR_MILLIS, get_zone, to_epoch_day
from posta.figures.counts import count_visits_by_week
from posta.mission.places.place_tables import refold_places
from posta.mission.posts import find_post_by_code
from tests.coordination_fixture import Coordination
from tests.in_memory_mission import make_mission
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
LATE = datetime(
    2026, 11, 29, 6, 30, tzinfo=UTC
)  # Saturday, half past ten in the evening at Tijuana; Sunday at Tenosique
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}


@pytest.fixture
def tijuana(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """The post at Tijuana, late on a Saturday evening."""
    post = make_post(monkeypatch, "tijuana")
    post.house.clock.at = LATE
    post.hear_from_coordination()
    return post


def test_the_evening_at_tijuana_is_still_today(tijuana: TestPost) -> None:
    """A post at Tijuana showed the next day, and hours two ahead of the clock on its wall, from ten in the evening on."""
    person = tijuana.person()
    record_encounter(tijuana.actor(), person, {"opd": OPD, "visit": {"next_appt": date(2026, 11, 29)}})
    actor = tijuana.actor()
    assert actor.today == date(2026, 11, 28)
    assert person.answers["reg_date"] == date(2026, 11, 28)
    assert present_board(actor).seen == 1
    assert present_board(actor).due == ()
    shown = tijuana.client().get(f"/people/{person.id.hex()}/").content.decode()
    assert "22:30" in shown
    assert "00:30" not in shown
    tijuana.later(hours=1, minutes=40)
    assert tijuana.actor().today == date(2026, 11, 29)
    assert [row.name for row in present_board(tijuana.actor()).due] == [person.name]


def test_an_appointment_lasts_until_the_end_of_its_last_day_at_the_post(tijuana: TestPost) -> None:
    person = tijuana.person()
    record_encounter(tijuana.actor(), person, {"opd": OPD, "visit": {"next_appt": date(2026, 11, 29)}})
    for hours, due in ((1.4, False), (0.2, True), (23.6, True), (0.4, False)):
        tijuana.later(hours=hours)
        actor = tijuana.actor()
        found = list_due(actor.node.cursor, actor.post.number, to_epoch_day(actor.today))
        assert bool(found) is due, actor.now


def test_a_visit_counts_in_the_week_of_the_post(tijuana: TestPost) -> None:
    """Saturday's last visits at Tijuana were counted in the next epidemiological week."""
    actor = tijuana.actor()
    record_encounter(actor, tijuana.person(), {"opd": OPD})
    assert [one.week for one in count_visits_by_week(actor.node.cursor, date(2026, 11, 1))] == [date(2026, 11, 22)]


def test_an_hour_that_is_typed_is_the_hour_on_the_wall(tijuana: TestPost) -> None:
    person = tijuana.person()
    page = f"/people/{person.id.hex()}/contact/triage"
    client = tijuana.client()
    assert 'value="22:30"' in client.get(page).content.decode()
    typed = {"tri_dt": "28/11/2026", "tri_dt__time": "21:15", "red_signs": "stridor", "yellow_signs": "none",
             "colour": "red"}  # fmt: skip
    assert client.post(page, typed).status_code == 303
    actor = tijuana.actor()
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    item = next(one for one in items if "triage" in one.forms)
    assert item.forms["triage"]["tri_dt"] == datetime(2026, 11, 29, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_the_day_on_which_clocks_change_is_one_day(tijuana: TestPost, day: date, hours: int) -> None:
    tijuana.house.clock.at = datetime(day.year, day.month, day.day, 12, tzinfo=get_zone("America/Tijuana"))
    start = tijuana.actor().day_start
    tijuana.house.clock.at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, hours=20)
    assert tijuana.actor().day_start - start == hours * HOUR_MILLIS


def test_two_posts_at_one_moment_each_have_their_day() -> None:
    house = make_mission(["tenosique_la72", "tijuana"])
    house.clock.at = datetime(2018, 11, 29, 6, 30, tzinfo=UTC)
    assert house.actor("tenosique_la72").today == date(2018, 11, 29)
    assert house.actor("tijuana").today == date(2018, 11, 28)


def test_administration_sees_the_hour_of_each_post(centre: Coordination) -> None:
    centre.clock.at = LATE
    client = centre.client()
    assert "allí son las 22:30, hora de Tijuana (UTC-8)" in client.get("/places/").content.decode()
    home = find_post_by_code(centre.node.cursor, "tenosique_la72")
    assert home is not None
    shown = client.get(f"/places/{home.number}/").content.decode()
    assert "allí son las 00:30, hora de Ciudad de México (UTC-6)" in shown


def test_the_sample_mission_knows_the_border() -> None:
    zones = {post.id: post.zone for post in read_mission(SAMPLE, bytes(32)).posts}
    assert zones["tijuana"] == "America/Tijuana"
    assert zones["tenosique_la72"] == "America/Mexico_City"
    assert {zones[name] for name in zones if name.startswith(("reynosa", "matamoros", "nuevo"))} == {
        "America/Matamoros"
    }


def test_a_mission_with_a_zone_that_does_not_exist_is_not_founded(tmp_path: Path) -> None:
    path = tmp_path / "mission.json"
    path.write_text(SAMPLE.read_text(encoding="utf-8").replace("America/Tijuana", "America/Tijuanna"), encoding="utf-8")
    with pytest.raises(NotAMissionFile, match="time zone"):
        read_mission(path, bytes(32))


def test_a_home_made_before_counts_by_central_mexico() -> None:
    house = make_mission(["tenosique_la72"])
    cursor = house.node("tenosique_la72").cursor
    cursor.execute("ALTER TABLE mission_post DROP COLUMN zone")
    editor = SimpleNamespace(connection=SimpleNamespace(cursor=lambda: nullcontext(cursor)))
    migration = import_module("posta.mission.migrations.0005_post_zone")
    for _ in range(2):
        migration.add_zone(None, editor)
    refold_places(cursor)
    post = find_post_by_code(cursor, "tijuana")
    assert post is not None
    assert post.zone == "America/Mexico_City"


def test_a_computer_without_time_zones_says_so(tijuana: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_find_zone", lambda name: None)
    assert "Este equipo no tiene husos horarios" in tijuana.client().get("/").content.decode()

"""The screens of places in a browser: three widths and languages, without JavaScript, with the keyboard."""

import pytest

from posta.acts.mission import places
from posta.acts.mission.places import PlaceFacts
from posta.clock import to_epoch_day
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post_by_code
from tests.browser.clinic import shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = ((320, 844), (390, 844), (1366, 768))


def serve_two_places(clinic) -> None:
    """An administrator says that this computer also serves the shelter of Coatzacoalcos, and it is heard of here."""
    boss = clinic.post.house.administrator()
    second = find_post_by_code(boss.node.cursor, "coatzacoalcos_casa")
    places.record_service(boss, second, ServicePeriod(b"", "primary_care", to_epoch_day(boss.today)))
    places.record_device_places(boss, clinic.post.actor().node.device.feed, [second.number])
    clinic.post.hear_from_coordination()


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_no_page_of_places_has_a_barrier_or_runs_over_the_screen(enter, axe, headquarters, language: str) -> None:
    boss = headquarters.centre.actor()
    post = find_post_by_code(boss.node.cursor, "coatzacoalcos_casa")
    day = to_epoch_day(boss.today)
    places.record_service(
        boss, post, ServicePeriod(b"", "primary_care", day - 30, None, 0b0010101, "reduced", "Equipo 1")
    )
    places.record_service(boss, post, ServicePeriod(b"", "social_work", day - 90, day - 40))
    number = places.record_place(boss, PlaceFacts("Colonia (inventada)", "community", "28032"), networks=("route",))
    places.record_closing(
        boss, next(one for one in [find_post_by_code(boss.node.cursor, "tijuana")] if one), day, "fin"
    )
    page = enter("/places/", language=language)
    for name, path in {"places": "/places/", "new": "/places/new", "one": f"/places/{post.number}/", "added": f"/places/{number}/"}.items():  # fmt: skip
        page.goto(headquarters.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert axe(page) == [], (name, width)
            assert overflow_of(page) <= 0, (name, width)
            shoot(page, f"place-{name}-{width}-{language[:2]}")
    assert page.refused == []


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_where_one_is_today_fits_and_has_no_barrier(visit, axe, clinic, language: str) -> None:
    serve_two_places(clinic)
    page = visit("/", language=language)
    assert page.url.endswith("/where?next=%2F")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert axe(page) == [], width
        assert overflow_of(page) <= 0, width
        shoot(page, f"where-{width}-{language[:2]}")


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_a_team_leader_adds_a_place_and_is_there_with_one_tap(visit, axe, clinic, script: bool) -> None:
    page = visit("/places/new", trade="team_leader", script=script, width=390)
    assert axe(page) == []
    page.fill("[name=name]", "Colonia Rivera")
    page.locator("label.chip:has([name=kind][value=mobile_stop])").click()
    page.locator("label.chip:has([name=services][value=primary_care])").click()
    page.fill("[name=opened]", "ayer no")
    page.get_by_role("button", name="Agregar el lugar").click()
    assert "31/12" in page.get_by_role("alert").inner_text()
    assert page.input_value("[name=opened]") == "ayer no"
    assert page.locator("[name=services][value=primary_care]").is_checked()
    page.fill("[name=opened]", "")
    page.get_by_role("button", name="Agregar el lugar").click()
    page.wait_for_url("**/where")
    first = page.locator("button[name=place]").first
    assert "Colonia Rivera" in first.inner_text()
    first.click()
    page.wait_for_url(clinic.address + "/")
    assert page.locator("a.place").inner_text() == "Colonia Rivera"


@pytest.mark.parametrize("script", [True, False], ids=("with script", "without script"))
def test_where_one_is_is_said_with_the_keyboard_alone(visit, clinic, script: bool) -> None:
    serve_two_places(clinic)
    page = visit("/", script=script, width=390)
    page.locator("button[name=place]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(clinic.address + "/")
    assert page.locator("a.place").inner_text() == "Casa del Migrante"

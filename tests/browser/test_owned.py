"""A page in a browser that two colleagues share, or that is locked under somebody's hands: nothing typed leaves the screen."""

from datetime import UTC, datetime, timedelta

from posta.node.http.cookies import SESSION


def later() -> datetime:
    """Two minutes on by the page's own clock, which then asks again whose it is."""
    return datetime.now(UTC) + timedelta(minutes=2)


def say(page) -> str:
    line = page.locator("[data-state].off")
    line.wait_for()
    return line.inner_text()


def test_a_colleagues_page_stays_on_the_screen_and_says_whose_it_is(visit, clinic) -> None:
    """A doctor's half-written consultation, a nurse's words in the next tab, and the doctor presses the button."""
    page = visit(clinic.path("Gloria Quiroz", "consultation"))
    page.context.add_cookies([{"name": SESSION, "value": clinic.token("nurse"), "url": clinic.address}])
    page.fill("[name=exam]", "faringe roja")
    assert "esta página es de Doctor" in say(page), "the draft that saves by itself says it already"
    page.clock.set_fixed_time(later())
    page.get_by_role("button", name="Firmar y cerrar").click()
    page.wait_for_timeout(500)
    assert page.url.endswith("/consultation")
    assert page.input_value("[name=exam]") == "faringe roja"
    page.context.add_cookies([{"name": SESSION, "value": clinic.token("doctor"), "url": clinic.address}])
    page.goto(clinic.address + clinic.path("Gloria Quiroz", "consultation"))
    assert page.input_value("[name=exam]") == "faringe roja", "and is a draft of whoever opened it"


def test_a_registration_keeps_its_draft_and_stays_on_the_screen_of_a_locked_post(visit, clinic) -> None:
    page = visit("/people/new", width=390, height=844)
    page.fill("[name=alias]", "Zenaida")
    page.locator("[data-state]", has_text="Guardado ").wait_for()
    page.context.clear_cookies()
    page.fill("[name=family_name]", "Xol")
    assert say(page)
    page.get_by_role("button", name="Solo registrar").click()
    page.wait_for_timeout(500)
    assert page.url.endswith("/people/new")
    assert page.input_value("[name=family_name]") == "Xol"
    page.context.add_cookies([{"name": SESSION, "value": clinic.token("doctor"), "url": clinic.address}])
    page.goto(clinic.address + "/people/new")
    assert page.input_value("[name=alias]") == "Zenaida"


def test_typing_is_a_sign_of_life_on_every_page(visit, clinic) -> None:
    """A key every four seconds for three and a half minutes, and the post locked under the registration."""
    page = visit("/scan/")
    page.clock.set_fixed_time(later())
    with page.expect_request(lambda asked: asked.url.endswith("/awake")):
        page.locator("#code").press("Q")

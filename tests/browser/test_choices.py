"""Choices in a browser: read at any width in any language, chosen with the keyboard and without a script."""

import pytest
from playwright.sync_api import expect

from posta.acts.care.choices import Asked, record_choice, record_request
from posta.acts.care.forgetting import record_forgetting
from posta.chart.record.choices import list_choices
from tests.browser.clinic import Clinic, shoot
from tests.browser.conftest import overflow_of

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (390, 1366)


def choose(clinic: Clinic) -> dict[str, str]:
    """A refusal, a request, a person without card; the pages that show them."""
    actor = clinic.post.actor()
    gloria, elmer = clinic.people["Gloria Quiroz"], clinic.people["Elmer Ávila"]
    record_choice(actor, gloria, {"share": "n", "pass": "y", "link": "n"}, Asked("1", "ht", "guardian"))
    record_request(actor, gloria, "correction", "Nació en 1981, no en 1980.")
    record_choice(actor, elmer, {"pass": "n", "care": "n"}, Asked("1", "es"))
    return {
        "decide": clinic.path("Gloria Quiroz", "choices?lang=ht"),
        "persona": clinic.path("Elmer Ávila"),
        "sin-tarjeta": clinic.path("Elmer Ávila", "card"),
        "abrir": clinic.path("Gloria Quiroz", "open"),
        "copia": clinic.path("Gloria Quiroz", "copy"),
        "pedido": "/requests/",
        "aviso": "/notice/pt",
        "registro": "/people/new",
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_every_page_is_clean(visit, clinic, axe, width: int, language: str) -> None:
    paths = choose(clinic)
    page = visit("/scan/", width=width, height=844 if width < 500 else 768, language=language)
    for name, path in paths.items():
        page.goto(clinic.address + path)
        for one in page.locator("details.fold summary").all()[:2]:
            one.click()
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        shoot(page, f"choice-{name}-{width}-{language[:2]}")


def test_a_consent_is_withdrawn_with_the_keyboard_and_without_a_script(visit, clinic) -> None:
    person = clinic.people["Maritza Xol"]
    page = visit(clinic.path("Maritza Xol", "choices?lang=fr"), width=390, height=844, script=False)
    page.locator('[name=share][value="r"]').focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Guardar lo que decidió").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**?done=*")
    expect(page.get_by_text("No se comparte con otras postas")).to_be_visible()
    [row] = list_choices(clinic.post.actor().node.cursor, person.id).standing["share"]
    assert (row.state, row.language) == ("r", "fr")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_team_leader_are_clean(visit, clinic, axe, width: int) -> None:
    actor = clinic.post.actor()
    newcomer = clinic.post.person(alias="Nadie", family_name="Sinnota")
    gone = clinic.post.person(alias="Otra", family_name="Sinnota")
    asked = record_request(actor, newcomer, "forgetting", "")
    cared = record_request(actor, clinic.people["Gloria Quiroz"], "forgetting", "")
    leader = clinic.post.actor("team_leader")
    signer = clinic.post.house.people["team_leader"][1]
    record_forgetting(leader, gone, record_request(leader, gone, "forgetting", ""), signer.sign)
    page = visit("/requests/", trade="team_leader", width=width, height=844 if width < 500 else 768)
    for name, path in {
        "tablero-jefa": "/",
        "pedidos-jefa": "/requests/",
        "decide-jefa": clinic.path("Gloria Quiroz", "choices"),
        "olvidar": f"/requests/{asked.hex()}/forget",
        "olvidar-no": f"/requests/{cared.hex()}/forget",
    }.items():
        page.goto(clinic.address + path)
        assert axe(page) == [], name
        assert overflow_of(page) <= 0, name
        shoot(page, f"choice-{name}-{width}")

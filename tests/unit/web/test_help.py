"""The guides inside the program: every screen leads to one, in the language of the screen."""

import re

import pytest
from django.urls import Resolver404, resolve

from posta.web.help import guides, screens
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.spec.visibility.test_addresses import list_addresses

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = {"es": "Registrar una consulta", "en": "Record a consultation", "fr": "Enregistrer une consultation"}


@pytest.mark.parametrize("language", guides.LANGUAGES)
def test_a_guide_when_asked_for_then_speaks_the_language_of_the_screen(post: TestPost, language: str) -> None:
    client = post.client("nurse")
    client.post("/view/language", {"language": language})

    text = client.get("/ayuda/record-a-consultation/").content.decode()

    assert f"<h1>{TITLES[language]}</h1>" in text
    assert f'<html lang="{"es-mx" if language == "es" else language}"' in squeeze(text)
    assert 'href="/ayuda/keyboard/"' in text


@pytest.mark.parametrize("language", guides.LANGUAGES)
def test_the_list_when_asked_for_then_leads_to_every_guide(post: TestPost, language: str) -> None:
    client = post.client("nurse")
    client.post("/view/language", {"language": language})

    text = client.get("/ayuda/").content.decode()

    assert set(re.findall(r'href="/ayuda/([\w-]+)/"', text)) == guides.NAMES
    assert len(text.encode()) < 100_000


@pytest.mark.parametrize("name", sorted(guides.NAMES))
def test_links_in_a_guide_then_lead_to_guides(name: str) -> None:
    for language in guides.LANGUAGES:
        guide = guides.find_guide(name, language)
        assert guide is not None
        assert guide.title
        assert set(re.findall(r'(?:href|src)="([^"]*)"', guide.body)) <= {f"/ayuda/{one}/" for one in guides.NAMES}


@pytest.mark.parametrize("name", ["nothing", "..", "README", "es"])
def test_a_guide_that_is_not_there_then_is_not_found(post: TestPost, name: str) -> None:
    assert post.client("nurse").get(f"/ayuda/{name}/").status_code == 404


def test_guides_in_a_language_of_no_screen_then_are_spanish() -> None:
    guide = guides.find_guide("exchange", "de")
    assert guide is not None
    assert guide.title == "Intercambiar con otras postas"


def test_screens_that_are_declared_then_exist_and_lead_to_guides() -> None:
    assert set(screens.GUIDE_OF_SCREEN) - set(list_addresses()) == set()
    assert set(screens.GUIDE_OF_SCREEN.values()) <= guides.NAMES


def test_help_of_a_page_without_an_address_then_is_the_list() -> None:
    with pytest.raises(Resolver404):
        resolve("/nowhere")
    assert screens.help_address(None) == "/ayuda/"

"""Every page of a demonstration says that its people are invented; no page of another mission does."""

import pytest
from django.conf import settings

from tests.post_fixture import TestPost, make_post

PAGES = ("/", "/search/", "/people/new", "/agenda/", "/referrals/", "/work/", "/sync/", "/people/nobody/")
WORDS = {
    "es-mx": "Demostración: personas inventadas",
    "en": "Demonstration: invented people",
    "fr": "Démonstration\u00a0: personnes inventées",
}


@pytest.mark.parametrize("language", WORDS)
def test_each_page_of_a_demonstration_says_so(
    language: str, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = make_post(monkeypatch, "tenosique_la72", demonstration=True)
    client, person = post.client(), post.person()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    here = f"/people/{person.id.hex()}/"
    for path in (*PAGES, here, f"{here}consultation", f"{here}triage", f"{here}edit"):
        assert f'<aside class="demo">{WORDS[language]}</aside>' in client.get(path).content.decode(), path


def test_no_page_of_another_mission_does(post: TestPost) -> None:
    client, person = post.client(), post.person()
    for path in (*PAGES, f"/people/{person.id.hex()}/"):
        assert 'class="demo"' not in client.get(path).content.decode(), path

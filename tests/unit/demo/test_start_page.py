"""The start page of the demo: every place with its address, its colleagues and their words, in the terminal's language."""

from html import unescape
from urllib.request import urlopen

import pytest

from posta.acts.mission.founding_file import SAMPLE, read_mission
from posta.cli.output import in_terminal_language
from posta.demo.places import CENTRE, PLACES, TRIES
from posta.demo.start_page import render_start_page, serve_start_page
from posta.mission.roles import ROLES
from posta.terms.lists import get_list

EVERYWHERE = (*PLACES, CENTRE)
ADDRESSES = {place.code: f"http://127.0.0.{number}:8470/" for number, place in enumerate(EVERYWHERE, start=2)}
WORDS = {name: f"palabras de {name}" for place in EVERYWHERE for name, _ in place.team}
SITE = "http://127.0.0.99:8470/"


@pytest.fixture(params=["es_MX.UTF-8", "fr_FR.UTF-8", "C"])
def terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", request.param)
    return str(request.param)


def test_at_least_seven_places_of_the_mission_are_shown_with_invented_colleagues() -> None:
    posts = {post.id for post in read_mission(SAMPLE, bytes(32)).posts}
    assert len(PLACES) >= 7
    assert {place.code for place in PLACES} <= posts
    assert {role for place in EVERYWHERE for _, role in place.team} == ROLES.keys() == TRIES.keys()
    assert len(WORDS) == sum(len(place.team) for place in EVERYWHERE), "a name is one colleague"


def test_each_place_and_each_colleague_stands_on_the_page(terminal: str) -> None:
    page = unescape(render_start_page(ADDRESSES, WORDS, SITE))
    for shown in (*ADDRESSES.values(), *WORDS, *WORDS.values(), SITE, *(place.name for place in EVERYWHERE)):
        assert shown in page
    assert f'lang="{terminal[:2] if terminal != "C" else "en"}"' in page


def test_each_place_says_who_can_try_what_there(terminal: str) -> None:
    """Under each place its colleagues, with their trade and what to try first, in the language of the terminal."""
    roles, language = get_list("role"), terminal[:2] if terminal != "C" else "en"
    sections = unescape(render_start_page(ADDRESSES, WORDS, SITE)).split("<li>")
    for place in EVERYWHERE:
        (section,) = [one for one in sections if ADDRESSES[place.code] in one]
        for name, role in place.team:
            shown = section[section.index(name) :]
            assert roles.label(role, language) in shown
            assert in_terminal_language()(place.what_to_try(role)) in shown


def test_the_page_is_in_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    spanish = render_start_page(ADDRESSES, WORDS, SITE)
    monkeypatch.setenv("LC_ALL", "C")
    english = render_start_page(ADDRESSES, WORDS, SITE)
    for place in EVERYWHERE:
        assert place.idea in unescape(english)
        assert place.idea not in unescape(spanish)


def test_without_a_public_page_its_reason_is_shown_and_no_link() -> None:
    page = render_start_page(ADDRESSES, WORDS, "<nada>")
    assert "&lt;nada&gt;" in page
    assert 'href="&lt;' not in page


def test_it_is_served_with_its_style_sheet_until_the_block_ends() -> None:
    with serve_start_page(ADDRESSES, WORDS, SITE, "127.0.0.1", 0) as address:
        assert b"<h1" in urlopen(address, timeout=5).read()
        assert b"grid" in urlopen(f"{address}start.css", timeout=5).read()

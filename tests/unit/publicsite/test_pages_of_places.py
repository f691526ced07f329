"""Where the mission works, what is open, and how to be helped: as the built pages say it."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

import pytest

from posta.publicsite.build import build_site
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.public_mission_file import SAMPLE, read_mission, read_mission_file
from posta.publicsite.network.public_network import PublicService
from posta.publicsite.pages.service_bars import WIDTH, draw_service_bars
from posta.publicsite.source import Source


@cache
def sample() -> Source:
    return gather_source(read_mission_file())


@cache
def site() -> Mapping[str, bytes]:
    return build_site(sample())


def text_of(path: str) -> str:
    """The words of a page, one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", site()[path].decode()))


def with_settings(**changed: str) -> Mapping[str, bytes]:
    source = sample()
    settings = replace(source.content.settings, **changed)
    return build_site(replace(source, content=replace(source.content, settings=settings)))


def test_every_public_place_has_a_page_in_three_languages() -> None:
    ids = {place.id for place in sample().network.places}

    for folder in ("donde-trabajamos", "en/where-we-work", "fr/ou-nous-travaillons"):
        assert {PurePosixPath(path).stem for path in site() if path.startswith(f"{folder}/")} == ids


def test_equal_places_are_counted_together() -> None:
    assert "26 communities" in text_of("en/where-we-work.html")
    assert "26 comunidades" in text_of("si-necesita-atencion.html")
    assert "26 kominote" in text_of("ht/si-ou-bezwen-swen.html")


def test_a_closed_place_is_shown_as_closed_and_sends_nobody_there() -> None:
    assert "closed December 2018" in text_of("en/where-we-work/acapulco-zapata.html")
    assert "cerrado: diciembre de 2018" in text_of("donde-trabajamos.html")
    assert "Zapata" not in text_of("si-necesita-atencion.html")


def test_open_is_judged_by_the_day_that_the_site_describes() -> None:
    """The page is read years later, from a USB stick: it says what was true on its day, whatever day it is."""
    then = with_settings(as_of="2017-06-30")

    assert "open as of 30 June 2017" in then["en/where-we-work/acapulco-zapata.html"].decode()
    assert "Zapata" in then["si-necesita-atencion.html"].decode()
    assert "Casa Amar" not in then["si-necesita-atencion.html"].decode()  # it opened in October 2018
    assert "not open yet" in then["en/where-we-work/nuevo-laredo-amar.html"].decode()


def with_place(identifier: str, **changed: object) -> Mapping[str, bytes]:
    """The site with one place changed in the mission's file, as of the last day of 2018."""
    mission = json.loads(SAMPLE.read_text(encoding="utf-8"))
    next(place for place in mission["places"] if place["id"] == identifier).update(changed)
    return build_site(gather_source(read_mission(mission, "mission")))


def test_where_a_place_closed_no_service_goes_on() -> None:
    """La 72 closed on the third: its page said so above a table in which each of its services went on."""
    page = with_place("tenosique_la72", closed="2018-12-03")["en/where-we-work/tenosique-la72.html"].decode()
    assert "closed 3 December 2018" in page
    assert "goes on" not in page


def test_a_place_names_the_services_that_are_given_there_on_the_day() -> None:
    """Reynosa's clinic had no general care any more, and the list of places still promised it."""
    services = [
        {"service": "primary_care", "from": None, "to": "2018-12-03"},
        {"service": "social_work", "from": None, "to": None},
        {"service": "wash", "from": "2019-02", "to": None},
    ]
    row = row_of(with_place("reynosa_clinica", services=services), "reynosa-clinica")
    assert "Trabajo social" in row
    assert "Atención médica general" not in row
    assert "Agua y saneamiento" not in row


def test_a_place_left_to_survivors_alone_is_neither_open_nor_closed() -> None:
    """It was shown as open and without a single service: who reads that knows what is given there."""
    services = [
        {"service": "primary_care", "from": None, "to": "2018-12-03"},
        {"service": "sexual_violence", "from": None, "to": None},
    ]
    built = with_place("reynosa_clinica", services=services)
    assert "abierto" not in row_of(built, "reynosa-clinica")
    assert 'class="pill open"' not in built["donde-trabajamos/reynosa-clinica.html"].decode()


def row_of(built: Mapping[str, bytes], identifier: str) -> str:
    """The row of a place in the list of all places."""
    _before, *rows = built["donde-trabajamos.html"].decode().split("<tr")
    return next(row for row in rows if f"/{identifier}.html" in row)


def test_places_stand_in_the_order_of_the_road() -> None:
    words = text_of("si-necesita-atencion.html")
    order = [words.index(town) for town in ("Tenosique", "Coatzacoalcos", "Ciudad de México", "Reynosa", "Tijuana")]

    assert order == sorted(order)


@pytest.mark.parametrize("path", ["si-necesita-atencion.html", "ht/si-ou-bezwen-swen.html", "en/if-you-need-care.html"])
def test_care_for_survivors_names_states_and_no_town(path: str) -> None:
    assert "Veracruz, Guerrero, Tamaulipas" in text_of(path)
    assert "Acapulco" not in text_of(path)


def test_who_can_be_called_is_linked_and_otherwise_a_way_is_told() -> None:
    called = with_settings(telephone="+52 55 1234 5678", email="mision@example.org")

    assert 'href="tel:+525512345678"' in called["pt/se-precisa-de-atendimento.html"].decode()
    assert 'href="mailto:mision@example.org"' in called["ht/si-ou-bezwen-swen.html"].decode()
    assert "Mande pou ekip medikal la" in text_of("ht/si-ou-bezwen-swen.html")


def test_a_gift_is_asked_for_only_where_the_mission_says_where_to() -> None:
    given = with_settings(donate="https://example.org/give")

    assert 'href="https://example.org/give"' in given["en/how-to-help.html"].decode()
    assert "takes no gifts through this page" in text_of("en/how-to-help.html")
    assert "Give to the mission" not in text_of("en/how-to-help.html")


def test_the_page_for_what_is_missing_links_from_the_root_of_the_host() -> None:
    """A server shows it for /a/b/c too: links relative to where it stands would lead nowhere."""
    assert 'href="/site.css"' in site()["404.html"].decode()
    there = with_settings(address="https://example.org/mexico/")["404.html"].decode()
    assert 'href="/mexico/site.css"' in there
    assert 'href="/mexico/fr/si-vous-avez-besoin-de-soins.html"' in there


def test_no_page_has_rows_of_empty_lines() -> None:
    assert [path for path, page in site().items() if path.endswith(".html") and b"\n\n" in page] == []


def test_a_bar_is_drawn_only_where_a_date_is_stated() -> None:
    places = {place.id: place for place in sample().network.places}
    closed = draw_service_bars(places["acapulco-zapata"], "2018-12-31")

    assert draw_service_bars(places["tenosique-la72"], "2018-12-31") is None
    assert closed
    assert [(span.begin, span.width, span.over) for span in closed[1]] == [(0.0, float(WIDTH), True)] * 2


def test_a_bar_never_leaves_its_line() -> None:
    place = next(place for place in sample().network.places if place.id == "tijuana")
    services = (
        PublicService(code="wash", since="2018-12-31"),
        PublicService(code="srh", since="2015-02", until="2018-12"),
    )
    drawn = draw_service_bars(replace(place, services=services), "2018-12-31")

    assert drawn
    assert [span.begin >= 0 and span.begin + span.width <= WIDTH + 3 for span in drawn[1]] == [True, True]


def test_an_end_that_lies_ahead_begins_no_line_of_years() -> None:
    """The only date of a place was the end that its service will have next year: the page could not be drawn."""
    place = next(place for place in sample().network.places if place.id == "tijuana")
    ahead = replace(place, services=(PublicService(code="wash", until="2019-02"),))

    assert draw_service_bars(ahead, "2018-12-31") is None

"""The map as the page shows it: safe first, then whole, and readable without seeing it."""

import copy
import json
import random
import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.map.map_values import Map
from posta.publicsite.map.points import find_seat, list_points
from posta.publicsite.map.present_map import present_map
from posta.publicsite.map.projection import project
from posta.publicsite.network.disclosure_gate import disclose
from posta.publicsite.network.public_mission_file import SAMPLE
from posta.publicsite.network.public_network import PublicNetwork

DAY = "2018-12-31"
CANARY = "Refugio Xochiquetzalli"


@pytest.fixture
def mission() -> dict[str, Any]:
    """The sample mission, to be changed."""
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def _map(mission: dict[str, Any], language: str = "es") -> Map:
    return present_map(disclose(mission), language, "donde-trabajamos.html", as_of=DAY)


def _place(mission: dict[str, Any], identifier: str) -> dict[str, Any]:
    return next(place for place in mission["places"] if place["id"] == identifier)


def test_a_service_for_survivors_is_never_on_the_map_finer_than_the_state(mission: dict[str, Any]) -> None:
    """The file allowed the municipality of the therapeutic centre: who looks for somebody who fled would find the town."""
    centre = _place(mission, "cdmx_centro_terapeutico")
    centre.update(public_precision="municipality", cvegeo="30039", municipality="Coatzacoalcos", cve_ent="30")

    points = {point.code: point for point in list_points(disclose(mission), DAY)}

    assert [place.kind for place in points["30"].places] == ["therapeutic_centre"]
    assert "therapeutic_centre" not in {place.kind for place in points["30039"].places}
    assert points["30"].at != points["30039"].at


def test_a_place_that_is_not_public_leaves_no_trace(mission: dict[str, Any]) -> None:
    """A house in Tijuana was hidden: not its mark, its name, its count nor the line that led there."""
    before = _map(copy.deepcopy(mission))
    _place(mission, "tijuana").update(public_precision=None, name=CANARY)
    after = _map(mission)

    assert [word for word in (CANARY, "Tijuana", "02004", "tijuana") if word in repr(after)] == []
    assert len(after.entries) == len(before.entries) - 1
    x, y = (round(number) for number in project(32.5, -116.9))
    assert (f"{x} {y}" in before.route, f"{x} {y}" in after.route) == (True, False)


def test_one_place_more_that_is_hidden_changes_nothing(mission: dict[str, Any]) -> None:
    before = _map(copy.deepcopy(mission))
    mission["places"].append(
        {**_place(mission, "reynosa_movil"), "id": "safe", "name": CANARY, "public_precision": None}
    )
    assert _map(mission) == before


def test_every_position_is_a_tenth_of_a_degree_or_the_middle_of_a_state(mission: dict[str, Any]) -> None:
    """No mark stands on a house: its place follows from its code alone."""
    middles = {point.code: point.at for point in list_points(disclose(mission), DAY) if len(point.code) == 2}
    for point in list_points(disclose(mission), DAY):
        assert point.at == (find_seat(point.code) or middles[point.code])
    degrees = re.findall(r"\[(-?[\d.]+), (-?[\d.]+)\]", (SAMPLE.parents[2] / "publicsite/map/seats.toml").read_text())
    assert len(degrees) > 20
    assert [number for pair in degrees for number in pair if len(number.partition(".")[2]) != 1] == []


def test_a_place_shown_by_its_state_has_a_shape_of_its_own_and_tints_the_state(mission: dict[str, Any]) -> None:
    drawn = _map(mission)
    shapes = {mark.name: mark.shape for mark in drawn.wide.marks}
    assert (shapes["Guerrero"], shapes["Ciudad de México"], shapes["Reynosa"]) == ("state", "state", "several")
    assert drawn.tinted.count("M") == 2


def test_places_in_one_municipality_are_one_point_with_their_number(mission: dict[str, Any]) -> None:
    (reynosa,) = (entry for entry in _map(mission).entries if entry.name == "Reynosa")
    assert (reynosa.count, len(reynosa.places)) == (5, 5)
    assert "Reynosa (5)" in {mark.text.words for mark in _map(mission).wide.marks if mark.text}


def test_where_the_mission_works_no_longer_is_told_apart(mission: dict[str, Any]) -> None:
    """Somebody walked to a neighbourhood of Acapulco where nobody had worked since December."""
    assert {mark.shape for mark in _map(mission).wide.marks if mark.name == "Acapulco de Juárez"} == {"over"}


def test_a_municipality_whose_seat_is_not_listed_is_shown_in_the_middle_of_its_state(mission: dict[str, Any]) -> None:
    _place(mission, "tijuana").update(cvegeo="02001", municipality="Ensenada")
    shapes = {mark.name: mark.shape for mark in _map(mission).wide.marks}
    assert shapes["Baja California"] == "state"
    assert "Ensenada" not in shapes


def test_a_mark_leads_to_its_only_place_or_to_its_row_of_the_list(mission: dict[str, Any]) -> None:
    hrefs = {mark.name: mark.href for mark in _map(mission).wide.marks}
    assert hrefs["Tijuana"] == "donde-trabajamos/tijuana.html"
    assert hrefs["Reynosa"] == "#map-28032"
    ids = {entry.id for entry in _map(mission).entries}
    assert {href[1:] for href in hrefs.values() if href.startswith("#")} <= ids


def test_on_a_page_without_the_list_a_mark_leads_to_the_page_that_has_it(mission: dict[str, Any]) -> None:
    drawn = present_map(disclose(mission), "en", "en/index.html", as_of=DAY, list_at="en/where-we-work.html")
    assert {mark.name: mark.href for mark in drawn.wide.marks}["Reynosa"] == "where-we-work.html#map-28032"
    assert not drawn.is_whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_has_a_name_at_every_mark_and_a_number_on_a_phone(mission: dict[str, Any], language: str) -> None:
    drawn = _map(mission, language)
    assert [mark.name for mark in drawn.wide.marks if not mark.text] == []
    assert [mark.tag and mark.tag.words for mark in drawn.narrow.marks] == [
        str(n) for n in range(1, len(drawn.entries) + 1)
    ]


def test_the_order_of_the_file_changes_nothing(mission: dict[str, Any]) -> None:
    before = _map(copy.deepcopy(mission))
    random.Random(7).shuffle(mission["places"])
    after = _map(mission)
    assert (after.wide, after.narrow, after.route) == (before.wide, before.narrow, before.route)


CODES = sorted(
    {place["cvegeo"] for place in json.loads(SAMPLE.read_text(encoding="utf-8"))["places"] if place["cvegeo"]}
)


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=24, unique=True), st.sampled_from(LANGUAGES))
def test_any_set_of_places_is_drawn_without_collision(codes: list[str], language: str) -> None:
    """Twenty municipalities of Guerrero in one map: what finds no room by name stands by number, or in the list alone."""
    drawn = present_map(_network(codes), language, "index.html", as_of=DAY)
    assert len(drawn.entries) == len(drawn.wide.marks) == len(codes)
    tags = [(mark.tag_x, mark.tag_y) for mark in drawn.narrow.marks if mark.tag]
    edge = drawn.narrow.tag
    assert not any(abs(x1 - x2) < edge and abs(y1 - y2) < edge for (x1, y1), (x2, y2) in combinations(tags, 2))


def _network(codes: list[str]) -> PublicNetwork:
    mission = json.loads(SAMPLE.read_text(encoding="utf-8"))
    model = _place(mission, "reynosa_movil")
    mission["places"] = [
        {**model, "id": f"place_{code}", "cvegeo": code, "cve_ent": code[:2], "municipality": f"Municipio {code}"}
        for code in codes
    ]
    mission["events"] = []
    return disclose(mission)

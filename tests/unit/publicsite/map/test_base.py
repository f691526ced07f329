"""The base map and its formula: what is drawn lies where it lies in the world."""

import pytest

from posta.publicsite.map.geometry import find_centre, is_inside, read_geometry
from posta.publicsite.map.projection import HEIGHT, WIDTH, project
from posta.terms.places import ENTITIES

TOWNS = {
    "Tijuana": ("02", 32.5, -116.9),
    "Hermosillo": ("26", 29.1, -111.0),
    "Nuevo Laredo": ("28", 27.5, -99.5),
    "Reynosa": ("28", 26.1, -98.3),
    "Saltillo": ("05", 25.4, -101.0),
    "Coatzacoalcos": ("30", 18.1, -94.4),
    "Tenosique": ("27", 17.5, -91.4),
    "Chalchihuitán": ("07", 17.0, -92.6),
    "Acapulco": ("12", 16.9, -99.9),
    "Tapachula": ("07", 14.9, -92.3),
    "Chetumal": ("23", 18.5, -88.3),
}


@pytest.mark.parametrize(("state", "latitude", "longitude"), TOWNS.values(), ids=TOWNS)
def test_a_town_lies_in_its_state_and_in_no_other(state: str, latitude: float, longitude: float) -> None:
    """A reader who knows the country looks first whether the border towns are on the right side."""
    point = project(latitude, longitude)
    assert [code for code, ring in read_geometry().states.items() if is_inside(ring, point)] == [state]


def test_the_map_has_the_thirty_two_states_inside_the_frame() -> None:
    states = read_geometry().states
    assert set(states) == set(ENTITIES)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for ring in states.values() for x, y in ring)


def test_the_middle_of_a_state_lies_in_it_also_where_the_state_is_bent() -> None:
    """Veracruz and Sinaloa are bows: their centroid may lie in the next state, and a mark there would lie."""
    assert [code for code, ring in read_geometry().states.items() if not is_inside(ring, find_centre(ring))] == []


def test_the_middle_of_a_bow_is_beside_its_centroid() -> None:
    bow = ((0, 0), (100, 0), (100, 10), (10, 10), (10, 90), (100, 90), (100, 100), (0, 100))
    assert find_centre(bow) == (5.0, pytest.approx(50.0))


def test_neighbouring_states_share_their_border_so_that_no_gap_opens() -> None:
    """Each state was simplified on its own once: slivers of sea shone through between them."""
    tamaulipas, veracruz = (set(read_geometry().states[code]) for code in ("28", "30"))
    assert len(tamaulipas & veracruz) > 3


def test_the_base_weighs_little() -> None:
    """It stands in the page itself: who opens it over 2G pays for every byte."""
    base = read_geometry()
    assert len(base.country + base.around + base.state_lines + base.borders) < 12_000


def test_the_formula_is_the_one_of_the_manual() -> None:
    """Snyder's worked example shape: the central meridian is upright, north is up, and angles are kept."""
    (x1, y1), (x2, y2) = project(20.0, -102.0), project(21.0, -102.0)
    assert x1 == pytest.approx(x2)
    assert y2 < y1
    east, north = (
        project(25.0, -99.9)[0] - project(25.0, -100.1)[0],
        project(24.9, -100.0)[1] - project(25.1, -100.0)[1],
    )
    assert east / north == pytest.approx(0.9063, abs=0.002)  # the cosine of 25 degrees: no side is stretched

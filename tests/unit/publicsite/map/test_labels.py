"""Labels: none covers another label or a mark, none leaves the frame, whatever the places are."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.publicsite.map.labels import Box, LabelRequest, estimate_width, place_labels

FRAME = Box(0, 0, 600, 400)

POINTS = st.builds(
    LabelRequest,
    at=st.tuples(st.floats(10, 590), st.floats(10, 390)),
    reach=st.sampled_from([8.0, 15.0]),
    width=st.floats(20, 180),
    height=st.sampled_from([24.0, 34.0]),
)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(POINTS, max_size=25))
def test_no_label_covers_another_or_a_mark_or_leaves_the_frame(wanted: list[LabelRequest]) -> None:
    """Any mission, any places: twenty-five may stand in one corner."""
    placed = place_labels(wanted, FRAME)
    boxes = [one.box for one in placed if one]

    assert len(placed) == len(wanted)
    assert all(FRAME.holds(box) for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    assert not any(box.meets(one.mark) for box in boxes for one in wanted)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(POINTS, max_size=15))
def test_no_leader_crosses_a_label_or_another_leader(wanted: list[LabelRequest]) -> None:
    placed = [one for one in place_labels(wanted, FRAME) if one]
    leaders = [one.leader for one in placed if one.leader]

    assert not any(
        other.box.is_crossed(one.leader) for one in placed for other in placed if one.leader and one is not other
    )
    assert not any(_cross(one, other) for one, other in combinations(leaders, 2))


def test_three_neighbours_each_get_a_name_beside_them() -> None:
    """Nuevo Laredo, Reynosa and Matamoros lie close together: on the first draft two names covered one another."""
    wanted = [
        LabelRequest(at=(300, 120), reach=10, width=150, height=30),
        LabelRequest(at=(340, 180), reach=10, width=110, height=30),
        LabelRequest(at=(372, 190), reach=10, width=130, height=30),
    ]
    assert [one is not None and one.leader is None for one in place_labels(wanted, FRAME)] == [True, True, True]


def test_a_label_without_room_is_left_to_the_list() -> None:
    wide = LabelRequest(at=(300, 200), reach=10, width=700, height=30)
    assert place_labels([wide], FRAME) == (None,)


def test_a_label_covers_the_route_only_where_it_has_no_other_place_beside_its_point() -> None:
    wanted = [LabelRequest(at=(300, 200), reach=10, width=100, height=30)]
    (usual,) = place_labels(wanted, FRAME)
    (other,) = place_labels(wanted, FRAME, quiet=[((300, 200), (600, 200))])

    assert usual is not None
    assert usual.box.left > 300
    assert other is not None
    assert other.box.right < 300
    assert other.leader is None


@pytest.mark.parametrize(
    ("text", "measured"),
    [("Nuevo Laredo (2)", 7.85), ("Ciudad de México", 9.12), ("Chalchihuitán", 6.71), ("WWWMMM", 5.19)],
)
def test_a_text_is_not_wider_than_was_thought(text: str, measured: float) -> None:
    """Measured in a browser in the site's own face; one that stands in for it may be a tenth wider."""
    assert 1.05 * measured < estimate_width(text, 1) < 1.3 * measured


def test_a_box_that_is_inside_out_is_none() -> None:
    with pytest.raises(ValueError, match="right edge"):
        Box(10, 0, 0, 10)


def _cross(
    one: tuple[tuple[float, float], tuple[float, float]], other: tuple[tuple[float, float], tuple[float, float]]
) -> bool:
    """Whether two lines cross, judged by another way than the code's: solving for both parameters."""
    (x1, y1), (x2, y2) = one
    (x3, y3), (x4, y4) = other
    across = (x1 - x2) * (y3 - y4) - (y1 - y2) * (x3 - x4)
    if abs(across) < 1e-9:
        return False
    along = ((x1 - x3) * (y3 - y4) - (y1 - y3) * (x3 - x4)) / across
    beside = ((x1 - x3) * (y1 - y2) - (y1 - y3) * (x1 - x2)) / across
    return 1e-6 < along < 1 - 1e-6 and 1e-6 < beside < 1 - 1e-6

"""Charts tell no lie: bars begin at zero and are as long as their values, a line needs two times, nothing is cut off."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.publicsite.published.charts import (
    LINE,
    WIDTH,
    ChartBar,
    Point,
    TrendChart,
    choose_scale,
    draw_bars,
    draw_trend,
    estimate_text_width,
    wrap,
)

VALUES = st.integers(0, 10**15)
LABELS = st.text(st.characters(exclude_categories=["C"]), max_size=120)


def _bar(value: int, label: str = "Reynosa") -> ChartBar:
    return ChartBar(label, value, f"{value:,}")


def _point(time: int, value: int) -> Point:
    return Point(time, value, f"{value:,}", str(time))


def test_a_value_twice_as_large_is_twice_as_long() -> None:
    small, large = draw_bars([_bar(4000), _bar(8000)]).bars
    assert large.width == 2 * small.width > 0


def test_a_bar_ends_where_the_scale_says_its_value_is() -> None:
    chart = draw_bars([_bar(23500), _bar(20000)])
    assert chart.bars[1].width == next(tick.at for tick in chart.ticks if tick.value == 20000)


@pytest.mark.parametrize(
    ("highest", "scale"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (2, (0, 1, 2)),
        (9, (0, 5, 10)),
        (26, (0, 10, 20, 30)),
        (23500, (0, 10000, 20000, 30000)),
        (1_000_000, (0, 500_000, 1_000_000)),
    ],
)
def test_a_scale_is_round_and_begins_at_zero(highest: int, scale: tuple[int, ...]) -> None:
    assert choose_scale(highest) == scale


def test_zero_has_no_length_and_keeps_its_row() -> None:
    zero, one = draw_bars([_bar(0), _bar(1)]).bars
    assert (zero.width, zero.shown, one.width) == (0, "0", WIDTH)


def test_one_value_alone_and_none_are_drawn() -> None:
    assert draw_bars([_bar(52)]).bars[0].width == WIDTH * 52 // 60
    assert draw_bars([]).bars == ()


def test_a_million_beside_one_keeps_the_scale() -> None:
    million, one = draw_bars([_bar(1_000_000), _bar(1)]).bars
    assert (million.width, one.width) == (WIDTH, 0)


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        draw_bars([_bar(-1)])
    with pytest.raises(ValueError, match="zero"):
        draw_trend([_point(2017, -1), _point(2018, 3)])


def test_a_long_label_is_written_in_several_lines_and_loses_no_word() -> None:
    label = "Personas con apoyo psicosocial, solas o en grupo, durante la emergencia en los Altos de Chiapas"
    lines = draw_bars([ChartBar(label, 5, "5")]).bars[0].lines
    assert len(lines) > 1
    assert " ".join(line.words for line in lines) == label


def test_words_of_a_scale_that_would_touch_stand_at_its_ends_only() -> None:
    ticks = draw_bars([_bar(9 * 10**14)], lambda value: f"{value:,}").ticks
    assert [bool(tick.words) for tick in ticks] == [True, *[False] * (len(ticks) - 2), True]


def test_one_time_has_no_trend() -> None:
    assert draw_trend([_point(2018, 23500)]) is None
    assert draw_trend([]) is None


def test_two_values_of_one_time_are_no_trend() -> None:
    with pytest.raises(ValueError, match="one value for each time"):
        draw_trend([_point(2018, 1), _point(2018, 2)])


def test_a_gap_of_two_years_is_twice_as_wide() -> None:
    first, second, third = _trend([_point(2014, 5), _point(2015, 6), _point(2017, 7)]).points
    assert abs(third.x - second.x - 2 * (second.x - first.x)) <= 2


def test_the_same_value_stands_at_the_same_height_and_zero_at_the_foot() -> None:
    trend = _trend([_point(2016, 10), _point(2017, 0), _point(2018, 10)])
    assert trend.points[0].y == trend.points[2].y < trend.foot == trend.points[1].y


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(LABELS, VALUES), max_size=8))
def test_bars_never_leave_their_box(rows: list[tuple[str, int]]) -> None:
    chart = draw_bars([_bar(value, label) for label, value in rows], lambda value: f"{value:,}")

    last = 0
    for bar, (_, value) in zip(chart.bars, rows, strict=True):
        assert 0 <= bar.width <= WIDTH
        assert all(last <= line.y - LINE * 3 // 4 for line in bar.lines), "a label stands on the bar above"
        assert max(line.y for line in bar.lines) < bar.y
        assert all(estimate_text_width(line.words) + estimate_text_width(f"{value:,}") <= WIDTH for line in bar.lines)
        last = bar.y + bar.height
    assert last <= chart.foot < chart.words_at < chart.height
    assert all(0 <= tick.at <= WIDTH for tick in chart.ticks)
    _assert_apart([(tick.at, tick.anchor, tick.words) for tick in chart.ticks if tick.words])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(1990 * 12, 2100 * 12), VALUES), min_size=2, unique_by=lambda row: row[0]))
def test_a_line_never_leaves_its_box(rows: list[tuple[int, int]]) -> None:
    trend = _trend([_point(time, value) for time, value in rows])

    assert all(0 <= point.x <= trend.width and 0 < point.words_at < point.y <= trend.foot for point in trend.points)
    assert trend.foot < trend.height
    assert trend.path.count("L") == len(rows) - 1


@settings(max_examples=150, deadline=None)
@given(LABELS, st.integers(200, WIDTH))
def test_wrapping_loses_no_letter(label: str, room: int) -> None:
    lines = wrap(label, room)
    assert "".join("".join(lines).split()) == "".join(label.split())
    assert all(estimate_text_width(line) <= room for line in lines)


def _trend(points: list[Point]) -> TrendChart:
    trend = draw_trend(points)
    assert trend
    return trend


def _assert_apart(words: list[tuple[int, str, str]]) -> None:
    """Words beside one another touch neither one another nor the edges."""
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}
    spans = [(at - shift[anchor] * estimate_text_width(text), estimate_text_width(text)) for at, anchor, text in words]
    assert all(start >= 0 and start + width <= WIDTH for start, width in spans)
    assert all(one[0] + one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))

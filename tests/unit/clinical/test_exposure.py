"""Windows after sexual violence: two bounds, and never a no by a guess."""

from datetime import UTC, datetime, timedelta

import pytest

from posta.clinical.dangers import exposure
from posta.clinical.dangers.exposure import (
    DECIDE,
    LATE,
    NO,
    UNKNOWN,
    YES,
    Since,
    emergency_contraception,
    is_eligible,
    pep,
    since,
    window,
)
from posta.clock import get_zone

from .people import GROWN, aged, visit

ZONE = get_zone("America/Mexico_City")
NOW = datetime(2018, 11, 25, 18, tzinfo=UTC)  # noon at the post
WOMAN = aged(24, sex="f")
RAPE = frozenset({"rape_v"})


def test_of_a_day_both_bounds_are_kept() -> None:
    """Three days ago, hour unknown, typed as midnight: 84 hours at most, and 60 at least."""
    passed = since(datetime(2018, 11, 22, 6, tzinfo=UTC), "day", NOW, ZONE)
    assert passed == Since(60.0, 84.0)
    assert (window(passed), pep(passed, RAPE, "neg")) == ("h72", YES)
    assert passed.left(72) == 12.0


@pytest.mark.parametrize(
    ("days", "precision", "code", "offered"),
    [
        (0, "day", "h72", YES), (3, "day", "h72", YES), (4, "day", "h120", LATE), (5, "day", "h120", LATE), (6, "day", "m6", LATE),
        (3, "hour", "h72", YES), (4, "hour", "h120", LATE), (40, "month", "m6", LATE), (20, "month", "unk", DECIDE),
        (400, "month", "y", LATE), (3, "unknown", "unk", UNKNOWN),
    ],
)  # fmt: skip
def test_the_window_and_what_is_offered(days: int, precision: str, code: str, offered: str) -> None:
    passed = since(NOW - timedelta(days=days), precision, NOW, ZONE)
    assert (window(passed), pep(passed, RAPE, "neg")) == (code, offered)


@pytest.mark.parametrize(
    ("types", "hiv", "offered"),
    [
        ({"touch", "unk"}, "neg", YES), ({"unk"}, "nd", YES), ({"attempt"}, "neg", DECIDE), ({"exploit"}, "neg", DECIDE),
        ({"exploit", "rape_a"}, "neg", YES), ({"touch"}, "neg", NO), ({"rape_v"}, "pos", NO), (set(), "neg", UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_not_remembered_is_treated_as_an_exposure(types: set[str], hiv: str, offered: str) -> None:
    assert pep(Since(10.0, 10.0), frozenset(types), hiv) == offered


def test_emergency_contraception() -> None:
    recent = Since(60.0, 84.0)
    assert emergency_contraception(recent, RAPE, "neg", WOMAN) == YES
    assert emergency_contraception(Since(119.0, 143.0), RAPE, "nd", WOMAN) == YES
    assert emergency_contraception(Since(121.0, 121.0), RAPE, "nd", WOMAN) == LATE
    assert emergency_contraception(recent, RAPE, "pos", WOMAN) == NO
    assert emergency_contraception(recent, RAPE, "nd", aged(30, sex="m")) == NO
    assert emergency_contraception(recent, RAPE, "nd", aged(7, sex="f")) == NO
    assert emergency_contraception(recent, frozenset({"rape_a"}), "nd", WOMAN) == DECIDE
    assert emergency_contraception(recent, frozenset({"touch", "unk"}), "nd", WOMAN) == YES
    assert emergency_contraception(recent, RAPE, "nd", GROWN) == UNKNOWN  # sex not known: nothing is refused


def test_the_form_keeps_a_no_only_where_it_is_known() -> None:
    assert [is_eligible(one) for one in (YES, NO, LATE, DECIDE, UNKNOWN)] == [True, False, None, None, None]


def test_a_weaker_pill_is_asked_about() -> None:
    given = {"ec": "given", "ec_type": "lng_1_5mg", "hours_since": 80.0}
    found = exposure.review_exposure(visit(WOMAN, sv=given, vitals={"bmi": 31.0}))
    assert [one.code for one in found] == ["ec_weaker_late", "ec_weaker_bmi"]
    assert not list(exposure.review_exposure(visit(WOMAN, sv={**given, "ec_type": "upa_30mg"})))

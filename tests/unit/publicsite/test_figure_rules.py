"""A figure that breaks a rule cannot exist: one rule at a time, with the values on both sides of each limit."""

from typing import Any

import pytest

from posta.publicsite.published.figure import FigureCorrection, is_state
from posta.publicsite.published.figure_faults import WrongFigure
from tests.unit.publicsite.figures import figure, texts

WHY = texts("Faltaba un mes.")


def _corrected(*rows: tuple[Any, str], reason: dict[str, str] = WHY) -> tuple[FigureCorrection, ...]:
    return tuple(FigureCorrection(was=was, date=date, reason=reason) for was, date in rows)


FITS: tuple[dict[str, Any], ...] = (
    {},
    {"id": "a", "measure": "a-1"},
    {"value": 10},
    {"value": 0},
    {"value": 0, "unit": "shelters"},
    {"value": 1, "unit": "shelters"},
    {"value": 10, "survivors": True},
    {"value": 9, "unit": "shelters", "survivors": True},
    {"survivors": True, "place": "MX-CMX", "period": "2016/2018"},
    {"period": "2018-12"},
    {"period": "2017/2018", "published": "2017"},
    {"published": "2018"},
    {"published": "2018-01-01"},
    {"published": "2018-02", "period": "2018-02"},
    {"since": "2018"},
    {"since": "2018-12-31", "period": "2018-12"},
    {"since": "2018", "period": "2016/2018"},
    {"source_address": "https://example.org/a?b=c"},
    {"certainty": "estimate"},
    {"hxl": "#reached+people+f"},
    {"front": 0},
    {"front": 1},
    {"front": 3},
    {"corrections": _corrected((1900, "2019-01-01"))},
    {"corrections": _corrected((1900, "2019-03-01"), (1950, "2019-03-01"))},
    {"corrections": _corrected((2000, "2019-03-01"), (1950, "2019-03-02"))},
    {"corrections": _corrected((1900, "2019-03-01"), (1950, "2019-03-02"), (1900, "2019-03-03"))},
    {"corrections": _corrected((10, "2019-03-01"), (0, "2019-03-02"))},
)

BREAKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("id", {"id": ""}),
    ("id", {"id": "Two"}),
    ("id", {"id": "a--b"}),
    ("measure", {"measure": "a b"}),
    ("label", {"label": {"es": "Consultas", "en": "Consultations"}}),
    ("label", {"label": {}}),
    ("definition", {"definition": texts(" ")}),
    ("source", {"source": {}}),
    ("value", {"value": -1}),
    ("value", {"value": 20.0}),
    ("value", {"value": "20"}),
    ("value", {"value": True}),
    ("value", {"value": 9}),
    ("value", {"value": 1}),
    ("value", {"value": 9, "survivors": True}),
    ("value", {"value": 0, "survivors": True}),
    ("unit", {"unit": "litres"}),
    ("period", {"period": ""}),
    ("period", {"period": "2018-00"}),
    ("period", {"period": "2018-01-01"}),
    ("period", {"period": "2018/2018"}),
    ("period", {"period": "2018/2016"}),
    ("period", {"period": "0000"}),
    ("period", {"period": "2018-12", "survivors": True}),
    ("published", {"published": ""}),
    ("published", {"published": "2019-02-29"}),
    ("published", {"published": "20190101"}),
    ("published", {"published": "2017"}),
    ("published", {"published": "2018-01", "period": "2018-02"}),
    ("since", {"since": "long ago"}),
    ("since", {"since": "2019"}),
    ("since", {"since": "2019", "period": "2016/2018"}),
    ("source_address", {"source_address": "http://example.org"}),
    ("source_address", {"source_address": "https://"}),
    ("source_address", {"source_address": "https://example.org/a b"}),
    ("source_address", {"source_address": "https://[example"}),
    ("source_address", {"source_address": "javascript:alert(1)"}),
    ("certainty", {"certainty": "maybe"}),
    ("hxl", {"hxl": "reached"}),
    ("hxl", {"hxl": "#reached +people"}),
    ("front", {"front": 4}),
    ("front", {"front": -1}),
    ("front", {"front": True}),
    ("survivors", {"survivors": "no"}),
    ("context", {"context": 1}),
    ("place", {"survivors": True, "place": "12001"}),
    ("correction.0.was", {"corrections": _corrected((2000, "2019-03-01"))}),
    ("correction.0.was", {"corrections": _corrected((1900, "2019-03-01"), (1900, "2019-03-02"))}),
    ("correction.1.was", {"corrections": _corrected((1900, "2019-03-01"), (2000, "2019-03-02"))}),
    ("correction.0.was", {"corrections": _corrected((-5, "2019-03-01"))}),
    ("correction.0.was", {"corrections": _corrected((9, "2019-03-01"))}),
    ("correction.1.was", {"corrections": _corrected((1900, "2019-03-01"), (9, "2019-03-02"))}),
    ("correction.0.date", {"corrections": _corrected((1900, "2019-03"))}),
    ("correction.0.date", {"corrections": _corrected((1900, "2018-12-31"))}),
    ("correction.1.date", {"corrections": _corrected((1900, "2019-03-02"), (1950, "2019-03-01"))}),
    ("correction.0.reason", {"corrections": _corrected((1900, "2019-03-01"), reason={"es": "Faltaba."})}),
)


@pytest.mark.parametrize("changes", FITS)
def test_what_keeps_the_rules_is_a_figure(changes: dict[str, Any]) -> None:
    assert figure(**changes).measure


@pytest.mark.parametrize(("field", "changes"), BREAKS)
def test_what_breaks_a_rule_is_no_figure(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(WrongFigure) as refused:
        figure(**changes)

    assert [fault.field for fault in refused.value.faults] == [field]
    (fault,) = refused.value.faults
    assert fault.what.endswith(".")
    assert fault.todo.endswith(".")
    assert str(refused.value) == f"{fault.what} {fault.todo}"


def test_a_missing_translation_is_named() -> None:
    with pytest.raises(WrongFigure, match="missing in en, fr"):
        figure(definition={"es": "Se cuentan consultas."})


def test_every_broken_rule_is_said() -> None:
    with pytest.raises(WrongFigure) as refused:
        figure(value=-1, unit="litres", period="", published="")
    assert {fault.field for fault in refused.value.faults} == {"value", "unit", "period", "published"}


@pytest.mark.parametrize(("place", "state"), [("MX-CMX", True), ("MX-CM", False), ("12001", False), ("MX-CMX ", False)])
def test_a_state_is_known_by_its_code(place: str, state: bool) -> None:
    assert is_state(place) is state


def test_what_is_not_said_is_the_common_case() -> None:
    """The mission's own work, exact, for the whole mission, on no first page, about no survivors."""
    plain = figure()
    assert (plain.place, plain.certainty, plain.corrections, plain.front) == ("", "exact", (), 0)
    assert (plain.survivors, plain.context) == (False, False)

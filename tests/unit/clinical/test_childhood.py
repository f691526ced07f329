"""Danger signs of children under five: judged wherever they were ticked, and asked once."""

from posta.catalog.language.form import get_form
from posta.clinical.dangers.childhood import derive_dangers
from posta.clinical.data_files import read_table
from posta.clinical.signs.triage_criteria import (
    critical_signs,
    dangers_in_criteria,
    proposed_colour,
    red_by_measure,
    triage_colour,
    yellow_by_measure,
)
from posta.terms.lists import get_list

from .people import CHILD, GROWN

NONE = frozenset({"none"})


def test_every_row_names_codes_of_its_lists() -> None:
    table = read_table("childhood")
    dangers = set(get_list("imci_danger").codes)
    assert {row["danger"] for row in (*table["same"], *table["implied"])} <= dangers
    assert all(row["criterion"] in get_list(row["list"]).codes for row in table["same"])
    assert all(row["source"] in table["sources"] for row in (*table["same"], *table["implied"]))
    assert get_form("vitals").field("danger_u5").coded_list == "imci_danger"


def test_a_danger_sign_meets_the_criterion_that_asks_the_same() -> None:
    assert yellow_by_measure({"danger_u5": ("not_drink", "vomits_all")}, CHILD) == {"cannot_feed", "vomit_all"}
    assert red_by_measure({"danger_u5": ("indrawing",)}, CHILD) == {"resp_distress"}


def test_no_child_with_a_danger_sign_is_green() -> None:
    for code in set(get_list("imci_danger").codes) - {"none"}:
        signs = {"danger_u5": (code,), "temp_c": 37.0}
        assert triage_colour(NONE, NONE, signs, CHILD) in ("red", "yellow"), code
        assert critical_signs(signs, CHILD) == {"danger_u5"}
        assert proposed_colour(NONE, NONE, signs, CHILD) in ("red", None)
    assert triage_colour(NONE, NONE, {"danger_u5": ("none",), "temp_c": 37.0}, CHILD) == "green"


def test_what_the_triage_ticked_is_a_danger_sign_until_the_child_is_looked_at_again() -> None:
    ticked = frozenset({"cannot_feed", "headache"})
    assert derive_dangers({}, {}, ticked, CHILD) == {"danger_u5": ("not_drink",)}
    assert derive_dangers({"danger_u5": ("none",)}, {"danger_u5": ("none",)}, ticked, CHILD) == {}
    assert derive_dangers({}, {}, ticked, GROWN) == {}
    assert dangers_in_criteria(frozenset({"unresp"})) == {"lethargic"}

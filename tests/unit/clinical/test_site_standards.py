"""Water, toilets, showers and floor of a site against Sphere, UNHCR and WHO."""

import pytest

from posta.catalog.language.form import get_form
from posta.clinical.data_files import read_table
from posta.clinical.site_standards import NOT_STANDARDS, list_gaps, litres_per_person, people_per_tap, people_per_toilet
from posta.terms.lists import get_list

ENOUGH = {
    "pop_now": 250, "site_type": "shelter", "water_l_day": 3750, "taps": 1, "latrines_f": 12, "latrines_m": 4,
    "latrines_x": 0, "showers": 5, "frc": 0.3, "turb": 2, "ecoli": 0, "floor_m2": 875,
}  # fmt: skip


def test_a_site_that_just_reaches_every_standard_has_no_gap() -> None:
    assert list_gaps(ENOUGH) == ()
    assert litres_per_person(ENOUGH) == 15


@pytest.mark.parametrize(
    ("changed", "gaps"),
    [
        ({"water_l_day": 3749}, ("water",)), ({"water_l_day": 1874}, ("water_survival",)),
        ({"water_l_day": 0}, ("water_survival",)), ({"pop_now": 251, "water_l_day": 9000, "floor_m2": 2000, "showers": 9}, ("taps",)),
        ({"taps": 0}, ("taps",)), ({"latrines_f": 9, "latrines_m": 3}, ("toilets",)), ({"latrines_m": 5}, ("toilets_women",)),
        ({"latrines_f": 9, "latrines_m": 3, "site_type": "transit"}, ()),
        ({"latrines_f": 3, "latrines_m": 1, "site_type": "transit"}, ("toilets",)),
        ({"latrines_f": 0, "latrines_m": 0}, ("toilets",)), ({"showers": 4}, ("showers",)), ({"showers": 0}, ("showers",)),
        ({"frc": 0.19}, ("chlorine_low",)), ({"frc": 0.51}, ("chlorine_high",)), ({"turb": 5.1}, ("turbidity",)),
        ({"ecoli": 1}, ("ecoli",)), ({"floor_m2": 874}, ("floor",)),
        ({"pop_now": 0}, ()), ({"pop_now": None}, ()),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(changed: dict[str, object], gaps: tuple[str, ...]) -> None:
    assert list_gaps({**ENOUGH, **changed}) == gaps


def test_without_a_tap_or_an_answer_there_is_no_ratio() -> None:
    assert people_per_tap({"pop_now": 100, "taps": 0}) is None
    assert people_per_tap({"pop_now": 100}) is None
    assert people_per_toilet({"pop_now": 100, "latrines_x": 8}) == 12


def test_every_standard_has_words_a_source_and_a_measure_of_its_own() -> None:
    table = read_table("site_standards")
    rules = {code: rule for code, rule in table.items() if code not in NOT_STANDARDS}
    assert tuple(rules) == tuple(one.code for one in get_list(get_form("wash").field("gaps").coded_list).options)
    assert all(rule["source"] in table["sources"] for rule in rules.values())


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_the_words_give_the_numbers_of_the_table(language: str) -> None:
    """The lists' words say the limits in digits: they are the table's own."""
    words = {one.code: one.labels[language] for one in get_list("site_gaps").options}
    for code in ("water_survival", "water", "taps", "showers", "chlorine_low", "chlorine_high", "turbidity", "floor"):
        rule = read_table("site_standards")[code]
        limit = f"{rule.get('least', rule.get('most')):g}"
        assert (limit.replace(".", ",") if language == "fr" else limit) in words[code], code

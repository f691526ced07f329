"""Every rule in one list, and every table with its sources."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import posta.clinical
from posta.catalog.language.form import get_form
from posta.clinical.dangers.discharge import DischargeRow, list_discharge_rows
from posta.clinical.data_files import read_table
from posta.clinical.episodes import days_of_case
from posta.clinical.reviews import review_encounter
from posta.clinical.signs.vital_limits import list_limits
from posta.clinical.surveillance.case_definitions import (
    baseline_days,
    list_cluster_rules,
    single_case_codes,
    single_case_days,
)
from posta.terms.diagnoses import find_diagnosis
from posta.terms.lists import get_list

from .people import GROWN, PREGNANT, visit

TABLES = sorted((Path(posta.clinical.__file__).parent / "data").glob("*.toml"))


def sources_named(value: Any) -> set[str]:
    """Every value of a key `source` below the top of a table."""
    if isinstance(value, list):
        return {name for one in value for name in sources_named(one)}
    if not isinstance(value, dict):
        return set()
    own = {value["source"]} if isinstance(value.get("source"), str) else set()
    return own | {name for one in value.values() for name in sources_named(one)}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_table_says_where_it_comes_from(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    sources = table.pop("sources", None)
    if sources is None:
        assert len(str(table["source"])) > 20
    else:
        assert sources_named(table) <= set(sources)
        assert all(len(words) > 20 for words in sources.values())


def test_a_visit_is_judged_by_every_rule() -> None:
    found = review_encounter(
        visit(PREGNANT, anc={"sbp": 165, "urine": "protein", "ga_weeks": 34}, mh_base={"suic": "4"})
    )
    assert [one.code for one in found] == ["preeclampsia", "suicide_plan"]
    assert review_encounter(visit(GROWN, vitals={"hr": 70}, opd={"dx_main": "ari_upper"})) == ()


def test_clusters_and_single_cases_name_diagnoses() -> None:
    rules = list_cluster_rules()
    assert all(find_diagnosis(code) for rule in rules for code in rule.codes)
    assert "measles" in {rule.name: rule for rule in rules}["fever_rash"].codes
    assert {"cholera", "measles"} <= single_case_codes()
    assert "ili" not in single_case_codes()
    assert baseline_days() > single_case_days()


def test_how_long_a_case_lasts() -> None:
    assert [days_of_case(code) for code in ("ari_upper", "scabies", "asthma", "htn", "ptsd")] == [14, 28, 28, 365, 365]


@pytest.mark.parametrize("row", list_discharge_rows(), ids=lambda row: f"{row.form}.{row.fields[0]}")
def test_every_code_against_a_discharge_is_an_answer_of_its_question(row: DischargeRow) -> None:
    for name in row.fields:
        question = get_form(row.form).field(name)
        codes = {"true"} if question.kind == "bool" else set(row.codes | row.none)
        if question.coded_list:
            assert codes <= set(get_list(question.coded_list).codes)
        elif question.kind == "code":
            assert [code for code in codes if find_diagnosis(code) is None] == []
        assert question.kind == "bool" or codes


def test_what_a_suicide_risk_needs_is_asked_by_its_form() -> None:
    for row in tomllib.loads((TABLES[0].parent / "suicide_risk.toml").read_text(encoding="utf-8"))["forms"]:
        form = get_form(row["form"])
        assert form.field(row["risk"]).coded_list == "suic"
        for need in row["needs"]:
            question = form.field(need["field"])
            codes = {"true"} if question.kind == "bool" else set(get_list(str(question.coded_list)).codes)
            assert set(need.get("codes", ())) <= codes


def test_every_measure_that_has_limits_is_a_question() -> None:
    for path, sign in read_table("vital_limits")["questions"].items():
        form, _, name = path.partition(".")
        assert get_form(form).field(name).kind in ("int", "decimal")
        assert any(row.sign == sign for row in list_limits())
    asked = {field.name for form in ("vitals", "anc") for field in get_form(form).fields}
    assert {row.sign for row in list_limits()} <= asked

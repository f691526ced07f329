"""The manual's pages say what the declarations say."""

from pathlib import Path

import pytest

from posta.catalog.language.form import fields_by_path, get_form, list_forms
from posta.catalog.tooling.reference_pages import all_pages, describe_condition, render_form, stale_pages, write_pages
from posta.terms.lists import list_names

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


def test_committed_pages_are_current() -> None:
    assert stale_pages(REFERENCE) == [], "write them again with `posta catalog docs`"


def test_write_and_stale_pages(tmp_path: Path) -> None:
    assert set(stale_pages(tmp_path)) == set(all_pages())
    assert len(write_pages(tmp_path)) == len(list_forms()) + 4
    assert stale_pages(tmp_path) == []
    (tmp_path / "forms" / "gone.md").write_text("x")
    (tmp_path / "forms" / "vitals.md").write_text("x")
    assert stale_pages(tmp_path) == ["forms/vitals.md", "forms/gone.md"]


def test_every_question_is_on_its_page() -> None:
    for form in list_forms():
        page = render_form(form)
        for path, field in fields_by_path(form).items():
            assert f"`{path}`" in page
            assert field.label("es").replace("|", "\\|") in page


def test_every_list_is_on_the_page_of_lists() -> None:
    page = all_pages()["lists.md"]
    assert all(f"\n## {name}\n" in page for name in list_names())


def test_a_computed_question_says_what_it_holds_not_what_code_does() -> None:
    page = render_form(get_form("anc"))
    assert "- `ga_weeks`: computed: the completed weeks at the visit; None outside 0 to 43\n" in page
    assert not [form.name for form in list_forms() if "computed: Return" in render_form(form)]


def test_a_form_without_computation_says_why() -> None:
    assert "not computed: needs the risk table" in render_form(get_form("ncd"))


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ("person", "age_value", "birth_date is empty"),
        ("visit", "disposition", "the form is being closed"),
        ("vitals", "muac_mm", "(age in months ≥ 6 and age in months ≤ 59) or pregnant"),
        ("opd", "onset_date", "dx_main has flag A or dx_other has flag A"),
        ("triage", "override_reason", "colour is less urgent than colour_calc"),
        ("covid", "onset", "symp is filled and not (symp contains None)"),
        ("mh_fu", "suic", "attended is yes"),
        ("move", "buffer_days", "ncd.ncd_exit is Active"),
    ],
)
def test_conditions_in_words(form: str, field: str, words: str) -> None:
    assert describe_condition(get_form(form).field(field).when, get_form(form)) == words

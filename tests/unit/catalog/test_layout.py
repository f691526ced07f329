"""The sections of a form: each question in one place, few under a heading, and none of it on the wire."""

import pytest

from posta.catalog.answering.compiled_form import compile_form
from posta.catalog.errors import InvalidDefinition
from posta.catalog.language.form import Form, list_forms
from posta.catalog.language.page_sections import MAX_QUESTIONS, unplaced
from tests.unit.catalog.cases import question, trial

A, B = question(1, "a", "bool"), question(2, "b", "bool")
WORDS = {"es": "Parte", "en": "Part", "fr": "Partie"}


def section(name: str, *fields: str, **keys: object) -> dict[str, object]:
    return {"name": name, **WORDS, "fields": list(fields), **keys}


def test_sections_arrange_the_page_and_not_the_wire() -> None:
    plain, arranged = trial(A, B), trial(A, B, sections=[section("one", "b", "a")])
    assert [one.fields for one in arranged.sections] == [("b", "a")]
    assert [one.number for one in arranged.fields] == [one.number for one in plain.fields] == [1, 2]
    assert [step.field.name for step in compile_form(arranged).steps] == ["a", "b"]


@pytest.mark.parametrize(
    ("sections", "rule"),
    [
        ([section("one", "a", "b"), section("two", "a")], "a stands in two places"),
        ([section("one", "a", "c")], "there is no field c"),
        ([section("one", "a"), section("one", "b")], "a name is used twice"),
        ([section("one")], "has no field"),
        ([section("one", "a", en="")], "its heading is needed in es, en and fr"),
        ([section("one", "a", colour="red")], "unknown keys colour"),
    ],
)
def test_a_layout_that_breaks_a_rule_is_refused(sections: list, rule: str) -> None:
    with pytest.raises(InvalidDefinition, match=rule):
        trial(A, B, sections=sections)


def test_a_section_has_seven_questions_at_most_and_computed_values_are_none() -> None:
    asked = [question(n, f"q{n}", "bool") for n in range(1, MAX_QUESTIONS + 2)]
    names = [str(one["name"]) for one in asked]
    with pytest.raises(InvalidDefinition, match="more than 7 questions"):
        trial(*asked, sections=[section("one", *names)])
    computed = question(MAX_QUESTIONS + 2, "sum", "calc", result="int")
    trial(*asked, computed, sections=[section("one", *names[:-1], "sum"), section("two", names[-1])])


def test_a_question_in_no_section_is_named() -> None:
    form = trial(A, B, sections=[section("one", "a")])
    assert unplaced(form.sections, [one.name for one in form.fields]) == ["b"]


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_every_form_has_sections_of_seven_questions_at_most(form: Form) -> None:
    computed = {one.name for one in form.fields if one.type == "calc"}
    placed = [name for one in form.sections for name in one.fields]
    assert sorted(placed) == sorted(one.name for one in form.fields)
    assert max(len(set(one.fields) - computed) for one in form.sections) <= MAX_QUESTIONS


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_a_unit_is_said_once(form: Form) -> None:
    """ "Water delivered (L/day) L/d" stood over one box."""
    for field in (*form.fields, *(column for one in form.fields for column in one.fields)):
        for language in ("es", "en", "fr"):
            words = field.label(language).split()
            assert not field.unit or f"({field.unit})" not in words, f"{form.name}.{field.name}"


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_a_heading_does_not_say_again_what_its_question_says(form: Form) -> None:
    """ "Needs" stood over "Needs", and "Site" over "Site"."""
    for section in form.sections:
        for language in ("es", "en", "fr"):
            assert section.label(language) not in {form.field(name).label(language) for name in section.fields}

"""What stands around a question, and the conditions of its options."""

import json

import pytest

from posta.catalog.language.condition import names_in
from posta.catalog.language.form import get_form
from posta.formkit.render.conditions import simplify_condition
from posta.formkit.render.field_html import render_frame, render_label
from posta.formkit.render.field_views import FieldView
from posta.formkit.render.form_presenter import present_form
from posta.terms.lists import get_list


def view(widget: str = "text", **values: object) -> FieldView:
    return FieldView("q", "f-q", widget, "What?", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "attributes"),
    [
        (view(), 'class="field"'),
        (view(error="x", asked=False), 'class="field bad when-no"'),
        (view(warning="x", expected=True), 'class="field ask" data-expected'),
        (view(settled=True, clearable=True, numeric=True), 'class="field"'),
        (view("chips"), 'class="field keyed" id="f-q" tabindex="-1"'),
        (
            view("typed", warning="x", settled=True, clearable=True, numeric=True),
            'class="field settled" id="f-q" tabindex="-1" data-clear data-numeric aria-describedby="f-q-warn"',
        ),
        (view(when='{"a":"<"}'), 'class="field" data-when="{&quot;a&quot;:&quot;&lt;&quot;}"'),
    ],
)
def test_the_frame_of_a_question_says_what_it_is(field: FieldView, attributes: str) -> None:
    assert render_frame(field) == attributes
    assert render_frame(field, wide=True) == attributes.replace('"', ' wide"', 2).replace(' wide"', '"', 1)


def test_the_label_has_the_unit_and_whether_an_answer_is_needed() -> None:
    assert render_label(view(unit="<kg>", needed=True)) == (
        'What? <span class="unit">&lt;kg&gt;</span> <span class="opt">(necesario)</span>'
    )


@pytest.mark.parametrize(
    ("hint", "expected"), [("hint", True), ("last", True), ("when", True), ("error", True), ("warning", False)]
)
def test_lines_are_rendered_only_where_there_are_some(hint: str, expected: bool) -> None:
    assert view(**{hint: "x"}).has_lines is expected
    assert view("chips", **{hint: "x"}).has_lines
    assert not view().has_lines


@pytest.mark.parametrize("diagnosis", ["injury_closed", "awd", "dengue", ""])
def test_each_option_has_its_own_condition(diagnosis: str) -> None:
    """Conditions are folded once for all options that share them; each option must still get the right one."""
    form, raw, known = get_form("opd"), {"dx_main": [diagnosis], "dx_kind": ["x"]}, {"@age_years": 30}
    names, seen = frozenset(one.name for one in form.fields), 0
    for field in present_form(form, raw, known=known).fields:
        listed = next((one.coded_list for one in form.fields if one.name == field.name), None)
        options = get_list(listed).options if listed and field.choices else ()
        rules = {one.code: one.when for one in options if not one.retired}
        shown = {one.code: one for one in (*field.choices, *(one for group in field.groups for one in group.choices))}
        for code, rule in rules.items():
            folded = simplify_condition(rule, names, known) if rule else True
            assert (folded is not False) == (code in shown)
            if isinstance(folded, dict):
                answers = {name: tuple(raw.get(name, ())) for name in names_in(folded)}
                assert shown[code].when == json.dumps(folded, separators=(",", ":"))
                assert shown[code].hidden == (simplify_condition(folded, frozenset(), answers) is False)
                seen += 1
            elif code in shown:
                assert (shown[code].when, shown[code].hidden) == ("", False)
    assert seen > 50

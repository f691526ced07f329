"""A form in sections: what is folded, what is still needed, what was chosen above and is not asked again."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from posta.catalog.language.form import fields_by_path, get_form, list_forms
from posta.catalog.language.page_sections import Section
from posta.formkit.form_data import renumber_rows
from posta.formkit.form_reader import read_form
from posta.formkit.render.field_views import FormView
from posta.formkit.render.form_presenter import present_form

TODAY = date(2018, 11, 25)
FOUR = ["s13", "s21", "s31", "s42"]


def show(name: str, raw: dict[str, list[str]] | None = None, **known: object) -> FormView:
    return present_form(get_form(name), raw or {}, language="es", today=TODAY, known=known)


def test_questions_stand_in_the_order_of_the_sections():
    first = show("mh_base").sections[0]
    assert (first.title, [one.name for one in first.fields][:2]) == ("Nota y riesgo", ["note", "suic"])


def test_a_question_in_no_section_is_still_on_the_page():
    form = FormView("x", "", show("mh_base").fields[:3], {}, layout=((Section("one", {}, ("mh_mode",)), "Uno"),))
    assert [(one.title, len(one.fields)) for one in form.sections] == [("Uno", 1), ("", 2)]


def test_a_section_counts_the_answers_that_it_still_needs():
    note = {one.id: one for one in show("mh_base").sections}["s-mh_base-note"]
    assert note.missing == 2
    assert {one.id: one for one in show("mh_base", {"suic": ["0"]}).sections}["s-mh_base-note"].missing == 1
    risky = show("mh_base", {"suic": ["3"]}).by_name
    assert risky["safety_plan"].asked
    assert not risky["safety_plan"].expected


def test_a_folded_section_opens_for_an_answer_and_for_an_error():
    closed = show("sw").sections[-1]
    assert closed.folded
    assert not closed.is_open
    assert show("sw", {"status": ["done"]}).sections[-1].is_open
    wrong = read_form(get_form("sw"), {"status": ["nothing"]}, today=TODAY)[1]
    assert present_form(get_form("sw"), {}, wrong, language="es", today=TODAY).sections[-1].is_open


def test_a_long_list_shows_the_usual_and_folds_the_rest_by_system():
    symptoms = show("mh_base", {"symptoms": ["s53"]}).by_name["symptoms"]
    assert len(symptoms.choices) < 15
    groups = {one.title: one for one in symptoms.groups}
    assert [title for title, group in groups.items() if group.is_open] == ["Percepción y pensamiento"]
    every = [*symptoms.choices, *(one for group in symptoms.groups for one in group.choices)]
    assert sorted(one.code for one in every) == sorted(show("mh_base").by_name["symptom_top"].ranks[0][1][n].code for n in range(45))  # fmt: skip
    assert symptoms.filterable


def test_three_symptoms_are_the_main_ones_and_nobody_is_asked_again():
    form = get_form("mh_base")
    for ticked, posted, read in (
        (FOUR[:2], [], ("s13", "s21")),
        (FOUR[:2], ["s42"], ("s13", "s21")),  # it was ranked, and then unticked above
        (FOUR[:2], ["s21"], ("s21",)),
        (FOUR, ["s42", "s13"], ("s42", "s13")),
        (FOUR, [], None),
    ):
        answers, _problems = read_form(form, {"symptoms": ticked, "symptom_top": posted}, today=TODAY)
        assert answers.get("symptom_top") == read
    assert show("mh_base", {"symptoms": FOUR[:3]}).by_name["symptom_top"].settled
    assert not show("mh_base", {"symptoms": FOUR}).by_name["symptom_top"].settled


def test_a_needed_group_begins_with_a_row_of_today():
    actions = show("sw").by_name["actions"]
    assert [row.key for row in actions.rows] == ["actions.0"]
    assert {one.name: one.value for one in actions.rows[0].fields}["actions.0.date"] == "25/11/2018"
    assert not actions.answered
    assert {one.name: one.among for one in actions.rows[0].fields}["actions.0.need"] == "needs"


def test_a_column_that_chooses_among_one_answer_is_not_asked_again_without_a_script():
    raw = {"actions.0.action": ["info"]}
    for needs, read in ((["shelter"], "shelter"), (["shelter", "asylum"], None), ([], None)):
        answers, _problems = read_form(get_form("sw"), raw | {"needs": needs}, today=TODAY)
        assert answers["actions"][0].get("need") == read
    answers, _problems = read_form(
        get_form("sw"), raw | {"needs": ["shelter"], "actions.0.need": ["food"]}, today=TODAY
    )
    assert answers["actions"][0]["need"] == "food"


def test_a_row_in_which_only_the_page_wrote_is_no_row():
    raw = {"actions.0.row": ["1"], "actions.0.date": ["25/11/2018"]}
    assert renumber_rows(raw, [get_form("sw")]) == {}
    assert renumber_rows(raw | {"actions.0.need": ["food"]}, [get_form("sw")]) != {}


def test_what_must_all_be_seen_is_grouped_and_never_folded():
    flags = show("fp").by_name["mec_flags"]
    assert [one.code for one in flags.choices] == ["none"]
    assert len(flags.groups) == 4
    assert all(one.is_open for one in flags.groups)


def rendered(name: str, question: str, raw: dict[str, list[str]] | None = None) -> str:
    """The HTML of one question."""
    return render_to_string("formkit/field.html", {"field": show(name, raw).by_name[question]})


def test_the_page_opens_the_groups_that_are_open_or_hold_a_choice():
    """They were computed and never drawn: what was chosen before stood folded away, and what must all be seen too."""
    assert rendered("fp", "mec_flags").count("data-among-group open>") == 4
    assert "data-among-group open>" not in rendered("mh_base", "symptoms")
    page = rendered("mh_base", "symptoms", {"symptoms": ["s53"]})
    assert page.count("data-among-group open>") == 1
    assert page.index("data-among-group open>") < page.index('value="s53" checked')


def test_the_criteria_of_a_triage_stand_by_system():
    red = show("triage").by_name["red_signs"]
    assert [one.code for one in red.choices] == ["none"]
    assert [one.title for one in red.groups if one.is_open] == [
        "Vía aérea y respiración",
        "Circulación",
        "Conciencia y dolor",
    ]
    assert [one.title for one in red.groups if not one.is_open] == ["Embarazo", "Otros"]


def test_a_long_list_that_opens_has_its_groups_too():
    raw = {"allergies.0.row": ["1"], "allergies.0.allergen": ["quinolone"]}
    (row,) = show("person", raw).by_name["allergies"].rows
    (allergen,) = [one for one in row.fields if one.name.endswith(".allergen")]
    page = render_to_string("formkit/field.html", {"field": allergen})
    assert page.index("Penicilinas") < page.index('<optgroup label="Otros antibióticos">') < page.index("Quinolonas")
    assert 'value="quinolone" selected' in page


def test_a_promised_day_lies_ahead_and_a_past_one_behind():
    (row,) = show("sw").by_name["actions"].rows
    due = next(one for one in row.fields if one.name.endswith(".due"))
    assert [day for _word, day in due.days] == ["26/11/2018", "02/12/2018", "09/12/2018"]
    done = next(one for one in row.fields if one.name.endswith(".date"))
    assert [day for _word, day in done.days] == ["25/11/2018", "24/11/2018"]


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_no_label_says_its_unit_twice(language: str):
    twice = []
    for form in list_forms():
        shown = present_form(form, {}, language=language, today=TODAY).by_name
        units = {"d": ("día", "day", "jour"), "h": ("hora", "hour", "heure"), "%": ("porcent", "percent", "pourcent")}
        for name, one in shown.items():
            words = units.get(form.field(name).unit, ())
            if one.unit and one.label.casefold().startswith(words or ("\0",)):
                twice.append(f"{form.name}.{name}")
    assert twice == []
    assert any(field.unit for form in list_forms() for field in fields_by_path(form).values())

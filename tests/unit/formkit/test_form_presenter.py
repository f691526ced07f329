"""Presenting a form: every type has its control, what was typed stays, and conditions travel half settled."""

from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from posta.care.entry.form_context import client_facts
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import get_form, list_forms
from posta.formkit.choices import Choice
from posta.formkit.form_reader import read_form
from posta.formkit.render.conditions import simplify_condition
from posta.formkit.render.form_presenter import present_form

TODAY = date(2018, 11, 25)


def show(name: str, raw=None, **more):
    return present_form(get_form(name), raw or {}, language="es", today=TODAY, **more)


@pytest.mark.parametrize("language", ["es", "en", "fr"])
@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_every_form_when_shown_then_each_question_has_its_label_and_control(form, language):
    with translation.override(language):
        presented = present_form(form, {}, language=language, today=TODAY)
        html = render_to_string("formkit/form.html", {"form": presented})
    for question in presented.fields:
        assert question.label == form.field(question.name).label(language)
        assert f'id="{question.id}"' in html
    assert "style=" not in html
    assert "<script" not in html


def test_vitals_when_a_woman_of_thirty_then_the_usual_range_is_hers():
    limits = show("vitals", known={"@limits.vitals.hr": (60, 100)}).by_name["hr"].limits
    assert (limits["warn_min"], limits["warn_max"], limits["min"], limits["max"]) == ("60", "100", "20", "300")


def test_vitals_when_age_is_unknown_then_only_the_impossible_is_flagged():
    assert "warn_min" not in show("vitals").by_name["hr"].limits


def test_problems_when_presented_then_the_typed_text_stays_and_the_summary_links_to_it():
    raw = {"temp_c": ["treinta"]}
    _, problems = read_form(get_form("vitals"), raw, today=TODAY)
    with translation.override("es-mx"):
        form = show("vitals", raw, problems=problems)
    assert form.by_name["temp_c"].value == "treinta"
    assert form.problems == (("f-temp_c", "Temperatura", "Escriba un número, por ejemplo 38.4."),)


def test_unknown_diagnosis_when_presented_then_near_ones_become_chips():
    raw = {"dx_main__text": ["neumonia aguda"]}
    _, problems = read_form(get_form("opd"), raw, today=TODAY)
    shown = show("opd", raw, problems=problems).by_name["dx_main"]
    assert "ari_lower" in {one.code for one in shown.choices}
    assert shown.texts == ("neumonia aguda",)


def test_condition_when_only_the_server_knows_then_it_is_settled():
    pregnant = {"field": "@pregnant", "op": "eq", "value": True}
    own = {"field": "hr", "op": "ge", "value": 100}
    names = frozenset({"hr"})
    assert simplify_condition({"and": [pregnant, own]}, names, {"@pregnant": True}) == own
    assert simplify_condition({"and": [pregnant, own]}, names, {"@pregnant": False}) is False
    assert simplify_condition({"or": [pregnant, own]}, names, {"@pregnant": True}) is True
    assert simplify_condition({"not": pregnant}, names, {}) is None


def test_question_when_it_cannot_apply_then_it_is_not_shown_at_all():
    names = {"person.sex": "m", "@age_years": 30, "@age_months": 360, "@pregnant": False}
    assert "muac_mm" not in show("vitals", known=names).by_name
    assert "muac_mm" in show("vitals", known=names | {"@age_months": 12}).by_name


def test_question_when_it_was_answered_then_it_is_shown_even_if_it_should_not_apply():
    names = {"@age_months": 360, "@pregnant": False}
    assert "muac_mm" in show("vitals", {"muac_mm": ["120"]}, known=names).by_name


def test_question_when_its_condition_is_not_met_yet_then_it_waits_hidden():
    assert not show("opd").by_name["onset_date"].asked
    assert show("opd", {"dx_main": ["awd"]}).by_name["onset_date"].asked


def test_chip_when_there_is_a_reason_against_it_then_the_reason_stands_on_the_chip():
    chip = Choice("cefa", "Cefalexina", reason="Alergia a penicilina")
    form = show("opd", top_codes={"dx_main": (chip,)})
    html = render_to_string("formkit/field.html", {"field": form.by_name["dx_main"]})
    assert "Alergia a penicilina" in html
    assert "chip stop" in html


def test_hidden_sheet_of_rows_when_added_then_names_are_numbered_by_the_page():
    group = show("person", {"allergies.0.row": ["1"]}).by_name["allergies"]
    assert [row.key for row in group.rows] == ["allergies.0"]
    assert group.blank.fields[0].name.startswith("allergies.__n__.")


def test_present_when_a_pulse_is_odd_at_rest_then_the_page_says_so_before_it_alarms():
    """A pulse of 118 was typed and nothing was said of it: the catalogue warns from the limit of alarm, 130."""
    for years, limits in ((30, ("100", "20")), (3, ("160", "39"))):
        person = {"birth_date": TODAY.replace(year=TODAY.year - years)}
        known = client_facts(FormContext(TODAY, datetime(2018, 11, 25, tzinfo=UTC), person))
        shown = present_form(get_form("vitals"), {}, language="es", known=known).by_name
        assert (shown["hr"].limits["warn_max"], shown["rr"].limits["warn_max"]) == limits


def test_a_month_has_chips_and_a_box_for_an_earlier_one() -> None:
    raw = {"events.0.row": ["1"], "events.0.event_month": ["2018-10"]}
    shown = present_form(get_form("violence"), raw, language="es", today=date(2018, 11, 25))
    month = {one.name: one for one in shown.by_name["events"].rows[0].fields}["events.0.event_month"]
    assert (month.widget, [one.code for one in month.choices][:3], month.value) == (
        "month",
        ["2018-11", "2018-10", "2018-09"],
        "",
    )
    assert [one.code for one in month.choices if one.chosen] == ["2018-10"]
    earlier = present_form(
        get_form("violence"), {**raw, "events.0.event_month": ["2016-03"]}, language="es", today=date(2018, 11, 25)
    )
    assert earlier.by_name["events"].rows[0].fields[4].value == "2016-03"

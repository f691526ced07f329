"""Presents a form of the catalog, with what was typed into it, for a template.

>>> from posta.catalog.language.form import get_form
>>> present_form(get_form("vitals"), {"temp_c": ["38,4"]}, language="es").by_name["temp_c"].value
'38,4'
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, fields_by_path
from posta.catalog.language.implied_answers import condition_to_ask
from posta.formkit.choices import Choice, Offered, list_choices, render_datalist
from posta.formkit.field_names import BLANK_ROW, TEXT, FormData, element_id, get_values, list_rows
from posta.formkit.place_lists import list_address, shared_systems
from posta.formkit.problem_messages import AnyProblem, is_invalid, is_out_of_range, messages_by_path
from posta.formkit.render.conditions import simplify_condition
from posta.formkit.render.field_views import FieldView, FormView, RowView
from posta.formkit.render.widgets import WidgetContext, make_widget, options_id
from posta.terms.diagnoses import find_diagnosis

UNITS_IN_WORDS = {
    "d": ("días", "days", "jours"),
    "h": ("horas", "hours", "heures"),
    "%": ("porcentaje", "percentage", "percent", "pourcentage"),
}
"""Words with which a label says the unit, so that it does not stand there twice."""


@dataclass(frozen=True, slots=True, repr=False)
class _Position:
    """The position of a question: in the form, or in one row of a group."""

    prefix: str
    names: frozenset[str]
    outer: frozenset[str]


def present_form(
    form: Form,
    raw: FormData,
    problems: Iterable[AnyProblem] = (),
    warnings: Iterable[AnyProblem] = (),
    language: str = "es",
    *,
    top_codes: Mapping[str, Sequence[Choice]] | None = None,
    last_values: Mapping[str, str] | None = None,
    offered: Offered | None = None,
    known: Mapping[str, object] | None = None,
    computed: Mapping[str, str] | None = None,
    today: date | None = None,
) -> FormView:
    """Return every question that can apply, with what was typed, what is wrong and what is unusual.

    `top_codes` gives the chips before a box (field name to choices), `last_values` the words of the last visit,
    `offered` the options of systems that the mission keeps (stock_item, directory, post), `known` what conditions may
    ask about the person (`person.sex`, `@age_years`), `computed` the shown value of computed questions.
    """
    problems = tuple(problems)
    asked = WidgetContext(
        form=form.name,
        raw=raw,
        language=language,
        today=today or localdate(),  # a form on its own; pages pass the post's day
        errors=messages_by_path(problems),
        warnings=messages_by_path(warnings),
        outside=frozenset(one.path for one in problems if is_out_of_range(one)),
        top={name: tuple(choices) for name, choices in (top_codes or {}).items()},
        last=last_values or {},
        offered=offered or {},
        known=known or {},
        computed=computed or {},
        begins_now=form.service.begins_now,
    )
    names = frozenset(question.name for question in form.fields)
    fields = _present_all(form.fields, asked, _Position("", names, names))
    summary, sources = _summary(form, fields, asked), _sources(form, asked)
    wrong = any(is_invalid(one) for one in problems)
    layout = tuple((one, one.label(language)) for one in form.sections)
    return FormView(form.name, form.label(language), fields, _options(form, asked), summary, sources, wrong, layout)


def _present_all(questions: tuple[Field, ...], asked: WidgetContext, place: _Position) -> tuple[FieldView, ...]:
    answers = _answers(asked.raw, place)
    shown = (_present(question, asked, place, answers) for question in questions)
    return tuple(one for one in shown if one is not None)


def _present(
    question: Field, asked: WidgetContext, place: _Position, answers: Mapping[str, object]
) -> FieldView | None:
    name = place.prefix + question.name
    when = question.when if place.prefix else condition_to_ask(question)
    folded = simplify_condition(when, place.names | place.outer, asked.known) if when else True
    answered = bool(get_values(asked.raw, name) or get_values(asked.raw, name + TEXT))
    if folded is False and not answered:
        return None
    rows = _rows(question, asked, place) if question.type == "group" else {}
    made: dict[str, Any] = {
        "name": name,
        "id": element_id(name),
        "label": question.label(asked.language),
        "unit": "" if _says_unit(question, asked.language) else question.unit,
        "last": asked.last.get(name, ""),
        "error": asked.errors.get(name, ""),
        "warning": asked.warnings.get(name, ""),
        "needed": question.required == "always" or (question.required == "when" and folded is True),
        "expected": bool(question.required) and folded is not None,
        "answered": answered or bool(list_rows(asked.raw, question.name) if rows else ()),
        "when": json.dumps(folded, separators=(",", ":"), ensure_ascii=False) if isinstance(folded, dict) else "",
        "asked": answered or simplify_condition(folded, frozenset(), answers) is not False,
    }
    return FieldView(**made | make_widget(question, name, asked) | rows | _override_reason(question, asked))


def _says_unit(question: Field, language: str) -> bool:
    """Return whether the unit is said without it: a computed value has its own, and some labels begin with it."""
    first = question.label(language).casefold().split()[0]
    return question.type == "calc" or first in UNITS_IN_WORDS.get(question.unit, ())


def _override_reason(question: Field, asked: WidgetContext) -> dict[str, Any]:
    """Return why a reason is asked for: the result of the answers, if something less urgent was chosen."""
    rule = question.when or {}
    than = rule.get("value") if rule.get("op") == "rank_after" else None
    if not isinstance(than, dict):
        return {}
    words = asked.computed.get(str(than["field"]), "")
    hint = _("By the signs it would be: %(what)s.") % {"what": words}
    return {"hint": hint if words else _("Only if you choose something less urgent than what is computed.")}


def _rows(question: Field, asked: WidgetContext, place: _Position) -> dict[str, Any]:
    inner = frozenset(column.name for column in question.fields)

    def row(key: str, title: str, seen: WidgetContext) -> RowView:
        return RowView(key, title, _present_all(question.fields, seen, _Position(key + ".", inner, place.names)))

    keys = list_rows(asked.raw, question.name) or ([f"{question.name}.0"] if question.required else [])
    begun = _begin_rows(question, keys, asked)
    title = _("%(what)s %(number)s")
    shown = (
        row(k, title % {"what": question.label(asked.language), "number": n}, begun) for n, k in enumerate(keys, 1)
    )
    blank_title = title % {"what": question.label(asked.language), "number": ""}
    return {"rows": tuple(shown), "blank": row(f"{question.name}.{BLANK_ROW}", blank_title.strip(), begun)}


def _begin_rows(question: Field, keys: Sequence[str], asked: WidgetContext) -> WidgetContext:
    """Return the posted data with today in each new row whose day begins now by the form."""
    days = [path.partition(".")[2] for path in asked.begins_now if path.startswith(f"{question.name}.")]
    typed = {key for key in keys if any(get_values(asked.raw, name) for name in asked.raw if _is_typed(name, key))}
    new = [key for key in (*keys, f"{question.name}.{BLANK_ROW}") if key not in typed]
    today = [asked.today.strftime("%d/%m/%Y")]
    return replace(asked, raw={**asked.raw, **{f"{key}.{day}": today for key in new for day in days}})


def _is_typed(name: str, key: str) -> bool:
    return name.startswith(f"{key}.") and name != f"{key}.row"


def _answers(raw: FormData, place: _Position) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in place.outer | place.names:
        key = place.prefix + name if name in place.names else name
        values = tuple(get_values(raw, key) or get_values(raw, key + TEXT))
        found[name] = values if len(values) > 1 else next(iter(values), None)
        lines = (find_diagnosis(code) for code in values)
        found[f"flag:{name}"] = tuple(flag for line in lines if line for flag in line.flags)
    return found


def _options(form: Form, asked: WidgetContext) -> dict[str, SafeString]:
    coded = (one for one in _coded_fields(form) if not shared_systems(one, asked.offered))
    return {options_id(one): render_datalist(list_choices(one, asked.language, asked.offered)) for one in coded}


def _sources(form: Form, asked: WidgetContext) -> dict[str, str]:
    """Return the addresses of the lists that are too long for the page."""
    shared = ((options_id(one), shared_systems(one, asked.offered)) for one in _coded_fields(form))
    return {list_id: list_address(systems, asked.language) for list_id, systems in shared if systems}


def _coded_fields(form: Form) -> list[Field]:
    questions = [*form.fields, *(column for question in form.fields for column in question.fields)]
    return [question for question in questions if question.type in ("code", "ref")]


def find_label_at(form: Form, path: str, language: str) -> str:
    """Return the label of the question at a path, shown or not; nothing if the form has none."""
    known = fields_by_path(form)
    plain = ".".join(part for part in path.split(".") if not part.isdecimal())
    return known[plain].label(language) if plain in known else ""


def _summary(form: Form, fields: tuple[FieldView, ...], asked: WidgetContext) -> tuple[tuple[str, str, str], ...]:
    """Return every problem in words: at its question, or with the question's name if it is not shown."""
    flat = [inner for one in fields for inner in (one, *(cell for row in one.rows for cell in row.fields))]
    shown = tuple((one.id, one.label, one.error) for one in flat if one.error)
    named = {one.name for one in flat}
    hidden = ((path, words) for path, words in asked.errors.items() if path not in named)
    return shown + tuple(("", find_label_at(form, path, asked.language), words) for path, words in hidden)

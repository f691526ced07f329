"""Filling a form: every answer checked against its question, what is computed computed, what is hidden dropped."""

from collections.abc import Mapping
from dataclasses import dataclass

from posta.catalog.answering.compiled_form import CompiledField, CompiledForm, compile_form
from posta.catalog.answering.normalise import normalise_value
from posta.catalog.contradictions import doubts_about_contradictions
from posta.catalog.errors import InvalidAnswers, InvalidValue, Problem
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.condition import EvaluationContext, is_empty
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form
from posta.catalog.sizes import doubts_about_sizes
from posta.catalog.suiting import doubts_about_fit
from posta.terms.lists import get_list

MAX_ROWS = 200
DOUBTS = (doubts_about_sizes, doubts_about_fit, doubts_about_contradictions)  # asked of a form as a whole
NONE = "none"
Rows = tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True, repr=False)
class ValidatedForm:
    """Answers that keep every rule of their form, computed ones included, with what is unlikely about them."""

    form: Form
    answers: dict[str, object]
    warnings: tuple[Problem, ...]
    context: FormContext


class _Validation:
    """The work of one `validate`: where names are looked up, and what was found so far."""

    __slots__ = ("problems", "scope", "warnings")

    def __init__(self, scope: EvaluationContext) -> None:
        self.scope = scope
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []


def validate(form: Form, answers: Mapping[str, object], context: FormContext) -> ValidatedForm:
    """Return the answers checked, computed and in normal form; raises InvalidAnswers with every broken rule.

    Questions whose condition is false are dropped. What is required is asked for only while the form is being closed.
    Unknown keys that begin with `?` (numbers of a newer version, see `merge`) are passed over.
    """
    plan = compile_form(form, context.rules)
    values: dict[str, object] = {}
    filling = _Validation(EvaluationContext(form, values, context))
    for step in plan.steps:
        value = _answer(step, step.name, answers.get(step.name), filling)
        if value is not None:
            values[step.name] = value
    _check_consistency(plan, values, filling)
    filling.warnings.extend(doubt for doubts in (*DOUBTS, *context.rules.checks) for doubt in doubts(filling.scope))
    for name in answers:
        if name not in plan.names and not name.startswith("?"):
            filling.problems.append(Problem(name, "unknown_field"))
    if filling.problems:
        raise InvalidAnswers(tuple(filling.problems))
    return ValidatedForm(
        form, {field.name: values[field.name] for field in form.fields if field.name in values},
        tuple(filling.warnings), context,
    )  # fmt: skip


def _answer(step: CompiledField, path: str, given: object, filling: _Validation) -> object:
    """Return the value of one question, or None when it is hidden, empty or wrong."""
    scope = filling.scope
    if step.when is not None and not step.when(scope):
        return None
    if step.compute is not None:
        return step.compute(scope)
    if step.columns:
        value: object = _rows(step, path, given, filling)
    else:
        try:
            value = normalise_value(step.field, given)
        except InvalidValue as error:
            filling.problems.append(Problem(path, error.rule, error.params))
            return None
    hidden_questions = f"{scope.form.name}.{path}" in scope.context.hidden_questions
    if value is None and step.otherwise is not None and not hidden_questions:
        value = step.otherwise(scope)
    if value is None:
        if step.needed and scope.context.closing and not hidden_questions:
            filling.problems.append(Problem(path, "required"))
        return None
    _check_warnings(step, path, value, filling)
    return value


def _check_warnings(step: CompiledField, path: str, value: object, filling: _Validation) -> None:
    for judge in step.limits:
        problem = judge(path, value, filling.scope)
        if problem:
            filling.problems.append(problem)
    for judge in step.warnings:
        warning = judge(path, value, filling.scope)
        if warning:
            filling.warnings.append(warning)


def _rows(step: CompiledField, path: str, given: object, filling: _Validation) -> tuple[dict[str, object], ...] | None:
    if given is None:
        return None
    if not isinstance(given, tuple | list) or not all(isinstance(row, Mapping) for row in given):
        filling.problems.append(Problem(path, "type"))
        return None
    if len(given) > MAX_ROWS:
        filling.problems.append(Problem(path, "too_many", {"limit": MAX_ROWS}))
        return None
    rows = tuple(row for index, one in enumerate(given) if (row := _row(step, f"{path}.{index}", one, filling)))
    filling.problems.extend(_contradiction(step.field, path, rows))
    return rows or None


def _contradiction(group: Field, path: str, rows: Rows) -> list[Problem]:
    """Return the problem of a row that says "none" beside other rows."""
    column = none_column(group)
    says = [index for index, row in enumerate(rows) if column and row.get(column.name) == NONE]
    if column is None or not says or len(rows) == 1:
        return []
    return [Problem(f"{path}.{says[0]}.{column.name}", "none_excludes")]


def none_column(group: Field) -> Field | None:
    """Return the column with which a group's row says "none", as "no known allergies" does."""
    lists = ((column, get_list(column.coded_list)) for column in group.fields if column.coded_list)
    return next((column for column, offered in lists if NONE in offered), None)


def _row(step: CompiledField, path: str, given: Mapping[str, object], filling: _Validation) -> dict[str, object]:
    row: dict[str, object] = {}
    if all(is_empty(value) for value in given.values()):
        return row
    outer = filling.scope
    filling.scope = EvaluationContext(outer.form, outer.values, outer.context, row)
    for column in step.columns:
        value = _answer(column, f"{path}.{column.name}", given.get(column.name), filling)
        if value is not None:
            row[column.name] = value
    filling.scope = outer
    known = {column.name for column in step.columns}
    for name in given:
        if name not in known and not name.startswith("?"):
            filling.problems.append(Problem(f"{path}.{name}", "unknown_field"))
    return row


def _check_consistency(plan: CompiledForm, values: dict[str, object], filling: _Validation) -> None:
    """Test the agreements between answers; a disagreement that was confirmed stays as a warning."""
    for agreement in plan.agreements:
        if not agreement.names <= values.keys() or agreement.holds(filling.scope):
            continue
        if agreement.name in filling.scope.context.confirmed:
            filling.warnings.append(Problem(agreement.name, "confirmed"))
        else:
            filling.problems.append(Problem(agreement.name, "check"))

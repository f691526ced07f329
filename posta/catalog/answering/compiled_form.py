"""A form made ready to be filled: its questions in the order in which they depend on each other, conditions compiled.

Prepared once per form; a form whose conditions go in a circle or read what does not exist raises InvalidDefinition.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from posta.catalog.calculations import CALCULATIONS
from posta.catalog.errors import InvalidDefinition, Problem
from posta.catalog.language.condition import (
    EvaluationContext,
    Test,
    comparable,
    compile_condition,
    compile_value,
    names_in,
    own_names,
)
from posta.catalog.language.field import Field, Limit
from posta.catalog.language.form import Form
from posta.catalog.language.implied_answers import DEFAULTS
from posta.catalog.language.rules import NO_RULES, Calculation, Rules
from posta.terms.lists import get_list

Calculations = Mapping[str, Calculation]
Bound = Callable[[EvaluationContext], object]
WarningCheck = Callable[[str, object, EvaluationContext], Problem | None]


@dataclass(frozen=True, slots=True)
class CompiledField:
    """One question with all that decides about its answer."""

    field: Field
    name: str
    when: Test | None
    compute: Callable[[EvaluationContext], object] | None
    otherwise: Callable[[EvaluationContext], object] | None
    needed: bool
    limits: tuple[WarningCheck, ...]
    warnings: tuple[WarningCheck, ...]
    columns: tuple["CompiledField", ...]


@dataclass(frozen=True, slots=True)
class ConsistencyRule:
    """A condition between answers: tested once all of `names` are filled."""

    name: str
    names: frozenset[str]
    holds: Test


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """The steps of a form in dependency order, and the agreements tested at the end."""

    steps: tuple[CompiledField, ...]
    agreements: tuple[ConsistencyRule, ...]
    names: frozenset[str]


@cache
def compile_form(form: Form, rules: Rules = NO_RULES) -> CompiledForm:
    """Return the plan of a form under these rules, made once."""
    calculations = {**CALCULATIONS, **rules.calculations}
    steps = tuple(_step(field, form, None, calculations) for field in _ordered(form, calculations))
    agreements = tuple(
        ConsistencyRule(field.name, own_names(names_in(field.check), form), compile_condition(field.check, form))
        for field in form.fields
        if field.check
    )
    return CompiledForm(steps, agreements, frozenset(field.name for field in form.fields))


def _ordered(form: Form, calculations: Calculations) -> list[Field]:
    """Return the questions so that each comes after those that its condition, limits or calculation read."""
    waiting, placed, order = list(form.fields), set[str](), list[Field]()
    while waiting:
        ready = next((field for field in waiting if _needs(field, form, calculations) <= placed), None)
        if ready is None:
            names = ", ".join(field.name for field in waiting[:5])
            raise InvalidDefinition(form.name, f"conditions go in a circle: {names}")
        waiting.remove(ready)
        placed.add(ready.name)
        order.append(ready)
    return order


def _needs(field: Field, form: Form, calculations: Calculations) -> frozenset[str]:
    names = {*names_in(field.when), *names_in(field.min), *names_in(field.max)}
    for column in field.fields:
        columns = {other.name for other in field.fields}
        names |= {*names_in(column.when), *names_in(column.min), *names_in(column.max)} - columns
    calculation = calculations.get(f"{form.name}.{field.name}")
    inputs = frozenset(calculation.inputs) if calculation else frozenset()
    return (own_names(iter(names), form) | inputs) - {field.name}


def _step(field: Field, form: Form, group: Field | None, calculations: Calculations) -> CompiledField:
    calculation = None if group else calculations.get(f"{form.name}.{field.name}")
    compute = calculation.compute if calculation else None
    if field.type == "calc" and compute is None:
        compute = _nothing
    return CompiledField(
        field=field,
        name=field.name,
        when=compile_condition(field.when, form, group) if field.when else None,
        compute=compute,
        otherwise=None if group else DEFAULTS.get(field.name),
        needed=bool(field.required),
        limits=_limits(field, form, group),
        warnings=_warnings(field, form, group),
        columns=tuple(_step(column, form, field, calculations) for column in field.fields),
    )


def _nothing(scope: EvaluationContext) -> None:
    return None


def _limits(field: Field, form: Form, group: Field | None) -> tuple[WarningCheck, ...]:
    """Return the limits that depend on the day or on another answer; plain numbers are tested with the value itself."""
    found = []
    for limit, lowest in ((field.min, True), (field.max, False)):
        if limit is not None and not isinstance(limit, int | float):
            found.append(_limit(_bound(limit, form, group), lowest=lowest))
    return tuple(found)


def _limit(bound: Bound, *, lowest: bool) -> WarningCheck:
    rule = "earliest" if lowest else "latest"

    def judge(path: str, value: object, scope: EvaluationContext) -> Problem | None:
        limit = bound(scope)
        if limit is None:
            return None
        left, right = comparable(value, limit, scope.context)
        beyond = left < right if lowest else left > right  # type: ignore[operator]
        return Problem(path, rule, {"limit": limit}) if beyond else None

    return judge


def _bound(limit: Limit, form: Form, group: Field | None) -> Bound:
    if limit == "today":
        return lambda scope: scope.context.today
    if limit == "now":
        return lambda scope: scope.context.now
    if isinstance(limit, str):
        day = date.fromisoformat(limit)
        return lambda scope: day
    assert isinstance(limit, dict)
    days = limit.get("plus_days", 0)
    assert isinstance(days, int)
    if "field" not in limit:
        return lambda scope: scope.context.today + timedelta(days=days)
    return _field_bound(compile_value(str(limit["field"]), form, group), days)


def _field_bound(read: Bound, days: int) -> Bound:
    def bound(scope: EvaluationContext) -> object:
        other = read(scope)
        return other + timedelta(days=days) if isinstance(other, date | datetime) else None

    return bound


def _warnings(field: Field, form: Form, group: Field | None) -> tuple[WarningCheck, ...]:
    found: list[WarningCheck] = []
    if field.warn_min is not None or field.warn_max is not None:
        found.append(_unlikely(field.warn_min, field.warn_max, field.unit))
    if field.coded_list:
        offered = {
            option.code: compile_condition(option.when, form, group)
            for option in get_list(field.coded_list).options
            if option.when
        }
        if offered:
            found.append(_unusual_options(offered))
    return tuple(found)


def _unlikely(lowest: float | None, highest: float | None, unit: str) -> WarningCheck:
    def judge(path: str, value: object, scope: EvaluationContext) -> Problem | None:
        assert isinstance(value, int | float)
        if lowest is not None and value < lowest:
            return Problem(path, "unlikely_low", {"limit": lowest, "unit": unit})
        if highest is not None and value > highest:
            return Problem(path, "unlikely_high", {"limit": highest, "unit": unit})
        return None

    return judge


def _unusual_options(offered: dict[str, Test]) -> WarningCheck:
    def judge(path: str, value: object, scope: EvaluationContext) -> Problem | None:
        codes = value if isinstance(value, tuple) else (value,)
        unusual = [code for code in codes if code in offered and not offered[code](scope)]
        return Problem(path, "not_offered", {"code": unusual[0]}) if unusual else None

    return judge

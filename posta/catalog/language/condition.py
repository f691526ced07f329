"""The language of conditions: when a question is asked, required or contradicted.

A leaf is `{field, op, value}`; leaves join by `{and: [...]}`, `{or: [...]}` and `{not: ...}`. A bare name is looked up
in the row of the group, then in the form; `form.name` in another form; `@name` is derived. A comparison with an empty
field is false, except `ne`, `nin` and `empty`. Conditions are compiled once into closures, because they run often.

>>> from datetime import UTC
>>> test = compile_condition({"field": "sbp", "op": "ge", "value": 140}, get_form("vitals"))
>>> test(EvaluationContext(get_form("vitals"), {"sbp": 150}, FormContext(date(2018, 11, 25), datetime(2018, 11, 25, tzinfo=UTC))))
True
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from posta.catalog.errors import InvalidDefinition, UnknownForm
from posta.catalog.language.answer_context import NO_ANSWERS, Answers, FormContext
from posta.catalog.language.field import Condition, Field
from posta.catalog.language.form import Form, fields_by_path, get_form
from posta.terms.diagnoses import find_diagnosis
from posta.terms.lists import get_list


@dataclass(slots=True)
class EvaluationContext:
    """Where names are looked up: the row of a group, the form being filled, and what surrounds it."""

    form: Form
    values: Mapping[str, object]
    context: FormContext
    row: Answers = field(default_factory=dict)


Test = Callable[[EvaluationContext], bool]
ValueReader = Callable[[EvaluationContext], object]

DERIVED: dict[str, ValueReader] = {
    "@age_years": lambda scope: scope.context.age and scope.context.age.years,
    "@age_months": lambda scope: scope.context.age and scope.context.age.months,
    "@age_days": lambda scope: scope.context.age and scope.context.age.days,
    "@pregnant": lambda scope: scope.context.pregnant,
    "@today": lambda scope: scope.context.today,
    "@now": lambda scope: scope.context.now,
    "@closing": lambda scope: scope.context.closing,
}
NO_VALUE = frozenset(("empty", "notempty"))
TRUE_WHEN_EMPTY = frozenset(("ne", "nin"))


def compile_condition(condition: Condition, form: Form, group: Field | None = None) -> Test:
    """Return a function that says whether the condition holds; raises InvalidDefinition when it is not sound."""
    if "and" in condition or "or" in condition:
        return _compile_several(condition, form, group)
    if "not" in condition:
        inner = compile_condition(_as_condition(condition["not"], form), form, group)
        return lambda scope: not inner(scope)
    return _compile_leaf(condition, form, group)


def names_in(condition: object) -> Iterator[str]:
    """Yield every field name that a condition reads, on either side."""
    if isinstance(condition, list):
        for part in condition:
            yield from names_in(part)
    elif isinstance(condition, dict):
        if isinstance(condition.get("field"), str):
            yield condition["field"]
        for key in ("and", "or", "not", "value"):
            yield from names_in(condition.get(key))


def own_names(names: Iterator[str], form: Form) -> frozenset[str]:
    """Return those of the names that are questions of this very form."""
    plain = (name.removeprefix(f"{form.name}.") for name in names)
    known = fields_by_path(form)
    return frozenset(name for name in plain if name in known)


def compile_value(name: str, form: Form, group: Field | None = None) -> ValueReader:
    """Return a function that looks a name up; raises InvalidDefinition for a name that nothing declares."""
    if name.startswith("@"):
        if name not in DERIVED:
            raise InvalidDefinition(form.name, f"condition reads {name}, which nothing derives")
        return DERIVED[name]
    if group and any(column.name == name for column in group.fields):
        return lambda scope: scope.row.get(name)
    own = name.removeprefix(f"{form.name}.")
    if own in fields_by_path(form):
        return lambda scope: scope.values.get(own)
    other, dot, question = name.partition(".")
    if not dot or other == form.name:
        raise InvalidDefinition(form.name, f"condition reads {name}, which is not a question")
    return _compile_derived(other, question)


def _compile_derived(other: str, question: str) -> ValueReader:
    if other == "visit":
        return lambda scope: scope.context.visit.get(question)
    if other == "person":
        return lambda scope: scope.context.person.get(question)
    return lambda scope: scope.context.latest.get(other, NO_ANSWERS).get(question)


def _compile_several(condition: Condition, form: Form, group: Field | None) -> Test:
    ((joint, parts),) = condition.items()
    if not isinstance(parts, list) or not parts:
        raise InvalidDefinition(form.name, f"`{joint}` needs a list of conditions")
    tests = [compile_condition(_as_condition(part, form), form, group) for part in parts]
    if joint == "and":
        return lambda scope: all(test(scope) for test in tests)
    return lambda scope: any(test(scope) for test in tests)


def _as_condition(part: object, form: Form) -> Condition:
    if not isinstance(part, dict):
        raise InvalidDefinition(form.name, "a condition is a table")
    return part


def _compile_leaf(condition: Condition, form: Form, group: Field | None) -> Test:
    name, op = condition.get("field"), condition.get("op")
    if not isinstance(name, str) or not isinstance(op, str) or op not in OPS and op not in NO_VALUE:
        raise InvalidDefinition(form.name, f"condition has no field or an unknown op {op!r}")
    if (op in NO_VALUE) == ("value" in condition):
        raise InvalidDefinition(form.name, f"op {op} and value do not fit")
    if condition.get("take", "latest") != "latest":
        raise InvalidDefinition(form.name, "only the latest form can be read here")
    read = compile_value(name, form, group)
    if op in NO_VALUE:
        return (lambda scope: is_empty(read(scope))) if op == "empty" else (lambda scope: not is_empty(read(scope)))
    compare = _ranking(name, form, group) if op == "rank_after" else OPS[op]
    return _comparison(read, compare, op, condition["value"], form, group)


def _comparison(
    read: ValueReader,
    compare: Callable[[object, object], bool],
    op: str,
    value: object,
    form: Form,
    group: Field | None,
) -> Test:
    otherwise = op in TRUE_WHEN_EMPTY
    if not isinstance(value, dict):
        if op in ("in", "nin", "hasany", "flag") and not isinstance(value, list):
            raise InvalidDefinition(form.name, f"op {op} needs a list")
        constant = tuple(value) if isinstance(value, list) else value

        def against_constant(scope: EvaluationContext) -> bool:
            left = read(scope)
            return otherwise if is_empty(left) else compare(left, constant)

        return against_constant
    other = compile_value(str(value.get("field")), form, group)
    days = value.get("plus_days", 0)

    def against_field(scope: EvaluationContext) -> bool:
        left, right = read(scope), other(scope)
        if is_empty(left) or is_empty(right):
            return otherwise
        if days and isinstance(right, date):
            right = right + timedelta(days=days)
        return compare(*comparable(left, right, scope.context))

    return against_field


def is_empty(value: object) -> bool:
    """Return whether nothing was recorded; `no` and zero are answers."""
    return value is None or value == "" or value == ()


def comparable(left: object, right: object, context: FormContext) -> tuple[object, object]:
    """Return values that can be compared: a day and a moment by the post's local day."""
    if isinstance(left, datetime) and isinstance(right, datetime):
        return left, right
    return tuple(context.day(side) if isinstance(side, datetime) else side for side in (left, right))  # type: ignore[return-value]


def _number(value: object) -> object:
    """Return a code that is a whole number as a number, so that such codes compare as numbers."""
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return value


def _equal(left: object, right: object) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return _number(left) == _number(right)


def _ordered(test: Callable[[object, object], bool]) -> Callable[[object, object], bool]:
    def compare(left: object, right: object) -> bool:
        try:
            return test(_number(left), _number(right))
        except TypeError:
            return False

    return compare


def as_codes(value: object) -> tuple[str, ...]:
    """Return the codes of an answer without their qualifiers (`knee:l` is `knee`)."""
    several = value if isinstance(value, tuple | list) else (value,)
    return tuple(str(code).partition(":")[0] for code in several)


def _one_of(left: object, allowed: object) -> bool:
    assert isinstance(allowed, tuple)
    several = left if isinstance(left, tuple) else (left,)
    return any(_equal(one, other) for one in several for other in allowed)


def _has_any(left: object, wanted: object) -> bool:
    return not set(as_codes(wanted)).isdisjoint(as_codes(left))


def _starts_with(left: object, prefix: object) -> bool:
    return any(code.startswith(as_codes(prefix)) for code in as_codes(left))


def _flagged(left: object, flags: object) -> bool:
    lines = (find_diagnosis(code) for code in as_codes(left))
    return any(line is not None and not line.flags.isdisjoint(as_codes(flags)) for line in lines)


def _grouped(left: object, group: object) -> bool:
    lines = (find_diagnosis(code) for code in as_codes(left))
    return any(line is not None and line.group == group for line in lines)


def _ranking(name: str, form: Form, group: Field | None) -> Callable[[object, object], bool]:
    coded = _list_of(name, form, group)

    def later(left: object, right: object) -> bool:
        ranks = get_list(coded).ranks
        return isinstance(left, str) and isinstance(right, str) and ranks.get(left, -1) > ranks.get(right, len(ranks))

    return later


def _list_of(name: str, form: Form, group: Field | None) -> str:
    columns = {column.name: column for column in group.fields} if group else {}
    other, dot, question = name.partition(".")
    try:
        found = columns.get(name) or (get_form(other).field(question) if dot else form.field(name))
    except UnknownForm:
        raise InvalidDefinition(form.name, f"condition reads {name}, which is not a question") from None
    if not found.coded_list:
        raise InvalidDefinition(form.name, f"rank_after needs a coded list, and {name} has none")
    return found.coded_list


OPS: dict[str, Callable[[object, object], bool]] = {
    "eq": _equal,
    "ne": lambda left, right: not _equal(left, right),
    "lt": _ordered(lambda left, right: left < right),  # type: ignore[operator]
    "le": _ordered(lambda left, right: left <= right),  # type: ignore[operator]
    "gt": _ordered(lambda left, right: left > right),  # type: ignore[operator]
    "ge": _ordered(lambda left, right: left >= right),  # type: ignore[operator]
    "in": _one_of,
    "nin": lambda left, right: not _one_of(left, right),
    "has": _has_any,
    "hasany": _has_any,
    "hasprefix": _starts_with,
    "prefix": _starts_with,
    "flag": _flagged,
    "group": _grouped,
    "subset_of": lambda left, right: set(as_codes(left)) <= set(as_codes(right)),
    "rank_after": lambda left, right: False,  # replaced by _ranking, which knows the list
}

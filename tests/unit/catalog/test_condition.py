"""The language of conditions, one operator and one rule at a time."""

from datetime import UTC, date, datetime

import pytest

from posta.catalog.errors import InvalidDefinition
from posta.catalog.language.condition import EvaluationContext, compile_condition, names_in
from posta.catalog.language.field import Condition
from posta.catalog.language.form import get_form

from .cases import NOW, TODAY, context, question, trial

FORM = trial(
    question(1, "n", "int", min=0, max=99),
    question(2, "m", "int", min=0, max=99),
    question(3, "one", "one", list="cgi_s"),
    question(4, "codes", "many", list="bodymap", qualifier="body_side"),
    question(5, "more", "many", list="bodymap"),
    question(6, "dx", "code", system="morbidity"),
    question(7, "dxs", "code", system="morbidity", max_items=3),
    question(8, "day", "date"),
    question(9, "at", "datetime"),
    question(10, "yes", "bool"),
    question(11, "colour", "one", list="triage_colour"),
    question(12, "first_colour", "one", list="triage_colour"),
    question(13, "cause", "code", system="icd10"),
)


def holds(condition: Condition, /, row: dict[str, object] | None = None, **values: object) -> bool:
    return compile_condition(condition, FORM)(EvaluationContext(FORM, values, context(), row or {}))


def leaf(field: str, op: str, value: object = None) -> Condition:
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


CASES: list[tuple[Condition, dict[str, object], bool]] = [
    (leaf("n", "eq", 3), {"n": 3}, True),
    (leaf("n", "eq", 3), {"n": 4}, False),
    (leaf("n", "ne", 3), {"n": 4}, True),
    (leaf("n", "ne", 3), {"n": 3}, False),
    (leaf("n", "lt", 3), {"n": 2}, True),
    (leaf("n", "le", 3), {"n": 3}, True),
    (leaf("n", "gt", 3), {"n": 3}, False),
    (leaf("n", "ge", 3), {"n": 3}, True),
    (leaf("one", "ge", 4), {"one": "5"}, True),
    (leaf("one", "ge", 4), {"one": "3"}, False),
    (leaf("one", "eq", 2), {"one": "2"}, True),
    (leaf("one", "in", ["1", "2"]), {"one": "2"}, True),
    (leaf("one", "nin", ["1", "2"]), {"one": "2"}, False),
    (leaf("one", "nin", ["1", "2"]), {"one": "3"}, True),
    (leaf("yes", "eq", True), {"yes": True}, True),
    (leaf("yes", "eq", False), {"yes": False}, True),
    (leaf("yes", "eq", True), {"yes": False}, False),
    (leaf("yes", "notempty"), {"yes": False}, True),
    (leaf("n", "empty"), {"n": 0}, False),
    (leaf("codes", "has", "knee"), {"codes": ("knee:l", "hip")}, True),
    (leaf("codes", "has", "knee"), {"codes": ("hip",)}, False),
    (leaf("codes", "hasany", ["head", "hip"]), {"codes": ("hip",)}, True),
    (leaf("codes", "hasprefix", "back"), {"codes": ("back_upper",)}, True),
    (leaf("codes", "subset_of", {"field": "more"}), {"codes": ("hip",), "more": ("hip", "knee")}, True),
    (leaf("codes", "subset_of", {"field": "more"}), {"codes": ("hip", "foot"), "more": ("hip",)}, False),
    (leaf("cause", "prefix", "W"), {"cause": "W19"}, True),
    (leaf("cause", "prefix", "V"), {"cause": "W19"}, False),
    (leaf("dx", "flag", ["A"]), {"dx": "cholera"}, True),
    (leaf("dx", "flag", ["A"]), {"dx": "ari_upper"}, False),
    (leaf("dx", "flag", ["A"]), {"dx": "of_a_newer_version"}, False),
    (leaf("dxs", "flag", ["A"]), {"dxs": ("ari_upper", "cholera")}, True),
    (leaf("dx", "group", "respiratory"), {"dx": "ari_upper"}, True),
    (leaf("dx", "group", "digestive"), {"dx": "ari_upper"}, False),
    (leaf("colour", "rank_after", {"field": "first_colour"}), {"colour": "green", "first_colour": "red"}, True),
    (leaf("colour", "rank_after", {"field": "first_colour"}), {"colour": "red", "first_colour": "red"}, False),
    (leaf("colour", "rank_after", {"field": "first_colour"}), {"colour": "red", "first_colour": "green"}, False),
    (leaf("n", "le", {"field": "m"}), {"n": 3, "m": 3}, True),
    (leaf("n", "le", {"field": "m"}), {"n": 4, "m": 3}, False),
    (leaf("day", "ge", {"field": "at"}), {"day": TODAY, "at": NOW}, True),
    (leaf("day", "ge", {"field": "at"}), {"day": date(2018, 11, 24), "at": NOW}, False),
    (leaf("day", "le", {"field": "at", "plus_days": 2}), {"day": date(2018, 11, 27), "at": NOW}, True),
    (leaf("day", "le", {"field": "at", "plus_days": 2}), {"day": date(2018, 11, 28), "at": NOW}, False),
    (leaf("trial.n", "eq", 3), {"n": 3}, True),
    ({"and": [leaf("n", "ge", 1), leaf("n", "le", 3)]}, {"n": 2}, True),
    ({"and": [leaf("n", "ge", 1), leaf("n", "le", 3)]}, {"n": 4}, False),
    ({"or": [leaf("n", "eq", 1), leaf("n", "eq", 3)]}, {"n": 3}, True),
    ({"or": [leaf("n", "eq", 1), leaf("n", "eq", 3)]}, {"n": 2}, False),
    ({"not": leaf("n", "eq", 1)}, {"n": 1}, False),
    ({"not": leaf("n", "eq", 1)}, {}, True),
]


@pytest.mark.parametrize(("condition", "values", "expected"), CASES)
def test_condition_holds_or_not(condition: Condition, values: dict[str, object], expected: bool) -> None:
    assert holds(condition, **values) is expected


COMPARING = [("eq", 1), ("lt", 1), ("le", 1), ("gt", 1), ("ge", 1), ("in", [1]), ("has", "x"), ("hasany", ["x"]),
             ("hasprefix", "x"), ("prefix", "x"), ("flag", ["A"]), ("group", "respiratory")]  # fmt: skip


@pytest.mark.parametrize(("op", "value"), COMPARING)
def test_a_comparison_with_an_empty_field_is_false(op: str, value: object) -> None:
    for empty in ({}, {"n": None}, {"n": ""}, {"n": ()}):
        assert holds(leaf("n", op, value), **empty) is False


@pytest.mark.parametrize(("op", "value"), [("ne", 1), ("nin", [1]), ("empty", None)])
def test_different_none_of_and_empty_are_true_when_empty(op: str, value: object) -> None:
    assert holds(leaf("n", op, value)) is True


def test_when_the_other_side_is_empty() -> None:
    assert holds(leaf("n", "le", {"field": "m"}), n=3) is False
    assert holds(leaf("n", "ne", {"field": "m"}), n=3) is True


def test_comparing_what_cannot_be_compared_is_false() -> None:
    assert holds(leaf("n", "lt", 3), n="three") is False


def test_a_bare_name_is_looked_up_in_the_row_first() -> None:
    form = trial(
        question(1, "n", "int", min=0, max=9),
        question(2, "rows", "group", fields=[question(1, "n", "int", min=0, max=9)]),
    )
    test = compile_condition(leaf("n", "eq", 5), form, form.field("rows"))
    assert test(EvaluationContext(form, {"n": 1}, context(), {"n": 5}))
    assert not test(EvaluationContext(form, {"n": 5}, context(), {"n": 1}))


def test_other_forms_are_read_from_person_visit_and_latest() -> None:
    around = context(latest={"ncd": {"ncd_exit": "active"}}, pregnant=True, closing=True)
    scope = EvaluationContext(FORM, {}, around)
    for condition in (
        leaf("person.sex", "in", ["f", "x"]),
        leaf("visit.post", "eq", "tenosique_la72"),
        leaf("ncd.ncd_exit", "eq", "active"),
        leaf("@age_years", "eq", 28),
        leaf("@age_months", "eq", 344),
        leaf("@age_days", "gt", 10000),
        leaf("@pregnant", "eq", True),
        leaf("@closing", "eq", True),
        leaf("@today", "notempty"),
        leaf("@now", "notempty"),
    ):
        assert compile_condition(condition, FORM)(scope), condition


def test_an_unknown_age_makes_every_comparison_false() -> None:
    scope = EvaluationContext(FORM, {}, context(person={}))
    assert not compile_condition(leaf("@age_years", "ge", 0), FORM)(scope)
    assert not compile_condition(leaf("@age_years", "lt", 200), FORM)(scope)


def test_conditions_about_pregnancy_accept_sex_x() -> None:
    test = compile_condition(get_form("sv").field("preg_test").when or {}, get_form("sv"))
    for sex, expected in (("f", True), ("x", True), ("m", False), ("u", False)):
        person = {"sex": sex, "birth_date": date(1990, 1, 1)}
        assert test(EvaluationContext(get_form("sv"), {}, context(person=person))) is expected


BROKEN: list[tuple[str, Condition]] = [
    ("unknown op", leaf("n", "like", 3)),
    ("do not fit", {"field": "n", "op": "eq"}),
    ("do not fit", {"field": "n", "op": "empty", "value": 1}),
    ("not a question", leaf("nothing", "eq", 1)),
    ("not a question", leaf("trial.nothing", "eq", 1)),
    ("nothing derives", leaf("@mood", "eq", 1)),
    ("needs a list", leaf("n", "in", 3)),
    ("needs a list of conditions", {"and": []}),
    ("is a table", {"not": 3}),
    ("only the latest", {**leaf("ncd.ncd_exit", "eq", "active"), "take": "any"}),
    ("needs a coded list", leaf("n", "rank_after", {"field": "m"})),
]


@pytest.mark.parametrize(("words", "condition"), BROKEN)
def test_an_unsound_condition_is_refused(words: str, condition: Condition) -> None:
    with pytest.raises(InvalidDefinition, match=words):
        compile_condition(condition, FORM)


def test_names_in_gives_both_sides() -> None:
    condition = {"or": [leaf("a", "eq", {"field": "b"}), {"not": leaf("c.d", "empty")}]}
    assert list(names_in(condition)) == ["a", "b", "c.d"]


def test_the_day_of_a_moment_is_the_posts() -> None:
    """Half past three in the morning UTC is still the evening before in Mexico."""
    late = datetime(2018, 11, 26, 3, 30, tzinfo=UTC)
    assert holds(leaf("day", "eq", {"field": "at"}), day=TODAY, at=late) is True

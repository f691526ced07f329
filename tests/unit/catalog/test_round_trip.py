"""Whatever may be written down comes back as it was: for all forms, with answers drawn from the definitions."""

import random
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.catalog.answers import InvalidAnswers, merge, split, validate
from posta.catalog.language.codes import is_code, is_selectable
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, list_forms
from posta.catalog.tooling.fake_answers import SYSTEMS, fake_answers, fake_context
from posta.terms.lists import get_list

from .cases import context

QUIET = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
AROUND = context(closing=False, counts={"mh_fu": 2, "mh_fu.attended": 2, "case": 3}, pregnant=True)


def values_of(field: Field) -> st.SearchStrategy[object]:
    """Values of the kind of a field, mostly within its limits."""
    low = field.min if isinstance(field.min, int | float) else 0
    high = field.max if isinstance(field.max, int | float) else 10_000
    if field.type == "group":
        rows = st.fixed_dictionaries({}, optional={column.name: values_of(column) for column in field.fields})
        return st.lists(rows, max_size=4).map(tuple)
    if field.coded_list:
        codes = coded(field)
        return st.lists(codes, max_size=field.max_items or 5).map(tuple) if field.type == "many" else codes
    if field.type == "code":
        known = [
            code for code in SYSTEMS[field.system or ""](scope()) if is_code(field, code) and is_selectable(field, code)
        ]
        one = st.sampled_from(known)
        return st.lists(one, max_size=field.max_items).map(tuple) if field.is_many else one
    return {
        "text": st.text(max_size=(field.max_length or 80)),
        "longtext": st.text(max_size=200),
        "int": st.integers(int(low), int(high)),
        "decimal": st.floats(low, high, allow_nan=False),
        "date": st.dates(date(1980, 1, 1), date(2019, 12, 31)),
        "datetime": st.datetimes(datetime(2018, 1, 1), datetime(2018, 11, 25), timezones=st.just(UTC)),  # noqa: DTZ001
        "bool": st.booleans(),
        "ref": st.text("abcdef0123456789_", min_size=1, max_size=40),
        "calc": st.none(),
    }[field.type]


def coded(field: Field) -> st.SearchStrategy[str]:
    plain = st.sampled_from(get_list(str(field.coded_list)).codes)
    if not field.qualifier:
        return plain
    return st.tuples(plain, st.sampled_from(get_list(field.qualifier).codes)).map(":".join)


def scope():  # type: ignore[no-untyped-def]
    from posta.catalog.language.condition import EvaluationContext

    return EvaluationContext(list_forms()[0], {}, AROUND)


def without_wrong(form: Form, answers: dict[str, object]) -> dict[str, object]:
    """Leave out the questions that break a rule until none does."""
    while True:
        try:
            return validate(form, answers, AROUND).answers
        except InvalidAnswers as error:
            wrong = {problem.path.partition(".")[0] for problem in error.problems}
            answers = {name: value for name, value in answers.items() if name not in wrong}


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_any_answers_come_back_as_they_were(form: Form) -> None:
    drawn = st.fixed_dictionaries({}, optional={field.name: values_of(field) for field in form.fields})

    @QUIET
    @given(drawn)
    def check(answers: dict[str, object]) -> None:
        filled = validate(form, without_wrong(form, answers), AROUND)
        bodies = split(filled)
        assert merge(form, bodies) == filled.answers
        carried = {home: msgspec.msgpack.decode(msgspec.msgpack.encode(body)) for home, body in bodies.items()}
        assert merge(form, carried) == filled.answers

    check()


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_sampled_answers_close_the_form_and_come_back(form: Form) -> None:
    for seed in range(20):
        chance = random.Random(seed)
        around = fake_context(chance)
        answers = fake_answers(form, chance, around)
        filled = validate(form, answers, around)
        assert filled.answers == answers
        assert merge(form, split(filled)) == answers


def test_the_same_seed_gives_the_same_answers() -> None:
    form = list_forms()[0]
    first, second = (fake_answers(form, random.Random(5), AROUND) for _ in range(2))
    assert first == second

"""Answers that contradict each other or the calendar: before birth, a visit of long ago, a day years ahead, one diagnosis twice.

They are asked about once before they are signed: a birth date may be wrong, and a visit may be written down late.

>>> from datetime import UTC, datetime
>>> from posta.catalog.language.form import get_form
>>> around = FormContext(date(2018, 11, 25), datetime(2018, 11, 25, tzinfo=UTC))
>>> [one.rule for one in doubts_about_contradictions(EvaluationContext(get_form("visit"), {"next_appt": date(2099, 1, 1)}, around))]
['far_ahead']
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from posta.catalog.errors import Problem
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.answer_context import FormContext, birth_date
from posta.catalog.language.condition import EvaluationContext, as_codes
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form

YEAR = timedelta(days=366)
KINDS = ("date", "datetime")
TOLD = timedelta(days=366)  # how far a birth that was stated as an age may be off


def doubts_about_contradictions(scope: EvaluationContext) -> Iterator[Problem]:
    """Yield a question for each answer of a form that contradicts another one, or the calendar."""
    if scope.form.service.days_of_a_life:  # the registration judges its own days, and a medicine expires in years
        for field in _days_of(scope.form):
            yield from _doubts_about_day(field, scope)
    main = scope.values.get(scope.form.service.diagnosis)
    for field in _diagnoses_of(scope.form) if main else ():
        if main in as_codes(scope.values.get(field.name) or ()):
            yield Problem(field.name, "twice")


def _doubts_about_day(field: Field, scope: EvaluationContext) -> Iterator[Problem]:
    value, context = scope.values.get(field.name), scope.context
    if not isinstance(value, date):
        return
    day, born = context.day(value), _earliest_birth(context)
    if born is not None and day < born:
        yield Problem(field.name, "before_birth")
    elif day > context.today + YEAR:
        yield Problem(field.name, "far_ahead")
    elif scope.form.name == VISIT_FORM and field.name == "visit_dt" and day < context.today - YEAR:
        yield Problem(field.name, "long_ago")


def _earliest_birth(context: FormContext) -> date | None:
    """Return the first day on which the person may have been born.

    A stated age may be off by a year or more.
    """
    born = birth_date(context.person)
    if born is None or "birth_date" in context.person:
        return born
    return born - TOLD


@cache
def _days_of(form: Form) -> tuple[Field, ...]:
    return tuple(field for field in form.fields if field.type in KINDS)


@cache
def _diagnoses_of(form: Form) -> tuple[Field, ...]:
    """Return the questions of diagnoses beside the one that names the illness."""
    asked = (field for field in form.fields if field.system == "morbidity")
    return tuple(field for field in asked if field.name != form.service.diagnosis)

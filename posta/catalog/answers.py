"""Answers to a form: typed text to values, values checked, divided among compartments and put together again.

>>> from datetime import UTC, date, datetime
>>> from posta.catalog.language.form import get_form
>>> vitals = get_form("vitals")
>>> parse(vitals.field("temp_c"), "38,4", today=date(2018, 11, 25))
38.4
>>> context = FormContext(date(2018, 11, 25), datetime(2018, 11, 25, 18, tzinfo=UTC))
>>> filled = validate(vitals, {"temp_c": 39.0, "sbp": 120, "dbp": 80}, context)
>>> filled.answers["temp_c"]
39.0
>>> bodies = split(filled)
>>> sorted(compartment.code for compartment in bodies)
['care', 'facts']
>>> merge(vitals, bodies) == filled.answers
True
"""

from posta.catalog.answering.parse import parse
from posta.catalog.answering.validation import ValidatedForm, validate
from posta.catalog.encoding.compartment_split import merge, split
from posta.catalog.encoding.unlinked_rows import unlinked_facts
from posta.catalog.errors import InvalidAnswers, InvalidValue, Problem
from posta.catalog.language.answer_context import FormContext, age_band

__all__ = [
    "FormContext",
    "ValidatedForm",
    "InvalidAnswers",
    "InvalidValue",
    "Problem",
    "age_band",
    "validate",
    "merge",
    "parse",
    "split",
    "unlinked_facts",
    "validate",
]

"""Answers to a form: typed text to values, values checked, divided among compartments and put together again.

>>> from datetime import UTC, date, datetime
>>> from posta.catalog.form import get_form
>>> vitals = get_form("vitals")
>>> parse(vitals.field("temp_c"), "38,4", today=date(2018, 11, 25))
38.4
>>> context = Context(date(2018, 11, 25), datetime(2018, 11, 25, 18, tzinfo=UTC))
>>> filled = fill(vitals, {"temp_c": 39.0, "sbp": 120, "dbp": 80}, context)
>>> [(warning.path, warning.rule) for warning in filled.warnings]
[('temp_c', 'unlikely_high')]
>>> bodies = split(filled)
>>> sorted(compartment.code for compartment in bodies)
['care', 'facts']
>>> merge(vitals, bodies) == filled.answers
True
"""

from posta.catalog.context import Context, age_band
from posta.catalog.division import merge, split
from posta.catalog.errors import InvalidAnswers, InvalidValue, Problem
from posta.catalog.filling import Filled, fill
from posta.catalog.parse import parse
from posta.catalog.unlinked import unlinked_facts

__all__ = [
    "Context",
    "Filled",
    "InvalidAnswers",
    "InvalidValue",
    "Problem",
    "age_band",
    "fill",
    "merge",
    "parse",
    "split",
    "unlinked_facts",
]

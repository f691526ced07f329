"""Turns answers into what a browser would post, to open a draft, amend an entry or copy the last visit.

>>> from posta.catalog.language.form import get_form
>>> to_form_data(get_form("vitals"), {"temp_c": 38.4, "hr": 80})
{'temp_c': ['38.4'], 'hr': ['80']}
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.timezone import localtime

from posta.catalog.language.field import Field
from posta.catalog.language.form import Form
from posta.formkit.field_names import TIME
from posta.formkit.number_format import plain_number


def to_form_data(form: Form, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what a browser would post for these answers; computed and unknown ones are left out."""
    found: dict[str, list[str]] = {}
    for question in form.fields:
        value = answers.get(question.name)
        if question.type == "group":
            for number, row in enumerate(value if isinstance(value, tuple | list) else ()):
                found[f"{question.name}.{number}.row"] = ["1"]
                found |= _field_data(question.fields, row, f"{question.name}.{number}.")
        else:
            found |= _field_data((question,), answers, "")
    return found


def _field_data(questions: Iterable[Field], answers: Mapping[str, object], prefix: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question in questions:
        value = answers.get(question.name)
        if value is None or question.type == "calc":
            continue
        name = prefix + question.name
        if isinstance(value, datetime):
            found[name + TIME] = [localtime(value).strftime("%H:%M")]
        found[name] = [_as_text(one) for one in (value if isinstance(value, tuple | list) else [value])]
    return found


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return localtime(value).strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "y" if value else "n"
    return plain_number(value) if isinstance(value, int | float) else str(value)

"""The way back: answers as they would have been typed, to open a draft, amend an entry or begin from the last visit.

>>> typed_from(get_form("vitals"), {"temp_c": 38.4, "hr": 80})
{'temp_c': ['38.4'], 'hr': ['80']}
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.timezone import localtime

from posta.care.fields.names import TIME
from posta.care.fields.numbers import plain_number
from posta.catalog.fields import Field
from posta.catalog.form import Form


def typed_from(form: Form, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """What a browser would post for these answers; computed and unknown ones are left out."""
    found: dict[str, list[str]] = {}
    for question in form.fields:
        value = answers.get(question.name)
        if question.type == "group":
            for number, row in enumerate(value if isinstance(value, tuple | list) else ()):
                found[f"{question.name}.{number}.row"] = ["1"]
                found |= _typed(question.fields, row, f"{question.name}.{number}.")
        else:
            found |= _typed((question,), answers, "")
    return found


def _typed(questions: Iterable[Field], answers: Mapping[str, object], prefix: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question in questions:
        value = answers.get(question.name)
        if value is None or question.type == "calc":
            continue
        name = prefix + question.name
        if isinstance(value, datetime):
            found[name + TIME] = [localtime(value).strftime("%H:%M")]
        found[name] = [_words(one) for one in (value if isinstance(value, tuple | list) else [value])]
    return found


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return localtime(value).strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "y" if value else "n"
    return plain_number(value) if isinstance(value, int | float) else str(value)

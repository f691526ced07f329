"""What a page showed as answered, so that an empty box takes back nothing that the page had not shown.

While a page is open, a key or the missing contents of an entry may arrive with an exchange: then the record says more than
the page did. Each page names the answers that it showed, by question and a short hash; of several choices and of rows each
by itself. What is answered by the time it is sent, and was not shown, is filled in and shown first; nothing is signed before.

    name_answered({"opd": {"complaint": "Tos"}})        "opd.complaint.5f1d2a9c"
"""

import hashlib
from collections.abc import Iterator, Mapping

import msgspec

from posta.care.fields.names import TEXT, Raw, rows_of, said
from posta.care.fields.typed import typed_from
from posta.care.words import language
from posta.catalog.condition import is_empty
from posta.catalog.form import Field, Form, get_form

ANSWERED = "answered"
Forms = Mapping[str, Mapping[str, object]]


def name_answered(forms: Forms) -> str:
    """Return what a page says of the answers that it shows."""
    named = (_names(form, question, value) for form, told in forms.items() for question, value in told.items())
    return " ".join(sorted(name for names in named for name in names))


def was_answered(raw: Raw, form: str, question: str) -> bool:
    """Return whether the page that posted this showed an answer to a question; True if it says nothing of answers."""
    return ANSWERED not in raw or any(name.startswith(f"{form}.{question}.") for name in _shown(raw))


def fill_unshown(forms: Forms, raw: Raw) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Return what was posted with every answer that its page had not shown, and the labels of their questions.

    `forms` holds what is answered now. A single answer that was typed where the page showed none stays as it was typed.
    """
    shown, filled = _shown(raw), {name: list(values) for name, values in raw.items()}
    labels = []
    for name, told in forms.items():
        form = get_form(name)
        for field in (one for one in form.fields if one.type != "calc" and one.name in told):
            items = _items(told[field.name])
            unshown = [item for item in items if _name(name, field.name, item) not in shown]
            if unshown:
                _fill(filled, form, field, unshown, told[field.name])
                labels.append(field.label(language()).partition(" (")[0])
    return filled | {ANSWERED: [name_answered(forms)]}, tuple(labels)


def _fill(raw: dict[str, list[str]], form: Form, field: Field, unshown: list[object], value: object) -> None:
    """Add answers of one question to what was posted: rows after the others, choices beside them, one where none was typed."""
    if field.type == "group":
        free = max((int(key.partition(".")[2]) for key in rows_of(raw, field.name)), default=-1) + 1
        for name, values in typed_from(form, {field.name: tuple(unshown)}).items():
            group, number, rest = name.split(".", 2)
            raw[f"{group}.{int(number) + free}.{rest}"] = values
    elif isinstance(value, tuple | list):
        raw[field.name] = [*raw.get(field.name, ()), *typed_from(form, {field.name: tuple(unshown)})[field.name]]
    elif not said(raw, field.name) and not said(raw, field.name + TEXT):
        raw |= typed_from(form, {field.name: value})


def _names(form: str, question: str, value: object) -> Iterator[str]:
    return (_name(form, question, item) for item in _items(value))


def _name(form: str, question: str, item: object) -> str:
    packed = msgspec.msgpack.encode(item, order="sorted")
    return f"{form}.{question}.{hashlib.blake2b(packed, digest_size=4).hexdigest()}"


def _items(value: object) -> tuple[object, ...]:
    """The rows or choices of an answer, or the answer alone."""
    if isinstance(value, tuple | list):
        return tuple(value)
    return () if is_empty(value) else (value,)


def _shown(raw: Raw) -> frozenset[str]:
    return frozenset(" ".join(said(raw, ANSWERED)).split())

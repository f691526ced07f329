"""The answers that a page showed, so that an empty box removes no answer that the page had not shown.

While a page is open, a key or the missing contents of an entry may arrive with an exchange: then the record holds
more than the page did. Each page names the answers that it showed, by question and a short hash; of several choices
and of rows each by itself. An answer that exists when the page is sent, and was not shown, is filled in and shown
first; nothing is signed before.

    encode_shown_answers({"opd": {"complaint": "Tos"}})        "opd.complaint.5f1d2a9c"
"""

import hashlib
from collections.abc import Mapping

import msgspec

from posta.catalog.language.condition import is_empty
from posta.catalog.language.form import Field, Form, get_form
from posta.formkit.field_names import TEXT, FormData, get_values, list_rows
from posta.formkit.language import current_language
from posta.formkit.prefill import to_form_data

ANSWERED_PARAM = "answered"
Forms = Mapping[str, Mapping[str, object]]


def encode_shown_answers(forms: Forms) -> str:
    """Return the field in which a page names the answers that it shows."""
    values = ((form, name, value) for form, answers in forms.items() for name, value in answers.items())
    return " ".join(
        sorted(_answer_key(form, name, item) for form, name, value in values for item in _split_items(value))
    )


def was_shown(raw: FormData, form: str, question: str) -> bool:
    """Return whether the posted page showed an answer to a question; True if it names no answers."""
    return ANSWERED_PARAM not in raw or any(name.startswith(f"{form}.{question}.") for name in _shown_keys(raw))


def restore_unshown(forms: Forms, raw: FormData) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Return what was posted with every answer that its page had not shown, and the labels of their questions.

    `forms` holds the current answers. A single answer that was typed where the page showed none stays as it was
    typed.
    """
    shown, filled = _shown_keys(raw), {name: list(values) for name, values in raw.items()}
    labels = []
    for name, answers in forms.items():
        form = get_form(name)
        for field in (one for one in form.fields if one.type != "calc" and one.name in answers):
            items = _split_items(answers[field.name])
            unshown = [item for item in items if _answer_key(name, field.name, item) not in shown]
            if unshown:
                _append_values(filled, form, field, unshown, answers[field.name])
                labels.append(field.label(current_language()).partition(" (")[0])
    return filled | {ANSWERED_PARAM: [encode_shown_answers(forms)]}, tuple(labels)


def _append_values(raw: dict[str, list[str]], form: Form, field: Field, unshown: list[object], value: object) -> None:
    """Add answers of one question: rows after the others, choices beside them, one if none was typed."""
    if field.type == "group":
        free = max((int(key.partition(".")[2]) for key in list_rows(raw, field.name)), default=-1) + 1
        for name, values in to_form_data(form, {field.name: tuple(unshown)}).items():
            group, number, rest = name.split(".", 2)
            raw[f"{group}.{int(number) + free}.{rest}"] = values
    elif isinstance(value, tuple | list):
        raw[field.name] = [*raw.get(field.name, ()), *to_form_data(form, {field.name: tuple(unshown)})[field.name]]
    elif not get_values(raw, field.name) and not get_values(raw, field.name + TEXT):
        raw |= to_form_data(form, {field.name: value})


def _answer_key(form: str, question: str, item: object) -> str:
    packed = msgspec.msgpack.encode(item, order="sorted")
    return f"{form}.{question}.{hashlib.blake2b(packed, digest_size=4).hexdigest()}"


def _split_items(value: object) -> tuple[object, ...]:
    """Return the rows or choices of an answer, or the answer alone."""
    if isinstance(value, tuple | list):
        return tuple(value)
    return () if is_empty(value) else (value,)


def _shown_keys(raw: FormData) -> frozenset[str]:
    return frozenset(" ".join(get_values(raw, ANSWERED_PARAM)).split())

"""Small forms and contexts that the tests of the catalogue share."""

from datetime import UTC, date, datetime

from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import Form, define_form
from posta.clinical.computed import RULES

NOW = datetime(2018, 11, 25, 18, 30, tzinfo=UTC)
TODAY = date(2018, 11, 25)


def context(**changes: object) -> FormContext:
    """A visit of a woman of 28 on 25 November 2018."""
    plain: dict[str, object] = {
        "today": TODAY,
        "now": NOW,
        "person": {"sex": "f", "birth_date": date(1990, 3, 1)},
        "visit": {"visit_dt": NOW, "post": "tenosique_la72"},
        "rules": RULES,
    }
    return FormContext(**plain | changes)  # type: ignore[arg-type]


def question(number: int, name: str, type_: str, **keys: object) -> dict[str, object]:
    """The declaration of one question."""
    labels = {"es": name, "en": name, "fr": name}
    return {"number": number, "name": name, "type": type_, "compartment": "care", **labels, **keys}


def declaration(*questions: dict[str, object], **keys: object) -> dict[str, object]:
    """The declaration of one form."""
    plain = {
        "number": 900, "name": "trial", "version": 1, "compartment": "care", "programme": "OPD",
        "es": "Prueba", "en": "Trial", "fr": "Essai", "by": ["any"],
    }  # fmt: skip
    return {**plain, "fields": list(questions), **keys}


def trial(*questions: dict[str, object], **keys: object) -> Form:
    """A form made for one test."""
    return define_form(declaration(*questions, **keys))

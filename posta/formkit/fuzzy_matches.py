"""Partly typed words that were completed: for medicines and diagnoses the colleague confirms them.

The page completes such words as they are typed, where its script runs; then nothing is asked.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from posta.catalog.errors import Problem
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form
from posta.formkit.choices import Offered, find_code, find_label, is_exact
from posta.formkit.field_names import TEXT, FormData, get_values, list_rows

CONFIRMED_SYSTEMS = frozenset({"atc_inn", "morbidity"})  # a wrongly completed country harms nobody


def fuzzy_match_warnings(form: Form, raw: FormData, language: str, offered: Offered) -> tuple[Problem, ...]:
    """Return a question for each word that was completed; the rule is the sentence itself."""
    found = []
    for question, name in _coded_fields(form, raw):
        for words in get_values(raw, name + TEXT):
            code = find_code(question, words, offered)
            if code is not None and not is_exact(question, words, offered):
                message = _("It was understood as: %(what)s.") % {"what": find_label(question, code, language, offered)}
                found.append(Problem(f"{form.name}.{name}", message.replace("%", "%%")))
    return tuple(found)


def _coded_fields(form: Form, raw: FormData) -> Iterator[tuple[Field, str]]:
    """Yield the questions of these systems, with the names under which they are posted."""
    for question in form.fields:
        rows = list_rows(raw, question.name) if question.type == "group" else ()
        yield from (
            (one, f"{row}.{one.name}") for row in rows for one in question.fields if one.system in CONFIRMED_SYSTEMS
        )
        if question.system in CONFIRMED_SYSTEMS:
            yield question, question.name

"""What was typed only in part and understood all the same: for medicines and diagnoses a person says that it is so.

The page completes such words as they are typed, where its script runs; then nothing is asked.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from posta.care.fields.choices import Offered, code_of, is_whole, label_of
from posta.care.fields.names import TEXT, Raw, rows_of, said
from posta.catalog.errors import Problem
from posta.catalog.fields import Field
from posta.catalog.form import Form

HARMFUL = frozenset({"atc_inn", "morbidity"})  # a country that is guessed wrong harms nobody


def doubts_about_words(form: Form, raw: Raw, language: str, offered: Offered) -> tuple[Problem, ...]:
    """A question for each word that was completed; the rule is the sentence itself."""
    found = []
    for question, name in _coded(form, raw):
        for words in said(raw, name + TEXT):
            code = code_of(question, words, offered)
            if code is not None and not is_whole(question, words, offered):
                told = _("It was understood as: %(what)s.") % {"what": label_of(question, code, language, offered)}
                found.append(Problem(f"{form.name}.{name}", told.replace("%", "%%")))
    return tuple(found)


def _coded(form: Form, raw: Raw) -> Iterator[tuple[Field, str]]:
    """The questions of these systems, with the names under which they are posted."""
    for question in form.fields:
        rows = rows_of(raw, question.name) if question.type == "group" else ()
        yield from ((one, f"{row}.{one.name}") for row in rows for one in question.fields if one.system in HARMFUL)
        if question.system in HARMFUL:
            yield question, question.name

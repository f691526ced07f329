"""Turns what a browser posted into answers, with the catalog's own reading of each value.

>>> from posta.catalog.language.form import get_form
>>> read_form(get_form("vitals"), {"temp_c": ["38,4"]}, today=date(2018, 11, 25))
({'temp_c': 38.4}, ())
"""

import re
from datetime import date

from django.utils.timezone import get_current_timezone

from posta.catalog.answers import parse
from posta.catalog.errors import InvalidValue, Problem
from posta.catalog.language.codes import is_code
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form
from posta.formkit.choices import LANGUAGES, Offered, find_code, is_cause, list_choices, similar_options
from posta.formkit.field_names import SIDE, TEXT, TIME, FormData, get_values, list_rows

ReadResult = tuple[dict[str, object], tuple[Problem, ...]]
DAY_DIGITS = re.compile(r"(\d\d)(\d\d)(\d{4})")


def read_form(form: Form, raw: FormData, *, today: date, offered: Offered | None = None) -> ReadResult:
    """Return typed answers by field name, and a problem for each invalid value; an empty field gives no answer.

    What was typed stays in `raw`: on problems, present the form again with it. `catalog.answers` checks whether the
    answers are right together.
    """
    answers, problems = _read(form.fields, raw, "", today, offered or {})
    answers |= _settled(form, answers)
    return answers | _settled_rows(form, answers), problems


def _settled(form: Form, answers: dict[str, object]) -> dict[str, object]:
    """Return what is chosen among another answer that holds no more than that: all of it, and nobody is asked twice."""
    found: dict[str, object] = {}
    for question in (one for one in form.fields if one.ordered and one.among):
        source, picked = answers.get(question.among), answers.get(question.name)
        if not isinstance(source, tuple) or not 0 < len(source) <= (question.max_items or 3):
            continue
        if not isinstance(picked, tuple) or not set(picked) <= set(source):
            found[question.name] = source
    return found


def _settled_rows(form: Form, answers: dict[str, object]) -> dict[str, object]:
    """Return the rows with a column that chooses among one answer filled in with it, as the script does."""
    found: dict[str, object] = {}
    for group in (one for one in form.fields if one.type == "group"):
        sole = {one.name: source[0] for one in group.fields if one.among and len(source := _several(answers, one)) == 1}
        rows = answers.get(group.name)
        if sole and isinstance(rows, tuple):
            found[group.name] = tuple({**sole, **row} for row in rows)
    return found


def _several(answers: dict[str, object], question: Field) -> tuple[object, ...]:
    """Return the answers among which a question chooses."""
    source = answers.get(question.among)
    return source if isinstance(source, tuple) else ()


def _read(questions: tuple[Field, ...], raw: FormData, prefix: str, today: date, offered: Offered) -> ReadResult:
    answers: dict[str, object] = {}
    problems: list[Problem] = []
    for question in questions:
        if question.type == "group":
            rows = [_read(question.fields, raw, key + ".", today, offered) for key in list_rows(raw, question.name)]
            filled = tuple(row for row, wrong in rows if row or wrong)
            if filled:
                answers[question.name] = filled
            problems.extend(problem for _, wrong in rows for problem in wrong)
        elif question.type != "calc":
            name = prefix + question.name
            try:
                if typed := _typed(question, raw, name, offered):
                    # of a chip and a box with the same name, what was typed: without a script no chip is taken back
                    value = typed if question.is_many else typed[-1] if question.type == "text" else typed[0]
                    answers[question.name] = parse(question, value, today=today, zone=get_current_timezone())
            except InvalidValue as error:
                problems.append(Problem(name, error.rule, error.params))
    return answers, tuple(problems)


def _typed(question: Field, raw: FormData, name: str, offered: Offered) -> list[str]:
    values = get_values(raw, name)
    if question.type in ("code", "ref"):
        texts = (text for text in get_values(raw, name + TEXT) if not _is_settled(question, text, values, offered))
        codes = values + [_code(question, text, offered) for text in texts]
        return list(dict.fromkeys(codes)) if question.is_many else codes[-1:]
    if question.qualifier:
        return [":".join([code, *get_values(raw, f"{name}{SIDE}.{code}")[:1]]) for code in values]
    if question.type == "date":
        return [_day(text) for text in values]
    if question.type == "datetime":
        return [" ".join([_day(text), *get_values(raw, name + TIME)[:1]]) for text in values]
    return values


def _code(question: Field, text: str, offered: Offered) -> str:
    found = find_code(question, text, offered)
    if found is None and list_choices(question, "es", offered) and not _is_typed_cause(question, text):
        raise InvalidValue("not_listed")
    return found or text  # of a system that no list holds completely (ICD-10): the catalog judges the code


def _is_typed_cause(question: Field, text: str) -> bool:
    """Return whether a code of ICD-10 was typed; a page offers only the commonest."""
    return is_cause(question) and is_code(question, text)


def _is_settled(question: Field, text: str, chosen: list[str], offered: Offered) -> bool:
    """Return whether an option offered for unknown words was chosen: without a script the words stay in the box."""
    if not chosen or find_code(question, text, offered) is not None:
        return False
    return any(
        one.code in chosen for language in LANGUAGES for one in similar_options(question, text, language, offered)
    )


def _day(text: str) -> str:
    """Return a day typed as eight digits, with slashes; the catalog reads every other notation.

    >>> _day("25112018"), _day("5-1-18")
    ('25/11/2018', '5-1-18')
    """
    match = DAY_DIGITS.fullmatch(text)
    return "/".join(match.groups()) if match else text

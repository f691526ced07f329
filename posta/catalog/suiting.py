"""Whether what is written fits the sex and the age that are registered: antenatal care of a man, or of a girl of four.

It is asked once before it is signed, and never refused. What is not known is not asked about. The rules are in
`terms/suits.toml`.

>>> suits_person("anc", {"sex": "m"}, None), suits_person("anc", {"sex": "x"}, None), suits_person("vitals", {"sex": "m"}, None)
(False, True, True)
"""

from collections.abc import Iterator, Mapping

from posta.catalog.errors import Problem
from posta.catalog.language.answer_context import Age, Answers
from posta.catalog.language.condition import EvaluationContext, as_codes
from posta.terms.suits import Suits, list_suits


def suits_person(form: str, person: Answers, age: Age | None) -> bool:
    """Return whether a whole form fits somebody, as far as sex and age are known."""
    years = age.years if age else None
    return not any(rule.misfit(person.get("sex"), years) for rule in list_suits(form) if not rule.question)


def doubts_about_fit(scope: EvaluationContext) -> Iterator[Problem]:
    """Yield a question for each form or answer that does not fit the person.

    If the form does not fit, its answers are not asked about.
    """
    sex, age = scope.context.person.get("sex"), scope.context.age
    for rule in list_suits(scope.form.name):
        path = _place(rule, scope.values)
        misfit = rule.misfit(sex, age.years if age else None) if path is not None else ""
        if path is not None and misfit:
            yield _doubt(path, misfit, scope)
            if not rule.question:
                return


def _doubt(path: str, misfit: str, scope: EvaluationContext) -> Problem:
    if misfit == "sex":
        return Problem(path, "not_woman" if scope.context.person.get("sex") == "m" else "not_man")
    assert scope.context.age is not None
    return Problem(path, "not_age", {"years": scope.context.age.years})


def _place(rule: Suits, values: Mapping[str, object]) -> str | None:
    """Return the path of the answer that a rule is about.

    It is "" for the whole form, None where there is no such answer.
    """
    if not rule.question:
        return "" if values else None
    group, dot, column = rule.question.rpartition(".")
    if not dot:
        return rule.question if _chosen(rule, values.get(column)) else None
    rows = values.get(group)
    for number, row in enumerate(rows if isinstance(rows, tuple | list) else ()):
        if _chosen(rule, row.get(column)) and all(row.get(name) == value for name, value in rule.given.items()):
            return f"{group}.{number}.{column}"
    return None


def _chosen(rule: Suits, value: object) -> bool:
    return bool(value) and not rule.codes.isdisjoint(as_codes(value))

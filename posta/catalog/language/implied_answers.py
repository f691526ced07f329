"""Answers that another answer implies, used where nobody answered: of a blister its cause, place and intent.

A question that has such an answer is not asked; an answer that is given all the same is kept. What a diagnosis says
of an injury stands beside it in `terms/diagnoses.toml`.

>>> from datetime import UTC, date, datetime
>>> from posta.catalog.language.answer_context import FormContext
>>> from posta.catalog.language.form import get_form
>>> around = FormContext(date(2018, 11, 25), datetime(2018, 11, 25, tzinfo=UTC))
>>> DEFAULTS["injury_cause"](EvaluationContext(get_form("opd"), {"dx_main": "foot_blister"}, around))
'X50'
"""

from collections.abc import Callable
from functools import cache

from posta.catalog.language.condition import EvaluationContext, as_codes
from posta.catalog.language.field import Condition, Field
from posta.terms.diagnoses import Diagnosis, find_diagnosis, get_diagnoses

INJURY = "I"
ImpliedAnswer = Callable[[Diagnosis], object]
IMPLIED: dict[str, ImpliedAnswer] = {
    "injury_cause": lambda line: line.cause or None,
    "injury_body": lambda line: (line.body,) if line.body else None,
    "injury_intent": lambda line: line.intent or None,
}


def _of_injury(implied: ImpliedAnswer) -> Callable[[EvaluationContext], object]:
    """Return what the diagnosis says, where only one injury was written: of two, nobody knows which one it is about."""

    def answer(scope: EvaluationContext) -> object:
        codes = (code for name in ("dx_main", "dx_other") for code in as_codes(scope.values.get(name) or ()))
        lines = [line for code in codes if (line := find_diagnosis(code)) and INJURY in line.flags]
        return implied(lines[0]) if len(lines) == 1 else None

    return answer


DEFAULTS: dict[str, Callable[[EvaluationContext], object]] = {
    name: _of_injury(implied) for name, implied in IMPLIED.items()
}


def condition_to_ask(question: Field) -> Condition | None:
    """Return the condition under which a page asks a question: its own, unless the diagnosis answers it."""
    codes = _implied_by(question.name)
    if not codes or question.when is None:
        return question.when
    silent: Condition = {"not": {"field": "dx_main", "op": "in", "value": list(codes)}}
    another: Condition = {"field": "dx_other", "op": "flag", "value": [INJURY]}
    return {"and": [question.when, {"or": [silent, another]}]}


@cache
def _implied_by(name: str) -> tuple[str, ...]:
    """Return the codes of the injuries that answer a question."""
    implied = IMPLIED.get(name)
    lines = (line for line in get_diagnoses().values() if INJURY in line.flags)
    return tuple(line.code for line in lines if implied(line)) if implied else ()

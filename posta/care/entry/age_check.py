"""Compares an age with a birth date given beside it: if they disagree, one is wrong and nobody knows which."""

from collections.abc import Mapping
from datetime import date

from posta.catalog.errors import Problem
from posta.catalog.language.answer_context import add_months, birth_date
from posta.web.formatting import format_age

_LEEWAY_MONTHS = {"y": 12, "m": 1, "d": 1}  # months by which a stated age may differ from the date


def find_age_conflict(answers: Mapping[str, object], today: date) -> tuple[Problem, ...]:
    """Return a problem if the birth date gives another age than the age given beside it."""
    born, unit = answers.get("birth_date"), str(answers.get("age_unit") or "y")
    by_age = birth_date({"age_value": answers.get("age_value"), "age_unit": unit, "age_date": today})
    if not isinstance(born, date) or by_age is None:
        return ()
    leeway = _LEEWAY_MONTHS.get(unit, 12)
    if add_months(by_age, -leeway) <= add_months(born, 12 if unit == "y" else 1) and born <= add_months(by_age, leeway):
        return ()
    return (Problem("birth_date", "age_and_date", {"age": format_age({"birth_date": born}, today)}),)

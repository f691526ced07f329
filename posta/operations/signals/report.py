"""What the form of a signal says that others need to act on. All of it is coded and names nobody."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from posta.catalog.language.form import Form, list_forms

AGGREGATE = "signal"
_CODES = ("sig_type", "sig_dx", "sig_place", "sig_src")
_NUMBERS = ("n_aff", "n_u5", "sig_dt")


class ReportAnswers(NamedTuple):
    """What was seen (`what`, the illness `dx`), where, from whom it is known, how many people, and when (ms)."""

    what: str
    dx: str
    place: str
    source: str
    affected: int | None
    under5: int | None
    happened: int | None

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


@cache
def get_report_form() -> Form:
    """Return the form that records a signal."""
    return next(form for form in list_forms() if form.service.opens == AGGREGATE)


def read_report(body: Mapping[int, object]) -> ReportAnswers:
    """Return what the facts of a form say (its questions by number); a missing answer is empty."""
    codes = [str(body.get(_number_of(name)) or "") for name in _CODES]
    numbers = [value if isinstance(value := body.get(_number_of(name)), int) else None for name in _NUMBERS]
    return ReportAnswers(*codes, *numbers)  # type: ignore[arg-type]


@cache
def _number_of(name: str) -> int:
    return get_report_form().field(name).number

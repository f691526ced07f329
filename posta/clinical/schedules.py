"""The visits that a schedule proposes when a visit is signed (`posta/terms/schedules.toml`), as days with a window.

Pure functions from answers and days. A day that has passed, is the day of the visit or lies beyond a year is left out.

Each schedule names its source there; one with `example = true` is for the medical coordinator to fill.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.condition import EvaluationContext, Test, compile_condition
from posta.catalog.language.form import Form, get_form
from posta.terms.schedules import Schedule, find_schedule

Answers = Mapping[str, object]
PREGNANCY_DAYS = 280
FURTHEST_DAYS = 366
NEAR_DAYS = 28  # `chosen = "near"`: a visit months ahead is offered, and not chosen beforehand
MOST_SHOWN = 4  # of one schedule


@dataclass(frozen=True, slots=True, repr=False)
class ProposedVisit:
    """A visit to plan: its day and window, the form, which schedule says so, and whether it is chosen beforehand.

    `week` is the week of gestation, where that is how the schedule counts.
    """

    schedule: str
    form: str
    compartment: str
    day: date
    first: date
    last: date
    chosen: bool
    week: int | None = None

    @property
    def key(self) -> str:
        """Return the name by which a page tells it from others: schedule and day."""
        return f"{self.schedule}-{self.day:%Y%m%d}"


def propose_visits(
    forms: Mapping[str, Answers], context: FormContext, planned: Iterable[tuple[str, date]] = ()
) -> tuple[ProposedVisit, ...]:
    """Return the visits that the schedules of signed forms propose, the earliest first.

    `planned` are the visits that are planned already, by schedule and day: nothing within their window is proposed.
    """
    already = tuple(planned)
    found: dict[str, ProposedVisit] = {}
    for name, answers in forms.items():
        form = get_form(name)
        for code in form.service.schedules:
            schedule = find_schedule(code)
            if schedule is not None:
                ahead = _days_ahead(schedule, form, answers, context)
                free = [one for one in ahead if not _is_planned(schedule, one[0], already)]
                found |= {one.key: one for one in _proposals(schedule, free, context.visit_day)}
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.schedule)))


def _days_ahead(
    schedule: Schedule, form: Form, answers: Answers, context: FormContext
) -> list[tuple[date, int | None]]:
    """Return the days of a schedule that lie ahead, with the week of gestation where it counts so."""
    today = context.visit_day
    scope = EvaluationContext(form, answers, context)
    if _test(schedule.code, form.name, "trigger")(scope):
        days = _days_after(schedule, form, answers, context)
    elif schedule.then_trigger and _test(schedule.code, form.name, "then_trigger")(scope):
        every = schedule.then_every or {}
        steady = schedule.controlled is None or _test(schedule.code, form.name, "controlled")(scope)
        days = iter([(today + timedelta(days=every["controlled" if steady else "uncontrolled"]), None)])
    else:
        return []
    return [(day, week) for day, week in days if today < day <= today + timedelta(days=FURTHEST_DAYS)]


def _days_after(
    schedule: Schedule, form: Form, answers: Answers, context: FormContext
) -> Iterator[tuple[date, int | None]]:
    base = _base_day(schedule, form, answers, context)
    if base is not None:
        conceived = base - timedelta(days=PREGNANCY_DAYS)
        yield from ((base + timedelta(days=days), None) for days in schedule.days)
        yield from ((conceived + timedelta(weeks=week), week) for week in schedule.weeks_of_gestation)


def _base_day(schedule: Schedule, form: Form, answers: Answers, context: FormContext) -> date | None:
    """Return the day from which a schedule counts: of the visit, or of an answer to the form that began it."""
    where, _dot, question = schedule.after.partition(".")
    if where != form.name:
        return context.visit_day
    value = answers.get(question)
    return context.day(value) if isinstance(value, date) else None


def _is_planned(schedule: Schedule, day: date, planned: Iterable[tuple[str, date]]) -> bool:
    early, late = timedelta(days=min(schedule.early, schedule.late)), timedelta(days=schedule.late)
    return any(code == schedule.code and -early <= day - other <= late for code, other in planned)


def _proposals(schedule: Schedule, days: list[tuple[date, int | None]], today: date) -> Iterator[ProposedVisit]:
    early, late = timedelta(days=schedule.early), timedelta(days=schedule.late)
    for place, (day, week) in enumerate(sorted(days, key=lambda one: one[0])[:MOST_SHOWN]):
        near = schedule.chosen == "near" and day <= today + timedelta(days=NEAR_DAYS)
        chosen = schedule.chosen == "all" or near or (schedule.chosen == "next" and place == 0)
        yield ProposedVisit(
            schedule.code,
            schedule.form,
            schedule.compartment,
            day,
            max(today + timedelta(days=1), day - early),
            day + late,
            chosen,
            week,
        )


@cache
def _test(code: str, form: str, which: str) -> Test:
    schedule = find_schedule(code)
    assert schedule is not None
    return compile_condition(getattr(schedule, which), get_form(form))

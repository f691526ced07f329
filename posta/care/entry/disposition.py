"""The questions after a visit: discharge, a day to come back, a referral. Every page that ends a visit asks them alike."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.visits.return_day import day_ahead
from posta.catalog.errors import Problem
from posta.catalog.frame import VISIT_FORM
from posta.chart.record.person import Person
from posta.clinical.journey import is_asked_of
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, get_values
from posta.formkit.render.field_views import FieldView
from posta.web.formatting import format_day

FOLLOW_UP_DAYS = ("2", "7", "14", "30")
DISPOSITIONS = ("home", "fu", "ref_moh", "ref_int", "obs", "left")
FOLLOW_UP, DISCHARGED = "fu", "home"
REFERRED = frozenset({"ref_moh"})
OUTCOME, FOLLOW_UP_DATE = f"{VISIT_FORM}.disposition", f"{VISIT_FORM}.next_appt"
FITNESS_FIELDS = ("fitness", "rest_days", "fitness_reason")
DISPOSITION_FIELDS = (
    "disposition",
    "next_appt",
    *FITNESS_FIELDS,
)  # the questions of form `visit`; the chips of days have none of their own


def travels(person: Person) -> bool:
    """Return whether a person is one of those who travel on: whether they are fit for it is asked of nobody else."""
    return is_asked_of(str(person.answers.get("pop_group") or ""))


def present_disposition(
    fields: Mapping[str, FieldView], raw: FormData, actor: Actor, forms: Sequence[str]
) -> dict[str, FieldView]:
    """Return the questions for the page of these forms: the outcome, in how many days, another day, fitness to travel."""
    shown = fields["disposition"]
    words = {"home": _("Discharged"), "fu": _("Follow-up here"), "ref_moh": _("Referred elsewhere")}
    by_code = {one.code: one for one in shown.choices}
    chips = tuple(replace(by_code[code], label=words.get(code, by_code[code].label)) for code in DISPOSITIONS)
    back = json.dumps({"field": "disposition", "op": "eq", "value": FOLLOW_UP})
    asked = raw.get("disposition", [""])[-1] == FOLLOW_UP
    return {
        "disposition": replace(
            shown,
            widget="chips",
            label=_("Outcome"),
            choices=chips,
            needed=False,
            clearable=False,
            id="f-disposition",
        ),
        "next_in": FieldView(
            "next_in",
            "f-next_in",
            "chips",
            _("When"),
            choices=_day_choices(raw, actor, forms),
            clearable=True,
            asked=asked,
            when=back,
        ),
        "next_appt": replace(fields["next_appt"], label=_("Another day"), asked=asked, when=back),
        **{name: fields[name] for name in FITNESS_FIELDS if name in fields},
    }


def complete_disposition(
    visit: dict[str, object], raw: FormData, actor: Actor, forms: Sequence[str], *, urgent: bool = False
) -> None:
    """Return the completed answers: discharged if nothing was chosen, and a day only for a follow-up.

    Days that were counted ahead lead to one on which the post gives the care of these forms.

    For an `urgent` person nothing is filled in: the clinician must choose.
    """
    if not urgent:
        visit.setdefault("disposition", DISCHARGED)
    ahead = next(iter(get_values(raw, "next_in")), "")
    if visit.get("disposition") != FOLLOW_UP:
        visit.pop("next_appt", None)
    elif ahead in FOLLOW_UP_DAYS:
        visit.setdefault("next_appt", day_ahead(actor, forms, int(ahead)))


def missing_follow_up_date(visit: Mapping[str, object], problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return a problem if a follow-up has no day: without one no board would expect the person."""
    if "disposition" not in visit:
        return (Problem(OUTCOME, "required"),)
    silent = visit["disposition"] == FOLLOW_UP and "next_appt" not in visit
    return (
        (Problem(FOLLOW_UP_DATE, "required"),)
        if silent and not any(one.path == FOLLOW_UP_DATE for one in problems)
        else ()
    )


def _day_choices(raw: FormData, actor: Actor, forms: Sequence[str]) -> tuple[Choice, ...]:
    chosen = raw.get("next_in", ())
    return tuple(
        Choice(
            n,
            _("in %(days)s days") % {"days": n},
            note=format_day(day_ahead(actor, forms, int(n)), actor.today),
            chosen=n in chosen,
        )
        for n in FOLLOW_UP_DAYS
    )

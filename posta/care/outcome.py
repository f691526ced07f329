"""What comes after a visit: their way, a day to come back, a referral. Every page that ends a visit asks it alike."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from posta.care.fields.choices import Choice
from posta.care.fields.names import Raw, said
from posta.care.fields.presented import Presented
from posta.care.words import day_words
from posta.catalog.errors import Problem

DAYS_AHEAD = ("2", "7", "14", "30")
OUTCOMES = ("home", "fu", "ref_moh", "ref_int", "obs", "left")
COMES_BACK, GOES_ON = "fu", "home"
REFERRED = frozenset({"ref_moh", "ref_int"})
DAY = "visit.next_appt"
ASKED = ("disposition", "next_appt")  # the questions of form `visit`; the chips of days have none of their own


def present_outcome(fields: Mapping[str, Presented], raw: Raw, today: date) -> dict[str, Presented]:
    """The questions in the words of a visit: chips first, then in how many days, then another day."""
    shown = fields["disposition"]
    words = {"home": _("Goes on their way"), "fu": _("Comes back here"), "ref_moh": _("Is referred")}
    by_code = {one.code: one for one in shown.choices}
    chips = tuple(replace(by_code[code], label=words.get(code, by_code[code].label)) for code in OUTCOMES)
    back = json.dumps({"field": "disposition", "op": "eq", "value": COMES_BACK})
    asked = raw.get("disposition", [""])[-1] == COMES_BACK
    return {
        "disposition": replace(
            shown,
            widget="chips",
            label=_("And then?"),
            choices=chips,
            needed=False,
            clearable=False,
            id="f-disposition",
        ),
        "next_in": Presented(
            "next_in",
            "f-next_in",
            "chips",
            _("When"),
            choices=_days(raw, today),
            clearable=True,
            asked=asked,
            when=back,
        ),
        "next_appt": replace(fields["next_appt"], label=_("Another day"), asked=asked, when=back),
    }


def settle_outcome(visit: dict[str, object], raw: Raw, today: date) -> None:
    """Complete what was read of it: on their way if nothing was said, and a day only for who comes back."""
    visit.setdefault("disposition", GOES_ON)
    ahead = next(iter(said(raw, "next_in")), "")
    if visit["disposition"] != COMES_BACK:
        visit.pop("next_appt", None)
    elif ahead in DAYS_AHEAD:
        visit.setdefault("next_appt", today + timedelta(days=int(ahead)))


def missing_day(visit: Mapping[str, object], told: Sequence[Problem]) -> tuple[Problem, ...]:
    """Whoever comes back comes on some day: without one no board would ever expect them."""
    silent = visit.get("disposition") == COMES_BACK and "next_appt" not in visit
    return (Problem(DAY, "required"),) if silent and not any(one.path == DAY for one in told) else ()


def _days(raw: Raw, today: date) -> tuple[Choice, ...]:
    chosen = raw.get("next_in", ())
    return tuple(
        Choice(
            n,
            _("in %(days)s days") % {"days": n},
            note=day_words(today + timedelta(days=int(n)), today),
            chosen=n in chosen,
        )
        for n in DAYS_AHEAD
    )

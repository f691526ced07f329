"""From what was tapped and typed to the answers of visit, vital signs and consultation."""

import re
from dataclasses import dataclass

from posta.care.arrivals import REASONS
from posta.care.consultation.sets import OTHER, prescribed
from posta.care.consultation.sight import Sight
from posta.care.fields.names import Raw, rows_of, said
from posta.care.fields.read import read_form
from posta.care.outcome import missing_day, settle_outcome
from posta.catalog.condition import codes_of
from posta.catalog.errors import Problem
from posta.catalog.form import get_form
from posta.terms.diagnoses import kinds_of

PRESSURE = re.compile(r"(\d{2,3})\s*[/.,\- ]\s*(\d{2,3})")
FORMS = ("visit", "vitals", "opd")


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers by form, and what could not be read (paths begin with the form)."""

    forms: dict[str, dict[str, object]]
    problems: tuple[Problem, ...]


def hear(sight: Sight, raw: Raw) -> Heard:
    """The forms of one consultation. Vital signs are left out when none was taken."""
    raw = plainly(raw)
    forms: dict[str, dict[str, object]] = {}
    problems: list[Problem] = []
    for name in FORMS:
        forms[name], wrong = read_form(get_form(name), raw, today=sight.duty.today)
        problems += (Problem(f"{name}.{one.path}", one.rule, one.params) for one in wrong)
    rows, unknown = prescribed(sight, raw.get("set", ()))
    _complete(sight, raw, forms, rows)
    if not forms["vitals"] and not any(one.path.startswith("vitals.") for one in problems):
        del forms["vitals"]
    problems += _too_long(raw)
    return Heard(forms, (*problems, *unknown, *missing_day(forms["visit"], problems)))


def plainly(raw: Raw) -> dict[str, list[str]]:
    """Both pressures from one box; rows of medicines only where they were asked for."""
    plain = {name: list(values) for name, values in raw.items()}
    for text in said(raw, "bp"):
        both = PRESSURE.fullmatch(text)
        plain |= {"sbp": [both[1]], "dbp": [both[2]]} if both else {"sbp": [text]}
    if OTHER not in raw.get("set", ()) and "unscripted" not in raw:
        hidden = tuple(key + "." for key in rows_of(raw, "rx"))
        plain = {name: values for name, values in plain.items() if not name.startswith(hidden or ("\0",))}
    return plain


def _complete(sight: Sight, raw: Raw, forms: dict[str, dict[str, object]], rows: list[dict[str, object]]) -> None:
    opd, visit = forms["opd"], forms["visit"]
    if complaint := complaint_of(raw):
        opd["complaint"] = complaint
    typed = opd.get("rx")
    both = (*(typed if isinstance(typed, tuple) else ()), *rows)
    if both:
        opd["rx"] = both
    _keep_kinds(opd)
    if "dx_main" in opd:
        opd.setdefault("dx_status", sight.status_of(str(opd["dx_main"])))
    visit["visit_type"] = "fu" if opd.get("dx_status") == "follow_up" else "new"
    settle_outcome(visit, raw, sight.duty.today)


def _keep_kinds(opd: dict[str, object]) -> None:
    """Leave out what would make a diagnosis exact that is no longer chosen: its chip is out of sight by then."""
    fitting = kinds_of((*codes_of(opd.get("dx_main") or ()), *codes_of(opd.get("dx_other") or ())))
    kept = tuple(code for code in codes_of(opd.pop("dx_kind", ())) if code in fitting)
    if kept:
        opd["dx_kind"] = kept


def complaint_of(raw: Raw) -> str:
    """Why the person comes: the chips in words, then what was typed."""
    return ": ".join(part for part in (_chips(raw), " ".join(said(raw, "complaint"))) if part)


def _chips(raw: Raw) -> str:
    return ", ".join(str(REASONS[code]) for code in said(raw, "why") if code in REASONS)


def _too_long(raw: Raw) -> tuple[Problem, ...]:
    """Own words for which the chips leave no room: how many letters of them fit."""
    longest = get_form("opd").field("complaint").max_length or 0
    if len(complaint_of(raw)) <= longest:
        return ()
    chips = _chips(raw)
    return (Problem("opd.complaint", "too_long", {"limit": longest - len(f"{chips}: " if chips else "")}),)

"""The line of an entry that a clinician reads in passing: what it was, what was given, what is out of the ordinary.

A "none" is left out, and so is what was only computed, except where the result is the news. Each form has its own order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.html import format_html
from django.utils.translation import gettext as _

from posta.care.arrivals import visit_words
from posta.care.telling import Answers, short_signs, tell_amended, value_words
from posta.care.unshown import title_words, why_words
from posta.care.words import dated, language
from posta.catalog import kinds
from posta.catalog.alarms import AT_REST, GROWN, highest_at_rest
from posta.catalog.context import Age
from posta.catalog.fields import Field
from posta.catalog.form import Form, get_form
from posta.catalog.structure import Arrival
from posta.chart.content import Broken
from posta.chart.timeline import Item
from posta.node.showing import guarded

ENVELOPE = ("visit", "vitals", "triage")  # what comes with another form has no heading of its own
SAYS_NOTHING = frozenset(
    {"n", "no", "unk", "u", "none", "na", "nd", "not_done", "home", "0", "A", "notind", "not_on_pep", "unknown"}
)
YES = frozenset({"y", "yes"})
COUNTED_IN = frozenset({"d"})  # units that the question already names
HIGH, LOW = "high", "low"
PRESSURE = {"sbp": (90, AT_REST["sbp"]), "dbp": (None, AT_REST["dbp"])}
FEVER = 38.0
ALWAYS = frozenset({"bp", "temp_c", "avpu"})
HEADS = {
    "opd": "dx_main", "ncd": "ncd_dx", "triage": "colour", "referral": "reason", "vacc": "vaccine", "psych": "dx",
    "case": "dx", "fp": "method", "death": "d_cause", "cert": "cert_type",
}  # fmt: skip
ALONE = frozenset({"opd", "ncd"})  # forms whose heading needs no name of the form before it
LINES = {
    "opd": ("dx_kind", "dx_other", "dehydration", "complaint", "tests", "procedures", "rx"),
    "triage": ("red_signs", "yellow_signs", "override_reason"),
    "violence": ("events", "v_needs"),
    "sv": ("interval", "pep", "ec", "sti", "mh_ref", "follow_next"),
    "sv_fu": ("fu_step", "pep_adher", "hiv_fu", "preg_fu", "mh_status", "sv_close"),
    "mh_base": ("symptom_top", "suic", "harm_others", "phq9", "cgi_s", "follow"),
    "mh_fu": ("session_no", "missed_reason", "suic", "phq9", "mhos", "cgi_s", "cgi_i"),
    "mh_close": ("close_type", "goal_status", "sessions"),
    "psych": ("suic", "urgent24", "rx"),
    "torture": ("methods", "overall"),
    "anc": ("ga_weeks", "danger", "risk", "hb", "hiv", "syph", "refer", "edd"),
    "pnc": ("delivery_date", "mode", "outcome", "mother_dx", "fp_started"),
    "fp": ("mec_flags", "next_due"),
    "ncd": ("bp", "hba1c", "fbg", "complic", "days_supplied", "ncd_exit"),
    "vacc": ("dose",),
    "nut": ("class", "muac_mm", "oedema", "refer"),
    "res": ("reason", "exit_type", "los"),
    "sw": ("needs", "actions", "status"),
    "referral": ("to_type", "to_name", "urgency", "status", "outcome"),
    "case": ("severity", "lab", "outcome"),
    "covid": ("symp", "case_def", "result", "action"),
    "move": ("next_stop", "leave_date", "kits"),
    "death": ("d_date", "d_place"),
    "cert": ("to_person",),
}
WITH_LABEL = frozenset({
    "cgi_s", "cgi_i", "pep", "ec", "sti", "hiv", "syph", "hiv_fu", "preg_fu", "risk", "urgency", "lab", "result", "mh_ref",
    "case_def", "mode", "overall", "oedema", "status", "pep_adher",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A few words of the line; `odd` is high or low where a measure is out of the ordinary."""

    words: str
    odd: str = ""

    @property
    def sign(self) -> str:
        return {HIGH: "↑", LOW: "↓"}.get(self.odd, "")


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a timeline: what it was, and the line below it."""

    what: str
    parts: tuple[Part, ...] = ()


def tell(item: Item, age: Age | None = None) -> Told:
    """What an item of the timeline says, to a person of this age; of a reserved one only that it is.

    Of one that cannot be shown, which it is and why.
    """
    if item.reserved:
        return Told(_("Reserved appointment"))
    if item.broken is not None and not any(item.forms.values()):
        return _unshown(item, item.broken)
    told = guarded(lambda: _tell(item, age), lambda: _unshown(item, Broken.UNFORESEEN))
    if item.broken is None:
        return told
    return replace(
        told, parts=(*told.parts, Part(_("A part of it cannot be shown")), *_unshown(item, item.broken).parts)
    )


def _unshown(item: Item, why: Broken) -> Told:
    return Told(title_words(), (Part(why_words(item.entry, why)),))


def _tell(item: Item, age: Age | None) -> Told:
    if item.kind == kinds.ARRIVAL and isinstance(item.act, Arrival):
        return Told(_("Arrives at the post"), _parts([visit_words(item.act.reason, reserved=item.act.reserved)]))
    if item.kind == kinds.PERSON:
        answers = item.forms.get("person", {})
        if "reg_date" in answers:
            return Told(_("Registration"))
        changed = {name: value for name, value in answers.items() if name != "age_date"}  # the day of this very row
        told = (format_html("{}: {}", *one) for one in tell_amended(changed, item.removed))
        return Told(_("Data amended"), _parts(told))
    return _tell_visit({name: answers for name, answers in item.forms.items() if answers}, age)


def vital_parts(answers: Answers, age: Age | None, *, every: bool = True) -> tuple[Part, ...]:
    """Vital signs as they are said, those out of the ordinary marked; else only temperature, pressure and those."""
    shown = named_signs(answers, age).items()
    return tuple(part for name, part in shown if every or part.odd or name in ALWAYS)


def named_signs(answers: Answers, age: Age | None) -> dict[str, Part]:
    """Vital signs as they are said, by name."""
    return {name: Part(words, _oddness(name, answers, age)) for name, words in short_signs(answers)}


def _tell_visit(forms: Mapping[str, Answers], age: Age | None) -> Told:
    main = [name for name in forms if name not in ENVELOPE] or [name for name in ("triage", "vitals") if name in forms]
    if not main:
        return Told(_("Visit"), _outcome(forms.get("visit", {})))
    main.sort(key=lambda name: name not in ALONE)
    lines: list[Part] = []
    for name in main if main != ["vitals"] else ():
        lines += _lines(name, forms[name])
    if "triage" in forms and "triage" not in main:
        lines += _parts([_heading("triage", forms["triage"])] if forms["triage"].get("colour") != "green" else [])
    lines += vital_parts(forms.get("vitals", {}), age, every="vitals" in main)
    heads = [_heading(name, forms[name]) for name in main]
    return Told(" · ".join(heads), (*lines, *_outcome(forms.get("visit", {}))))


def _heading(name: str, answers: Answers) -> str:
    form = get_form(name)
    label, asked = form.label(language()), HEADS.get(name, "")
    if not answers.get(asked):
        return label
    words = value_words(form.field(asked), answers[asked])
    return words if name in ALONE else f"{_short(label)}: {words}"


def _short(label: str) -> str:
    """The name of a form without what stands in brackets.

    >>> _short("Triaje (IITT)")
    'Triaje'
    """
    return label.partition(" (")[0]


def _lines(name: str, answers: Answers) -> tuple[Part, ...]:
    form = get_form(name)
    known = {field.name for field in form.fields}
    found = []
    for asked in LINES.get(name, ()):
        if asked == "bp" and "bp" not in known:
            found += [Part(words, _oddness("bp", answers, None)) for key, words in short_signs(answers) if key == "bp"]
        elif asked in known:
            found += _parts([_line(form, form.field(asked), answers.get(asked))])
    return tuple(found)


def _line(form: Form, field: Field, value: object) -> str:
    if field.type == "group":
        return ", ".join(_rows(field, value))
    if isinstance(value, tuple | list):
        value = tuple(one for one in value if one not in SAYS_NOTHING)
    if value in (None, "", (), False) or value in SAYS_NOTHING:
        return ""
    label = field.label(language())
    if value is True or value in YES:
        return label
    words = value_words(field, value)
    words = words.removesuffix(field.unit).strip() if field.unit in COUNTED_IN else words
    told = isinstance(value, int | float | date) or field.name in WITH_LABEL
    return f"{_short(label)}: {words}" if told else words


def _rows(field: Field, value: object) -> Iterator[str]:
    """What each row is about: its first coded question, with the result of a test."""
    columns = {column.name: column for column in field.fields}
    first = next((column for column in field.fields if column.type in ("code", "one", "many")), None)
    for row in value if isinstance(value, tuple | list) else ():
        if first is None or row.get(first.name) in (None, "", ()):
            continue
        words = value_words(first, row[first.name])
        result = row.get("result") if "result" in columns else None
        yield f"{words} {value_words(columns['result'], result).lower()}" if result else words


def _outcome(visit: Answers) -> tuple[Part, ...]:
    """What comes next, where it is not simply their way."""
    back, code = visit.get("next_appt"), str(visit.get("disposition") or "home")
    if isinstance(back, date):
        return _parts([_("Back on %(day)s") % {"day": dated(back, "j M")}])
    return _parts(["" if code in SAYS_NOTHING else value_words(get_form("visit").field("disposition"), code)])


def _oddness(name: str, answers: Answers, age: Age | None) -> str:
    if name == "bp":
        if age is not None and age.years < GROWN:
            return ""
        found = [_beyond(answers.get(one), *PRESSURE[one]) for one in ("sbp", "dbp")]
        return next((odd for odd in found if odd), "")
    field, value = get_form("vitals").field(name), answers.get(name)
    if name == "temp_c":
        return _beyond(value, field.warn_min, FEVER - 0.1)
    bands = [band for band in field.warn_by_age if age is not None and _is_in(band, age)]
    if field.warn_by_age:
        highest = highest_at_rest(name, age.years if age else None)
        return _beyond(value, bands[0].get("warn_min"), highest or bands[0].get("warn_max")) if bands else ""
    return _beyond(value, field.warn_min, field.warn_max)


def _beyond(value: object, low: float | None, high: float | None) -> str:
    if not isinstance(value, int | float):
        return ""
    return LOW if low is not None and value < low else HIGH if high is not None and value > high else ""


def _is_in(band: Mapping[str, int | float], age: Age) -> bool:
    years, months = age.years, age.months
    return band.get("min_years", 0) <= years <= band.get("max_years", 200) and band.get(
        "min_months", 0
    ) <= months <= band.get("max_months", 2400)


def _parts(words: Iterator[str] | list[str]) -> tuple[Part, ...]:
    return tuple(Part(one) for one in words if one)

"""The short summary of an entry: what it was, what was given, which values are out of range.

A "none" is left out, and so is a computed answer, except where its result is the news. Each form has its own order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.html import format_html
from django.utils.translation import gettext as _

from posta.care.display.arrivals import visit_label
from posta.care.display.entries.answer_text import Answers, format_changes, format_value, short_vitals
from posta.care.display.entries.travel_fitness import summarise_fitness
from posta.catalog import kinds
from posta.catalog.frame import PERSON_FORM, TRIAGE_FORM, VISIT_FORM, VITALS_FORM
from posta.catalog.language.answer_context import Age
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, get_form
from posta.catalog.language.service import PRESSURE
from posta.catalog.structural_acts import Arrival
from posta.chart.history.entry_content import BrokenReason
from posta.chart.history.timeline import TimelineItem
from posta.clinical.patient import Patient
from posta.clinical.signs.vital_limits import PRESSURES, mark
from posta.formkit.language import current_language
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_date
from posta.web.placeholders import entry_placeholder, explain_unreadable

ENCOUNTER_FORMS = ("visit", VITALS_FORM, TRIAGE_FORM)  # what comes with another form has no heading of its own
NEGATIVE_ANSWERS = frozenset(
    {"n", "no", "unk", "u", "none", "na", "nd", "not_done", "home", "0", "A", "notind", "not_on_pep", "unknown"}
)
YES = frozenset({"y", "yes"})
QUANTITY_UNITS = frozenset({"d"})  # units that the question already names
HIGH, LOW = "high", "low"
ALWAYS_SHOWN = frozenset({"bp", "temp_c", "avpu"})


@dataclass(frozen=True, slots=True, repr=False)
class SummaryItem:
    """A few words of the summary; `odd` is high or low for a measurement out of range."""

    words: str
    odd: str = ""

    @property
    def sign(self) -> str:
        return {HIGH: "↑", LOW: "↓"}.get(self.odd, "")


@dataclass(frozen=True, slots=True, repr=False)
class EntrySummary:
    """One row of a timeline: a heading and the summary below it."""

    what: str
    parts: tuple[SummaryItem, ...] = ()


def summarise(item: TimelineItem, age: Age | None = None) -> EntrySummary:
    """Return what an item of the timeline says, judged at this age; a reserved item says only that.

    Of an item that cannot be shown: which it is, and why.
    """
    if item.reserved:
        return EntrySummary(_("Reserved appointment"))
    if item.broken is not None and not any(item.forms.values()):
        return _unreadable(item, item.broken)
    summary = with_fallback(lambda: _summarise(item, age), lambda: _unreadable(item, BrokenReason.UNFORESEEN))
    if item.broken is None:
        return summary
    return replace(
        summary,
        parts=(*summary.parts, SummaryItem(_("A part of it cannot be shown")), *_unreadable(item, item.broken).parts),
    )


def _unreadable(item: TimelineItem, why: BrokenReason) -> EntrySummary:
    return EntrySummary(entry_placeholder(), (SummaryItem(explain_unreadable(item.entry, why)),))


def _summarise(item: TimelineItem, age: Age | None) -> EntrySummary:
    if item.kind == kinds.ARRIVAL and isinstance(item.act, Arrival):
        why = visit_label(item.act.reason, reserved=item.act.reserved, signs=item.act.signs)
        return EntrySummary(_("Arrived"), _items([item.act.ticket, why]))
    if item.kind == kinds.PERSON:
        answers = item.forms.get(PERSON_FORM, {})
        if "reg_date" in answers:
            return EntrySummary(_("Registered"))
        changed = {name: value for name, value in answers.items() if name != "age_date"}  # the day of this row
        changes = (format_html("{}: {}", *one) for one in format_changes(changed, item.removed))
        return EntrySummary(_("Data amended"), _items(changes))
    return _summarise_visit({name: answers for name, answers in item.forms.items() if answers}, age)


def summarise_vitals(answers: Answers, age: Age | None, *, every: bool = True) -> tuple[SummaryItem, ...]:
    """Return vital signs in short form, with those out of range marked.

    With `every=False` only temperature, pressure and those out of range.
    """
    shown = vitals_by_name(answers, age).items()
    return tuple(part for name, part in shown if every or part.odd or name in ALWAYS_SHOWN)


def vitals_by_name(answers: Answers, age: Age | None) -> dict[str, SummaryItem]:
    """Return vital signs in short form, by name."""
    return {name: SummaryItem(words, _flag(name, answers, age)) for name, words in short_vitals(answers)}


def _summarise_visit(forms: Mapping[str, Answers], age: Age | None) -> EntrySummary:
    main = [name for name in forms if name not in ENCOUNTER_FORMS] or [
        name for name in (TRIAGE_FORM, VITALS_FORM) if name in forms
    ]
    if not main:
        return EntrySummary(_("Visit"), _disposition_items(forms.get(VISIT_FORM, {})))
    main.sort(key=lambda name: not get_form(name).service.heading_alone)
    lines: list[SummaryItem] = []
    for name in main if main != [VITALS_FORM] else ():
        lines += _field_items(name, forms[name])
    if TRIAGE_FORM in forms and TRIAGE_FORM not in main:
        lines += _items(
            [_heading(TRIAGE_FORM, forms[TRIAGE_FORM])] if forms[TRIAGE_FORM].get("colour") != "green" else []
        )
    lines += summarise_vitals(forms.get(VITALS_FORM, {}), age, every=VITALS_FORM in main)
    heads = [_heading(name, forms[name]) for name in main]
    parts = (*lines, *_disposition_items(forms.get(VISIT_FORM, {})))
    return EntrySummary(" · ".join(heads), tuple(dict.fromkeys(parts)))  # a reason and what was done may have one name


def _heading(name: str, answers: Answers) -> str:
    form = get_form(name)
    label, asked = form.label(current_language()), form.service.heading
    if not answers.get(asked):
        return label
    words = format_value(form.field(asked), answers[asked])
    return words if form.service.heading_alone else f"{_short(label)}: {words}"


def _short(label: str) -> str:
    """Return the name of a form without the text in brackets.

    >>> _short("Triaje (IITT)")
    'Triaje'
    """
    return label.partition(" (")[0]


def _field_items(name: str, answers: Answers) -> tuple[SummaryItem, ...]:
    form = get_form(name)
    known = {field.name for field in form.fields}
    found = []
    for asked in form.service.summary:
        if asked == PRESSURE and PRESSURE not in known:
            found += [
                SummaryItem(words, _flag("bp", answers, None))
                for key, words in short_vitals(answers)
                if key == PRESSURE
            ]
        elif asked in known:
            found += _items([_field_text(form, form.field(asked), answers.get(asked))])
    return tuple(found)


def _field_text(form: Form, field: Field, value: object) -> str:
    if field.type == "group":
        return ", ".join(_row_texts(field, value))
    if isinstance(value, tuple | list):
        value = tuple(one for one in value if one not in NEGATIVE_ANSWERS)
    if value in (None, "", (), False) or value in NEGATIVE_ANSWERS:
        return ""
    label = field.label(current_language())
    if value is True or value in YES:
        return label
    words = format_value(field, value)
    words = words.removesuffix(field.unit).strip() if field.unit in QUANTITY_UNITS else words
    labelled = isinstance(value, int | float | date) or field.name in form.service.labelled
    return f"{_short(label)}: {words}" if labelled else words


def _row_texts(field: Field, value: object) -> Iterator[str]:
    """Yield what each row is about: its first coded question, with the result of a test."""
    columns = {column.name: column for column in field.fields}
    first = next((column for column in field.fields if column.type in ("code", "one", "many")), None)
    for row in value if isinstance(value, tuple | list) else ():
        if first is None or row.get(first.name) in (None, "", ()):
            continue
        words = format_value(first, row[first.name])
        result = row.get("result") if "result" in columns else None
        yield f"{words} {format_value(columns['result'], result).lower()}" if result else words


def _disposition_items(visit: Answers) -> tuple[SummaryItem, ...]:
    """Return the outcome of the visit, unless the person was simply discharged."""
    back, code = visit.get("next_appt"), str(visit.get("disposition") or "home")
    fit = summarise_fitness(visit)
    if isinstance(back, date):
        return _items([_("Back on %(day)s") % {"day": format_date(back, "j M")}, fit])
    shown = "" if code in NEGATIVE_ANSWERS else format_value(get_form(VISIT_FORM).field("disposition"), code)
    return _items([shown, fit])


def _flag(name: str, answers: Answers, age: Age | None) -> str:
    """Return whether a sign is high or low for the age; for a pressure, of the first value that is."""
    patient = Patient(age)
    signs = PRESSURES if name == "bp" else (name,)
    return next((found for one in signs if (found := mark(one, answers.get(one), patient))), "")


def _items(words: Iterator[str] | list[str]) -> tuple[SummaryItem, ...]:
    return tuple(SummaryItem(one) for one in words if one)

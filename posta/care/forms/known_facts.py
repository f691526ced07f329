"""The column beside a form: what is known of the person, as far as the colleague's keys open it.

The form declares in `[beside]` whose last entry, plan and numbers are shown; a part without content is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.alerts.latest_vitals import list_latest_vitals
from posta.care.display.answer_text import format_answers, list_allergy_names
from posta.care.display.entry_summary import summarise
from posta.catalog.frame import VISIT_FORM, VITALS_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.field import Field
from posta.catalog.language.form import SEALED, Form, get_form
from posta.chart.history.timeline import FilledItem, TimelineItem, list_filled_forms, list_timeline
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_day, to_local_day
from posta.web.placeholders import line_placeholder

Row = tuple[str, str]
MAX_ENTRIES = 40  # entries searched; no index knows sealed forms
MAX_VALUES = 5  # of one number
WIDTH, HEIGHT, EDGE = 64, 20, 2  # of the small curve


@dataclass(frozen=True, slots=True, repr=False)
class Trend:
    """One number over time: oldest first, with the way it went last; `points` draw it where there are three."""

    label: str
    unit: str
    words: str
    when: str
    points: str


@dataclass(frozen=True, slots=True, repr=False)
class KnownPart:
    """One card beside the form."""

    title: str
    when: str = ""
    what: str = ""
    summary: str = ""
    facts: tuple[Row, ...] = ()
    trends: tuple[Trend, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class KnownFacts:
    """The cards beside the form, and the line that stands for them on a phone."""

    parts: tuple[KnownPart, ...] = ()
    line: str = ""


def present_known(actor: Actor, person: Person, form: Form) -> KnownFacts:
    """Return what is known of a person that matters for this form."""
    found = with_fallback(
        lambda: _parts(actor, person, form), lambda: [KnownPart(_("Last visit"), what=line_placeholder())]
    )
    parts = tuple(one for one in found if one.what or one.facts or one.trends)
    return KnownFacts(parts, " · ".join(_lines(parts)))


def _parts(actor: Actor, person: Person, form: Form) -> list[KnownPart]:
    items = _list_items(actor, person, form)
    return [
        _last_part(actor, person, form, items),
        KnownPart(_("Over time"), trends=tuple(_trends(actor, form, items))),
        KnownPart(_("Key information"), facts=tuple(_key_facts(actor, person, form, items))),
    ]


def _lines(parts: Sequence[KnownPart]) -> Iterator[str]:
    """Yield the parts in a few words each, for the top of a phone."""
    for part in parts:
        if part.when:
            yield f"{part.title} {part.when}"
        yield from (f"{one.label} {one.words}" for one in part.trends[:2])
        if not part.when:
            yield from (f"{label}: {words}" for label, words in part.facts[:1])


def _forms(form: Form) -> tuple[Form, ...]:
    """Return the forms whose entries are shown: those declared, else this one and the one it follows."""
    names = form.beside.forms or tuple(name for name in (form.name, form.service.follows) if name)
    return tuple(get_form(name) for name in dict.fromkeys(names))


def _list_items(actor: Actor, person: Person, form: Form) -> list[TimelineItem]:
    """Return the entries that hold one of these forms, newest first."""
    forms, vitals = _forms(form), (get_form(VITALS_FORM),) if form.beside.vitals else ()
    wanted = (*forms, *vitals)
    cursor, keyring = actor.node.cursor, actor.node.keyring
    if any(one.compartment in SEALED for one in wanted):
        names = {one.name for one in wanted}
        items = list_timeline(cursor, person.id, keyring, limit=MAX_ENTRIES)
        return [item for item in items if names & {name for name, answers in item.forms.items() if answers}]
    found = list_filled_forms(cursor, [person.id], keyring, wanted, most=MAX_VALUES * 2)
    return [item for item, _forms in found.get(person.id, [])]


def _last_part(actor: Actor, person: Person, form: Form, items: Sequence[TimelineItem]) -> KnownPart:
    """Return the last entry with one of the forms: its summary, and the answers that say what was planned."""
    forms = {one.name: one for one in _forms(form)}
    item = next((one for one in items if forms.keys() & one.forms.keys()), None)
    if item is None:
        return KnownPart("")
    post = actor.find_post(item.post)
    day = to_local_day(actor, item.occurred)
    shown = forms.keys() | {VISIT_FORM, VITALS_FORM}  # a sealed part of the same visit stays off an open page
    part_of = replace(item, forms={name: answers for name, answers in item.forms.items() if name in shown})
    entry = summarise(part_of, compute_age(person.answers, day))
    rows: list[Row] = []
    for name in (one for one in item.forms if one in forms):
        answers = item.forms[name]
        rows += format_answers(name, {one: answers[one] for one in form.beside.plan if one in answers})
    when = " · ".join(part for part in (format_day(day, actor.today), post.name if post else "") if part)
    parts = " · ".join(f"{part.words} {part.sign}".strip() for part in entry.parts)
    return KnownPart(_("Last visit"), when, entry.what, parts, tuple(rows))


def _trends(actor: Actor, form: Form, items: Sequence[TimelineItem]) -> Iterator[Trend]:
    """Yield each number of the form as it went; a code that is a number counts as one, and 0 says nothing there."""
    sources = {one.name: one for one in (*_forms(form), *((get_form(VITALS_FORM),) if form.beside.vitals else ()))}
    for name in form.beside.trends:
        asked = next((f for one in sources.values() for f in one.fields if f.name == name), None)
        values = ((item, _value_of(item, name, sources)) for item in items)
        taken = [(item, value) for item, value in values if value is not None][:MAX_VALUES]
        if asked is not None and taken:
            yield _trend(actor, asked, list(reversed(taken)))


def _trend(actor: Actor, field: Field, taken: list[tuple[TimelineItem, float]]) -> Trend:
    values = [value for _item, value in taken]
    way = "" if len(values) < 2 else {1: " ↑", 0: " =", -1: " ↓"}[(values[-1] > values[-2]) - (values[-1] < values[-2])]
    return Trend(
        field.label(current_language()).partition(" (")[0],
        field.unit,
        " → ".join(format_number(value) for value in values) + way,
        format_day(to_local_day(actor, taken[-1][0].occurred), actor.today),
        _curve(values) if len(values) > 2 else "",
    )


def _value_of(item: TimelineItem, name: str, sources: Mapping[str, Form]) -> float | None:
    """Return the number that an entry holds under a name in one of these forms."""
    numbers = (_number(answers.get(name)) for form, answers in item.forms.items() if form in sources)
    return next((value for value in numbers if value is not None), None)


def _number(value: object) -> float | None:
    if isinstance(value, str) and value.isdecimal() and value != "0":
        return int(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _curve(values: Sequence[float]) -> str:
    """Return the points of a small curve.

    >>> _curve([1, 3, 2])
    '2,18 32,2 62,10'
    """
    low, high = min(values), max(values)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    height = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    return " ".join(f"{EDGE + at * step:g},{HEIGHT - EDGE - (one - low) * height:g}" for at, one in enumerate(values))


def _key_facts(actor: Actor, person: Person, form: Form, items: Sequence[TimelineItem]) -> Iterator[Row]:
    """Yield the allergies, and the last vital signs where the form asks for them."""
    yield _("Allergies"), ", ".join(list_allergy_names(person.answers)) or _no_allergy(person.answers)
    if not form.beside.vitals:
        return
    filled: list[FilledItem] = [(item, item.forms[VITALS_FORM]) for item in items if item.forms.get(VITALS_FORM)]
    signs = list_latest_vitals(actor, person, filled)
    if signs:
        words = (" ".join(word for word in (one.part.words, one.part.sign, one.day) if word) for one in signs)
        yield _("Vital signs"), " · ".join(words)


def _no_allergy(answers: Mapping[str, object]) -> str:
    rows = answers.get("allergies")
    known = any(row.get("allergen") == "none" for row in rows) if isinstance(rows, tuple | list) else False
    return _("none known") if known else _("not asked")

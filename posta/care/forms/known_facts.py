"""The column beside a form: what is known of the person, as far as the colleague's keys open it.

The form declares in `[beside]` whose last entry, plan and numbers are shown; a part without content is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.alerts.latest_vitals import list_latest_vitals
from posta.care.display.entries.answer_text import format_answers, list_allergy_names
from posta.care.display.entries.entry_summary import summarise
from posta.catalog.frame import VISIT_FORM, VITALS_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import SEALED, Form, get_form
from posta.chart.history.timeline import FilledItem, TimelineItem, list_filled_forms, list_timeline
from posta.chart.record.person import Person
from posta.formkit.known_values import KnownFacts, KnownPart, Row, Trend, gather_known, number_of, trend_of
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_day, to_local_day
from posta.web.placeholders import line_placeholder

MAX_ENTRIES = 40  # entries searched; no index knows sealed forms
MAX_VALUES = 5  # of one number


def present_known(actor: Actor, person: Person, form: Form) -> KnownFacts:
    """Return what is known of a person that matters for this form."""
    found = with_fallback(
        lambda: _parts(actor, person, form), lambda: [KnownPart(_("Last visit"), what=line_placeholder())]
    )
    return gather_known(found)


def _parts(actor: Actor, person: Person, form: Form) -> list[KnownPart]:
    items = _list_items(actor, person, form)
    return [
        _last_part(actor, person, form, items),
        KnownPart(_("Over time"), trends=tuple(_trends(actor, form, items))),
        KnownPart(_("Key information"), facts=tuple(_key_facts(actor, person, form, items))),
    ]


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
            when = format_day(to_local_day(actor, taken[0][0].occurred), actor.today)
            yield trend_of(asked, [value for _item, value in reversed(taken)], when)


def _value_of(item: TimelineItem, name: str, sources: Mapping[str, Form]) -> float | None:
    """Return the number that an entry holds under a name in one of these forms."""
    numbers = (number_of(answers.get(name)) for form, answers in item.forms.items() if form in sources)
    return next((value for value in numbers if value is not None), None)


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

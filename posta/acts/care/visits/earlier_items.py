"""What was recorded of a person before an encounter: read from the record, or held by a caller that writes in bulk.

A bulk writer (`Actor.held`) keeps the items of each person itself, newest first, because what it has not written yet
is in no record. Both ways give the same answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from posta.acts.actor import Actor
from posta.catalog.language.form import SEALED, Form, get_form
from posta.chart.history import timeline
from posta.chart.history.timeline import FilledItem, TimelineItem
from posta.ids import PersonId

FilledForms = tuple[TimelineItem, dict[str, Mapping[str, object]]]


def list_latest(actor: Actor, person: PersonId, forms: Sequence[Form]) -> dict[str, FilledItem]:
    """Return the latest filled form of each of these kinds, by name, with the item that holds it."""
    if actor.held is None:
        return timeline.list_latest(actor.node.cursor, person, actor.node.keyring, [form.number for form in forms])
    items, latest = _open_items(actor, person), dict[str, FilledItem]()
    for form in forms:
        found = next((item for item in items if form.name in item.forms), None)
        for name, answers in found.forms.items() if found else ():
            latest.setdefault(name, (found, answers))  # type: ignore[arg-type]  # answers are of what was found
    return latest


def list_filled_forms(
    actor: Actor, people: Sequence[PersonId], forms: Sequence[Form], since: int = 0, *, most: int = 20
) -> dict[PersonId, list[FilledForms]]:
    """Return each person's latest items with any of these forms since a moment (ms), newest first."""
    if actor.held is None:
        return timeline.list_filled_forms(
            actor.node.cursor, people, actor.node.keyring, forms, since, most=most
        )  # fmt: skip
    names = {form.name for form in forms}
    found = {}
    for person in people:
        recent = (item for item in _open_items(actor, person) if item.occurred >= since)
        filled = [(item, kept) for item in recent if (kept := {n: a for n, a in item.forms.items() if n in names})]
        if filled:
            found[person] = filled[:most]
    return found


def list_filled(
    actor: Actor, person: PersonId, form: Form, since: int = 0, *, most: int = 20
) -> list[FilledItem]:  # fmt: skip
    """Return a person's latest filled forms of one kind since a moment (ms), newest first."""
    found = list_filled_forms(actor, [person], [form], since, most=most).get(person, [])
    return [(item, forms[form.name]) for item, forms in found]


def list_with_forms(
    actor: Actor, person: PersonId, forms: Sequence[Form], since: int, *, rare: Sequence[Form], most: int
) -> list[TimelineItem]:
    """Return a person's newest items since a moment (ms) that hold any of these forms; of `rare` forms every item."""
    if actor.held is None:
        return timeline.list_with_forms(
            actor.node.cursor, person, actor.node.keyring, forms, since, rare=rare, most=most
        )  # fmt: skip
    common, seldom = ({form.name for form in some} for some in (forms, rare))
    recent = [item for item in _open_items(actor, person) if item.occurred >= since]
    newest = {item.entry for item in [item for item in recent if common & item.forms.keys()][:most]}
    return [item for item in recent if item.entry in newest or seldom & item.forms.keys()]


def list_timeline(actor: Actor, person: PersonId, *, limit: int) -> list[TimelineItem]:
    """Return a person's items, newest first."""
    if actor.held is None:
        return timeline.list_timeline(actor.node.cursor, person, actor.node.keyring, limit=limit)
    return _open_items(actor, person)[:limit]


def _open_items(actor: Actor, person: PersonId) -> list[TimelineItem]:
    """Return the items that are held of a person, with the forms that this colleague may open."""
    closed = SEALED - actor.staff.compartments
    items = []
    for item in (actor.held or {}).get(person, ()):
        forms = {name: answers for name, answers in item.forms.items() if get_form(name).compartment not in closed}
        items.append(item if len(forms) == len(item.forms) else replace(item, forms=forms))
    return items

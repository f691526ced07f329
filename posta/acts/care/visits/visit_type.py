"""Whether a contact follows an earlier one of the same form; used where nobody was asked."""

from collections.abc import Mapping
from datetime import datetime

from posta.acts.actor import Actor
from posta.acts.care.visits.earlier_items import list_filled, list_timeline
from posta.catalog.language.form import SEALED, get_form
from posta.catalog.language.service import FOLLOW_UP
from posta.chart.history.timeline import TimelineItem
from posta.chart.record.person import Person
from posta.clock import DAY_MILLIS, to_millis
from posta.ids import EntryId

Forms = Mapping[str, Mapping[str, object]]
MAX_ITEMS_SEARCHED = 60  # items among which a sealed form is looked for: no index finds sealed forms


def is_follow_up(actor: Actor, person: Person, forms: Forms, at: datetime, corrects: EntryId | None) -> bool:
    """Return whether any form of a contact follows an earlier contact of the person."""
    whole = (name for name in forms if not get_form(name).service.part_of_visit)
    return any(_has_earlier_contact(actor, person, name, forms[name], at, corrects) for name in whole)


def _has_earlier_contact(
    actor: Actor, person: Person, name: str, answers: Mapping[str, object], at: datetime, corrects: EntryId | None
) -> bool:
    rule = get_form(name).service.follow_up
    if rule.always:
        return rule.always == FOLLOW_UP
    if answers.get(rule.question) and answers[rule.question] != rule.first:
        return True
    if not rule.days:
        return False
    since, until = to_millis(at) - rule.days * DAY_MILLIS, to_millis(at)
    earlier = (item for item in _earlier_items(actor, person, name, since) if item.entry != corrects)
    return any(since <= item.occurred < until for item in earlier)


def _earlier_items(actor: Actor, person: Person, name: str, since: int) -> list[TimelineItem]:
    """Return earlier contacts with a form, as far as this colleague opens them."""
    form = get_form(name)
    if form.compartment in SEALED:
        return [one for one in list_timeline(actor, person.id, limit=MAX_ITEMS_SEARCHED) if one.forms.get(name)]
    return [item for item, _answers in list_filled(actor, person.id, form, since)]

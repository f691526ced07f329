"""The link that begins a visit as a copy of the last one, on the page of the person: one page less for a follow-up.

It stands where the page of the visit would offer the same.
"""

from collections.abc import Sequence

from posta.acts.actor import Actor
from posta.care.alerts.urgency import find_triage_colour
from posta.care.display.form_links import link_to
from posta.care.entry.repeat_visit import SAME, can_repeat
from posta.catalog import kinds
from posta.catalog.language.form import Form
from posta.chart.board import QueueItem
from posta.chart.history.timeline import TimelineItem
from posta.chart.record.person import Person
from posta.clinical.signs.triage_priority import URGENT
from posta.mission.places.offered_forms import list_offered_forms
from posta.mission.rules.permissions import can_record


def find_repeat_link(
    actor: Actor, person: Person, items: Sequence[TimelineItem], waiting: QueueItem | None, *, danger: bool
) -> str:
    """Return the address that begins a visit as the last one; empty where there is none, or it would not be a copy.

    `items` are the latest entries, newest first; `danger` that a vital sign of today asks for more than a copy.
    """
    form = next((one for one in _list_repeatable(actor) if can_record(actor.staff, one)), None)
    last = next((one for one in items if one.forms.get(form.name)), None) if form else None
    if form is None or last is None or last.occurred >= actor.day_start:
        return ""
    if waiting is None and _came_today(actor, items):
        return ""
    if not can_repeat(str(last.forms[form.name].get(form.service.repeats) or ""), waiting, urgent=danger):
        return ""
    colour = waiting.colour if waiting is not None else find_triage_colour(actor, person)
    return "" if colour in URGENT else f"{link_to(form, person)}?{SAME}=1"


def _list_repeatable(actor: Actor) -> list[Form]:
    return [one for one in list_offered_forms(actor.offered, actor.post.kind) if one.service.repeats]


def _came_today(actor: Actor, items: Sequence[TimelineItem]) -> bool:
    """Return whether an arrival of today is over: why they came then is the matter of the page of the visit."""
    return any(one.kind == kinds.ARRIVAL and one.occurred >= actor.day_start for one in items)

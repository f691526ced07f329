"""Who comes next: after an act, the first person in the queue who waits for the trade of this colleague.

Of a reserved visit it says no more than the board does.
"""

from dataclasses import dataclass

from django.urls import reverse

from posta.acts.actor import Actor
from posta.care.alerts.vital_alerts import NO_ALERTS, VitalAlerts, list_vital_alerts
from posta.care.display.arrivals import TRIAGE_LEVELS, colour_label, visit_label
from posta.care.display.for_whom import takes_reserved, waits_for
from posta.chart.board import WAITING, QueueItem, list_board, with_triage
from posta.chart.record.person_registers import list_people
from posta.clinical.signs.triage_priority import priority, ranks
from posta.ids import PersonId
from posta.web.formatting import format_waiting_since, masked_name


@dataclass(frozen=True, slots=True, repr=False)
class NextInQueue:
    """The person whom this colleague may call next; without one the queue is empty for this trade."""

    href: str = ""
    name: str = ""
    veiled: str = ""
    triage: int | None = None
    about: str = ""
    call: str = ""


def find_next(actor: Actor, but: PersonId | None = None) -> NextInQueue:
    """Return who waits first for this colleague's trade, other than the person of this page; as many queries as a board."""
    cursor, role = actor.node.cursor, actor.staff.role
    found = list_board(cursor, actor.post.number, actor.queue_start)
    waiting = [one for one in found if one.state == WAITING and one.person != but]
    people = list_people(cursor, [one.person for one in waiting])
    judged = list_vital_alerts(actor, people.values())
    alarming = {person for person, signs in judged.items() if signs.alarms}
    reserved_too = takes_reserved(actor)
    known = [
        one
        for one in with_triage(cursor, waiting, actor.node.keyring)
        if one.person in people and waits_for(role, one, alarms=one.person in alarming, reserved_too=reserved_too)
    ]
    if not known:
        return NextInQueue()
    first = min(known, key=lambda one: queue_order(one, judged.get(one.person, NO_ALERTS)))
    person = people[first.person]
    code = person.id.hex()
    return NextInQueue(
        href=reverse("person", args=[code]),
        name=person.name,
        veiled=masked_name(person),
        triage=TRIAGE_LEVELS.get(first.colour),
        about=" · ".join(filter(None, _about(first, actor))),
        call=reverse("person-arrival", args=[code, "called"]),
    )


def queue_order(one: QueueItem, judged: VitalAlerts) -> tuple[float, int]:
    """Return the place in the queue: a person with danger signs follows directly after red.

    Not if the triage knew the signs and its colour is as urgent.
    """
    graver = ranks()[judged.colour] < priority(one.colour)
    news = judged.taken > one.coloured_at or graver
    return priority(one.colour, alert=bool(judged.alarms), alert_is_news=news), one.waits_since


def _about(one: QueueItem, actor: Actor) -> tuple[str, ...]:
    waits = format_waiting_since(actor, one.waits_since)
    if one.reserved:
        return colour_label(one.colour), waits, visit_label("", reserved=True)
    return colour_label(one.colour), waits

"""How urgent somebody who is here was found to be: the colour of their triage, until a consultation has answered it."""

from posta.acts.actor import Actor
from posta.catalog.alarms import LASTS
from posta.catalog.frame import TRIAGE_FORM
from posta.catalog.language.form import get_form
from posta.chart.board import find_arrival, with_triage
from posta.chart.history.timeline import list_latest_of
from posta.chart.record.person import Person
from posta.clock import to_millis

RED = "red"
URGENT = frozenset({RED, "yellow"})


def find_triage_colour(actor: Actor, person: Person) -> str:
    """The colour of whoever waits or is being seen; of who is on no board, that of a triage of the last twelve hours."""
    cursor, keyring = actor.desk.cursor, actor.desk.keyring
    arrival = find_arrival(cursor, person.id, actor.post.number, actor.queue_start, actor.day_start)
    if arrival is not None and arrival.state != "done":
        return with_triage(cursor, [arrival], keyring)[0].colour
    answered = arrival.called_at or arrival.since if arrival is not None else 0
    found = list_latest_of(cursor, [person.id], keyring, get_form(TRIAGE_FORM), to_millis(actor.now) - LASTS)
    triage = found.get(person.id)
    return str(triage[1].get("colour") or "") if triage and triage[0].occurred > answered else ""

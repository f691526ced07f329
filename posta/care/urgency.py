"""How urgent somebody who is here was found to be: the colour of their triage, until a consultation has answered it."""

from posta.acts.duty import Duty
from posta.catalog.alarms import LASTS
from posta.catalog.form import get_form
from posta.chart.board import find_arrival, with_triage
from posta.chart.people import Person
from posta.chart.timeline import list_latest_of
from posta.clock import millis_of

RED = "red"
URGENT = frozenset({RED, "yellow"})


def find_colour(duty: Duty, person: Person) -> str:
    """The colour of whoever waits or is being seen; of who is on no board, that of a triage of the last twelve hours."""
    cursor, keyring = duty.desk.cursor, duty.desk.keyring
    arrival = find_arrival(cursor, person.id, duty.post.number, duty.queue_start, duty.day_start)
    if arrival is not None and arrival.state != "done":
        return with_triage(cursor, [arrival], keyring)[0].colour
    answered = arrival.called_at or arrival.since if arrival is not None else 0
    found = list_latest_of(cursor, [person.id], keyring, get_form("triage"), millis_of(duty.now) - LASTS)
    triage = found.get(person.id)
    return str(triage[1].get("colour") or "") if triage and triage[0].occurred > answered else ""

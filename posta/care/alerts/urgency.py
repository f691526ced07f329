"""The triage colour of a person at the post; it counts until a consultation has answered it."""

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter_review import find_triage
from posta.chart.record.person import Person


def find_triage_colour(actor: Actor, person: Person) -> str:
    """Return the triage colour that counts now; empty for a person without triage."""
    return find_triage(actor, person).colour

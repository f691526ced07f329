"""How urgent somebody who is here was found to be: the colour of their triage, until a consultation has answered it."""

from posta.acts.actor import Actor
from posta.acts.care.encounter_review import find_triage
from posta.chart.record.person import Person


def find_triage_colour(actor: Actor, person: Person) -> str:
    """Return the colour that counts for somebody now; empty where nobody triaged them."""
    return find_triage(actor, person).colour

"""What people asked for at the places of this computer and nobody answered: a correction, or to be forgotten."""

from posta.acts.actor import Actor
from posta.chart.record.choices import ChoiceRow, list_open_requests
from posta.mission.places.place_tables import list_served
from posta.mission.rules.choice_rule import may_decide


def list_requests_here(actor: Actor) -> list[ChoiceRow]:
    """Return the open requests that were made at any place of this computer, oldest first."""
    served = list_served(actor.node.cursor, actor.node.device.feed)
    return list_open_requests(actor.node.cursor, sorted(served | {actor.post.number}))


def count_requests(actor: Actor) -> int:
    """Return how many requests wait for this colleague, who answers them; none for other trades."""
    return len(list_requests_here(actor)) if may_decide(actor.staff.role) else 0

"""The order in which people are seen, and how long a colour may wait, from `triage_priority.toml`.

The order is that of the Interagency Integrated Triage Tool (WHO, ICRC, MSF), which gives no minutes: these are an
example.

>>> priority("yellow", alert=True, alert_is_news=True) < priority("yellow")
True
"""

from collections.abc import Mapping
from functools import cache

from posta.clinical.data_files import read_table

RED = "red"
URGENT = frozenset({RED, "yellow"})
UNSEEN = ""  # nobody has triaged the person: may be worse than green


@cache
def max_wait_minutes() -> Mapping[str, int]:
    """Return the minutes after which a colour waits too long; the empty string is a person without triage."""
    return _by_colour("max_wait_minutes")


@cache
def ranks() -> Mapping[str, float]:
    """Return the rank of each colour in the queue: the lowest is seen first."""
    return _by_colour("rank")


def priority(colour: str, *, alert: bool = False, alert_is_news: bool = False) -> float:
    """Return the rank of a person who waits. Danger signs that the triage did not know come right after red."""
    place = ranks().get(colour, ranks()[UNSEEN])
    after_red: float = read_table("triage_priority")["after_red"]
    return min(place, after_red) if alert and alert_is_news else place


def is_late(colour: str, minutes: int) -> bool:
    """Return whether somebody of this colour has waited too long."""
    waits = max_wait_minutes()
    return minutes > waits.get(colour, waits[UNSEEN])


def _by_colour(name: str) -> Mapping[str, int]:
    table: Mapping[str, int] = read_table("triage_priority")[name]
    return {("" if colour == "untriaged" else colour): value for colour, value in table.items()}

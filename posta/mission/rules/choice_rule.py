"""Who may write down a choice: the one rule that screens apply first and every computer applies to received entries.

What a person says of themselves is written by any trade that gives care, and stands also in the name of another: a refusal is
never set aside. What is decided about their record (restricted, a request answered) is the team leader's, by name.
"""

from posta.catalog import choice_acts as c
from posta.mission.roles import get_role

LED_STATES = {
    c.RESTRICTED: frozenset({c.GIVEN, c.REFUSED}),
    c.CORRECTION: frozenset({c.DONE, c.DECLINED}),
    c.FORGETTING: frozenset({c.DONE, c.DECLINED}),
}


def may_decide(role: str | None) -> bool:
    """Return whether a role decides about people's records: it gives care and leads a team.

    >>> may_decide("team_leader"), may_decide("doctor"), may_decide("epidemiologist")
    (True, False, False)
    """
    trade = get_role(role or "")
    return trade.gives_care and trade.counts


def is_decision(matter: str, state: str) -> bool:
    """Return whether this state of a matter is a decision about the record."""
    return state in LED_STATES.get(matter, frozenset())


def may_choose(matter: str, state: str, author: bytes | None, role: str | None) -> bool:
    """Return whether an author with a role may write this state of a matter."""
    return not is_decision(matter, state) or (author is not None and may_decide(role))

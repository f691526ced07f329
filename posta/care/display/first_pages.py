"""The first page of each trade that gives care: who waits for it, and what stands beside the queue, in which order.

A trade is a row of `FIRST_PAGES`. A section is a template of `care/board/sections/` and a value of the board.
"""

from dataclasses import dataclass

# For whom somebody waits, as far as the arrival says so.
OPEN, RESERVED, OF_ITS_FORMS, UNTRIAGED, URGENT = "open", "reserved", "of_its_forms", "untriaged", "urgent"
# What stands beside the queue: the name of a template of `care/board/sections`.
INSIDE, OVER, ALERTS, DUE, PROMISED, SEEN = "inside", "over", "alerts", "due", "promised", "seen"


@dataclass(frozen=True, slots=True, repr=False)
class FirstPage:
    """What a trade sees first: who waits for it (any of `waits`), and the sections of the middle and of the side.

    `cases_first`: its open cases stand above the queue and not below it.
    """

    waits: frozenset[str]
    middle: tuple[str, ...] = (INSIDE, OVER, ALERTS)
    side: tuple[str, ...] = (DUE, PROMISED, SEEN)
    cases_first: bool = False


def _waits(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


TALKS = FirstPage(_waits(RESERVED), (INSIDE, OVER), (DUE, PROMISED, SEEN))
FIRST_PAGES = {
    "doctor": FirstPage(_waits(OPEN)),
    "nurse": FirstPage(_waits(OPEN)),
    "midwife": FirstPage(_waits(OF_ITS_FORMS, URGENT)),
    "psychologist": TALKS,
    "psychiatrist": TALKS,
    "social_worker": TALKS,
    "promoter": FirstPage(_waits(UNTRIAGED, URGENT)),
    "team_leader": FirstPage(_waits(OPEN, RESERVED), (INSIDE, OVER, ALERTS), (DUE, PROMISED, SEEN)),
    "residence_staff": FirstPage(_waits(OPEN), (INSIDE, ALERTS), (DUE, PROMISED, SEEN), cases_first=True),
}


def first_page(role: str) -> FirstPage:
    """Return the first page of a role; one of a newer edition of the roles sees everybody who waits.

    >>> sorted(first_page("midwife").waits), first_page("astronaut").side
    (['of_its_forms', 'urgent'], ('due', 'promised', 'seen'))
    """
    return FIRST_PAGES.get(role) or FirstPage(_waits(OPEN, RESERVED))

"""Whether somebody who missed a visit is lost to follow-up, by direction and days of travel (`lost_to_follow_up.toml`).

The rule: late by more days than the form allows, and as long without a contact at any post; for people on the road both
are counted from when they can have arrived. Where they are expected or said that they go next says how far that is, else
the end of the way in the direction that they named; if nothing is known, the way goes on in the usual direction.

Days and stretches are examples for the medical coordinator: they have no source. States are those of INEGI's
catalogue.

>>> travel_days("27", "28", "migrant"), travel_days("27", "", "migrant"), travel_days("28", "", "migrant")
(21, 21, 0)
>>> travel_days("30", "", "migrant", "south"), travel_days("27", "", "migrant", "stay")
(7, 0)
>>> stretches_ahead("30", "28"), stretches_ahead("30", "27"), stretches_ahead("30", "99")
(2, -1, None)
>>> is_lost("", 31, 31), is_lost("", 31, 3), is_lost("ncd", 60, 60), is_lost("", 31, 31, travel=21)
(True, False, False, False)
"""

from typing import Any

from posta.clinical.data_files import read_table

NORTH, SOUTH, STAY = "north", "south", "stay"  # of the list `direction`


def is_lost(form: str, days_late: int, days_unseen: int, travel: int = 0) -> bool:
    """Return whether a missed visit for this form is lost to follow-up.

    It is late by so many days, and the person was not seen for so long; `travel` days are added to both limits.
    """
    limits: dict[str, int] = _table()["days"]
    return min(days_late, days_unseen) > limits.get(form, limits["usual"]) + travel


def travel_days(state: str, towards: str, group: str, direction: str = "") -> int:
    """Return how many days the way takes from the state of a post to another.

    Without another it goes to the end of the way in the direction that was named, else in the usual one. States are
    INEGI's codes of two digits; people who live where they are seen, or said that they stay, do not travel.
    """
    travel: dict[str, Any] = _table()["travel"]
    here = _stretch_of(state)
    if group in travel["settled"] or here is None or (direction == STAY and not towards):
        return 0
    named = direction if direction in (NORTH, SOUTH) else travel["direction"]
    end = len(_table()["stretch"]) - 1 if named == NORTH else 0
    there = _stretch_of(towards) if towards else end
    days: int = travel["days_per_stretch"]
    return abs((end if there is None else there) - here) * days


def stretches_ahead(state: str, other: str) -> int | None:
    """Return how many stretches of the usual way lie between two states, negative backwards; None off the way."""
    here, there = _stretch_of(state), _stretch_of(other)
    if here is None or there is None:
        return None
    return there - here if _table()["travel"]["direction"] == NORTH else here - there


def _stretch_of(state: str) -> int | None:
    """Return the place of a state's stretch on the way; None where the way does not lead."""
    stretches = _table()["stretch"]
    return next((place for place, one in enumerate(stretches) if state in one["states"]), None)


def _table() -> Any:
    return read_table("lost_to_follow_up")

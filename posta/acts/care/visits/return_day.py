"""The day on which somebody is asked to come back: a day on which this place is open and gives that care.

What cannot be given today either, as at a place whose services are not written down yet, is not judged by its service.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import is_offered
from posta.catalog.answers import ValidatedForm
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.frame import VISIT_FORM
from posta.clock import to_epoch_day

RETURN_DAY = "next_appt"
CLOSED = "return_closed"
NEAR_DAYS = 7  # how far a day counted ahead moves on to one on which there is care


def gives_care_again(actor: Actor, forms: Sequence[str], day: date) -> bool:
    """Return whether this post, on a day, is open and still gives the care of one of these forms."""
    given = [one for one in forms if is_offered(actor.post, one, actor.today)]
    open_then = actor.post.is_open_on(to_epoch_day(day))
    return open_then and (not given or any(is_offered(actor.post, one, day) for one in given))


def day_ahead(actor: Actor, forms: Sequence[str], days: int) -> date:
    """Return the day so many days ahead, moved on to the next with care; where none is near, that day itself."""
    asked = actor.today + timedelta(days=days)
    near = (asked + timedelta(days=n) for n in range(NEAR_DAYS))
    return next((day for day in near if gives_care_again(actor, forms, day)), asked)


def check_return_day(actor: Actor, filled: Sequence[ValidatedForm], known: object = None) -> None:
    """Check the day to come back of a visit, unless it is the one that was `known` before. Raises InvalidAnswers.

    What is written in bulk was decided long ago and is not judged.
    """
    day = next((one.answers.get(RETURN_DAY) for one in filled if one.form.name == VISIT_FORM), None)
    if not isinstance(day, date) or day == known or day < actor.today or actor.held is not None:
        return
    forms = [one.form.name for one in filled if one.form.name != VISIT_FORM and one.form.service.closes_arrival]
    if not gives_care_again(actor, forms, day):
        raise InvalidAnswers((Problem(f"{VISIT_FORM}.{RETURN_DAY}", CLOSED),))

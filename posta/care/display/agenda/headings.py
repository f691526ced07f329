"""Where people who missed a visit are heading, by what they said last on this journey; nobody is judged by a fixed place.

Two things say it: the direction of the journey that a visit asks, and the next stop that a visit before a departure
names. The later of them counts, as corrections and withdrawals leave it. The direction is read from the facts of the
visits, so that a list of many people costs few queries and opens few entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import list_forms
from posta.chart.history.timeline import StandingContact, list_filled_forms, list_standing_contacts
from posta.clinical.journey import journey_days
from posta.clock import DAY_MILLIS, to_millis
from posta.figures.facts.read import list_codes_of
from posta.ids import PersonId

DIRECTION, UNKNOWN = "direction", "unk"


@dataclass(frozen=True, slots=True, repr=False)
class Heading:
    """The state (INEGI, two digits) of somebody's next stop, or a code of the list `direction`; said at a moment (ms)."""

    at: int
    state: str = ""
    direction: str = ""


NOWHERE = Heading(0)


def list_headings(actor: Actor, people: Sequence[PersonId]) -> dict[PersonId, Heading]:
    """Return where each of these people is heading, as far as they said it at any post on this journey."""
    since = to_millis(actor.now) - journey_days() * DAY_MILLIS
    visits = list_standing_contacts(actor.node.cursor, people, since)
    named, stops = _list_told(actor, visits), _list_stops(actor, visits, since)
    # Of one visit the stop counts: it says more than the direction, and the first of two equal ones is the maximum.
    return {one: max(stops.get(one, NOWHERE), named.get(one, NOWHERE), key=_moment) for one in {*named, *stops}}


def _list_told(actor: Actor, visits: Sequence[StandingContact]) -> dict[PersonId, Heading]:
    """Return the direction that each person told last."""
    codes = list_codes_of(actor.node.cursor, VISIT_FORM, DIRECTION, [one.row for one in visits])
    return {
        one.person: Heading(one.at, direction=codes[one.row])
        for one in visits  # the oldest first, so that the last word stays
        if codes.get(one.row, UNKNOWN) != UNKNOWN
    }


def _list_stops(actor: Actor, visits: Sequence[StandingContact], since: int) -> dict[PersonId, Heading]:
    """Return the next stop that each person named last before a departure, as the computer opens it by itself."""
    forms = {form.name: form for form in list_forms() if form.service.next_stop}
    bits = sum(1 << form.number for form in forms.values())
    leaving = list(dict.fromkeys(one.person for one in visits if one.forms & bits))
    if not leaving:
        return {}
    cursor, ring, found = actor.node.cursor, actor.node.keyring.of_device(), dict[PersonId, Heading]()
    for person, filled in list_filled_forms(cursor, leaving, ring, list(forms.values()), since).items():
        for item, answers in filled:  # the newest first
            named = (str(one.get(forms[name].service.next_stop) or "") for name, one in answers.items())
            if stop := next(filter(None, named), ""):
                found.setdefault(person, Heading(item.occurred, state=stop[:2]))
    return found


def _moment(heading: Heading) -> int:
    return heading.at

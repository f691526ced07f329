"""What somebody told of the way, written apart from the visit in which it was asked: the journey, what happened since.

It is an open entry, so that it is asked once: the next trade reads the journey and that it was asked, and what
happened stays sealed. Beside a sealed visit it names neither author nor trade, which would say what the visit was.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.frame import VISIT_FORM
from posta.chart.record.person import Person
from posta.clinical.journey import asked_in
from posta.ids import EntryId

ANY_TRADE = {"staff_role": "other"}


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """What was told: the journey, and what happened since the last post. `sealed`: beside a visit that is sealed."""

    journey: Mapping[str, object]
    since: Mapping[str, object]
    sealed: bool = False
    harm: bool = False


def record_way(actor: Actor, person: Person, way: Way) -> EntryId:
    """Record what somebody told of the way. Raises InvalidAnswers, Refused."""
    form, mark = asked_in()
    visit = {**way.journey, **(ANY_TRADE if way.sealed else {})}
    forms = {VISIT_FORM: visit, form: {**way.since, mark: True}}
    return record_encounter(actor, person, forms, names_author=not way.sealed).entry

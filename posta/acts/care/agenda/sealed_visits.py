"""Sealed visits that were kept where nobody knew of the plan: a colleague who holds the key finds out, and it is recorded.

A sealed contact says which plans of its form it keeps, as far as they are known where it is written. A plan that arrives
after the contact would stay open for all who hold no key. So whenever a colleague who opens both looks at the list or at
the person, the contact is named; what each computer then holds is the same, in whatever order it came.
"""

from collections.abc import Sequence
from contextlib import suppress

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import outcome_draft
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.structural_acts import PlannedVisitOutcome
from posta.chart.agenda.planned_visits import DueVisit, list_reserved_of, list_reserved_until
from posta.chart.agenda.reserved_visits import find_kept
from posta.chart.record.person_registers import list_people
from posta.clock import to_epoch_day
from posta.errors import StorageError, TemporarilyUnavailable
from posta.ids import PersonId
from posta.scribe.write import write

LOOKED_AT = 200  # the newest reserved visits of a post; what is older is found on the person's page


def settle_visits_of_post(actor: Actor) -> int:
    """Record which sealed visits of this post were kept elsewhere; return how many."""
    if not _holds_keys(actor):
        return 0
    until = to_epoch_day(actor.today)
    return _settle(actor, list_reserved_until(actor.node.cursor, actor.post.number, until, most=LOOKED_AT))


def settle_visits_of_person(actor: Actor, person: PersonId) -> int:
    """Record which sealed visits of a person were kept elsewhere; return how many."""
    if not _holds_keys(actor):
        return 0
    return _settle(actor, list_reserved_of(actor.node.cursor, person))


def _holds_keys(actor: Actor) -> bool:
    return not PERSON_HELD.isdisjoint(actor.staff.compartments)


def _settle(actor: Actor, visits: Sequence[DueVisit]) -> int:
    kept = find_kept(actor.node.cursor, visits, actor.node.keyring) if visits else {}
    found = [one for one in visits if one.id in kept]
    people = list_people(actor.node.cursor, {one.person for one in found}) if found else {}
    drafts = [
        outcome_draft(actor, people[one.person], one, PlannedVisitOutcome(state="kept", by=kept[one.id]))
        for one in found
        if one.person in people
    ]
    with suppress(StorageError, TemporarilyUnavailable):  # looking is no act: what cannot be written is found again
        if drafts:
            write(actor.node, drafts)
    return len(drafts)

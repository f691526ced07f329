"""Forgetting a person: refused while the law keeps the note, and signed by the team leader who decides it."""

from collections.abc import Callable
from datetime import date

from posta.acts.actor import Actor, draft_entry
from posta.acts.care.choices import ChoiceNotPossible, check_can_decide, find_request
from posta.catalog import choice_acts as c
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload
from posta.catalog.kinds import CHOICE, KINDS
from posta.chart.record.person import Person
from posta.chart.record.person_entries import find_last_care
from posta.clock import to_epoch_day, to_millis
from posta.ids import EntryId
from posta.ledger.queries import list_hashes
from posta.scribe.erasure import erasure_message, list_rows_of, subject_of
from posta.scribe.write import EntryDraft, write

KEPT_YEARS = 5
"""How long a medical note is kept after the last act: NOM-004-SSA3-2012, 5.4."""


def kept_until(actor: Actor, person: Person) -> date | None:
    """Return until which day the law keeps the record; None if nothing in it, or nothing so late, is a medical note."""
    last = find_last_care(actor.node.cursor, person.id)
    if last is None:
        return None
    day = actor.day_at(last)
    until = day.replace(year=day.year + KEPT_YEARS, day=min(day.day, 28))
    return until if until >= actor.today else None


def record_forgetting(actor: Actor, person: Person, request: EntryId, sign: Callable[[bytes], bytes]) -> EntryId:
    """Order that everything written of a person is dropped, here at once and wherever the order comes.

    Raises Refused, ChoiceNotPossible.
    """
    check_can_decide(actor)
    asked = find_request(actor, person, request)
    if asked is None or asked.asked.matter != c.FORGETTING or asked.state != c.OPEN:
        raise ChoiceNotPossible("request_answered")
    if kept_until(actor, person) is not None:
        raise ChoiceNotPossible("kept_by_law")
    rows = list_rows_of(actor.node, person.id)
    named = [hash_[:16] for hash_ in list_hashes(actor.node.cursor, rows).values()]
    subject = subject_of(person.id)
    orders = []
    for start in range(0, max(1, len(named)), c.MOST_FORGOTTEN):
        entries = tuple(named[start : start + c.MOST_FORGOTTEN])
        signature = sign(erasure_message(subject, entries))
        orders.append(c.Erasure(subject=subject, entries=entries, signer=actor.staff.id, signature=signature))
    return write(actor.node, [_draft(actor, person, request, order) for order in orders])[0]


def _draft(actor: Actor, person: Person, request: EntryId, order: c.Erasure) -> EntryDraft:
    act, version, post = (
        c.PersonChoice(answers=((c.FORGETTING, c.DONE),), erasure=order),
        KINDS[CHOICE].version,
        actor.post.number,
    )
    clinical = ClinicalPayload(CHOICE, version, actor.staff.id, person.id, to_millis(actor.now), 0, post, request, act)
    counted = FactsPayload(CHOICE, version, post, to_epoch_day(actor.clock_day), None, "", "", "", "", request, act)
    return draft_entry([(Compartment.FACTS, counted), (Compartment.CARE, clinical)], person.network, held=False)

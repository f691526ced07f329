"""The draft of a contact: its answers divided among compartments, and who is named in which.

What counting may see goes to facts, the rest to the compartments the forms declare. A contact whose forms are all
sealed leaves in `care` only that the person was here: "reserved", without author, programme or trade.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from posta.acts.actor import Actor, draft_entry
from posta.acts.care.registration import facts_payload
from posta.catalog.answers import ValidatedForm, split
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.frame import VISIT_FORM
from posta.catalog.kinds import CORRECTION, KINDS
from posta.chart.history.judged_corrections import find_first_post
from posta.chart.record.person import Person
from posta.clock import local_day, to_millis
from posta.ids import EntryId, PersonId
from posta.scribe.write import EntryDraft


def build_encounter_entry(
    actor: Actor,
    person: Person | None,
    filled: Sequence[ValidatedForm],
    kind: int,
    refers: EntryId | None,
    at: datetime,
    rewritten: frozenset[Compartment] = frozenset(),
    *,
    names_author: bool = True,
) -> EntryDraft:
    """Return the draft of a contact that was checked; `unlinked_counts` handles what is linked to nobody.

    `rewritten` are sealed compartments that a correction writes again even if nothing is left in them. `names_author`:
    whether the open part says who wrote it.
    """
    bodies = _split_by_compartment(filled, rewritten)
    enveloped = any(
        form.form.name == VISIT_FORM for form in filled
    )  # a visit whose envelope is sealed counts as nobody's
    linked = person is not None and enveloped and all(form.form.facts_linked is not False for form in filled)
    parts: list[tuple[Compartment, object]] = []
    for compartment in sorted(bodies):
        if compartment is Compartment.FACTS:
            about, day = person if linked else None, local_day(at, actor.zone)
            voids = refers if kind == CORRECTION else None
            answers = about.answers if about else {}
            post = find_first_post(actor.node.cursor, voids) if voids is not None else None
            known = about.id if about else None
            counted = facts_payload(actor, known, answers, kind, bodies[compartment], voids, on=day, at=post)
            parts.append((compartment, counted))
        else:
            hidden = compartment is Compartment.CARE and (not names_author or _is_partly_sealed(bodies))
            author = None if hidden else actor.staff.id
            parts.append((compartment, _clinical_payload(actor, person, kind, refers, at, bodies[compartment], author)))
    if person is not None and Compartment.CARE not in bodies and not PERSON_HELD.isdisjoint(bodies):
        parts.insert(0, (Compartment.CARE, _clinical_payload(actor, person, kind, refers, at, {}, None)))
    return draft_entry(parts, person.network if person else actor.network)


def _split_by_compartment(
    filled: Sequence[ValidatedForm], rewritten: frozenset[Compartment]
) -> dict[Compartment, dict[int, object]]:
    bodies: dict[Compartment, dict[int, object]] = {compartment: {} for compartment in rewritten}
    for form in filled:
        for compartment, fields in split(form).items():
            if fields:
                bodies.setdefault(compartment, {})[form.form.number] = fields
    return bodies


def _is_partly_sealed(bodies: Mapping[Compartment, Mapping[int, object]]) -> bool:
    """Return whether a whole form of the visit is sealed.

    Its open part then names no author, because the author's trade would reveal the form. A form with single sealed
    answers (linked to violence) does not count: its author is named.
    """
    opened = {number for compartment in bodies if compartment not in PERSON_HELD for number in bodies[compartment]}
    sealed = {number for compartment in PERSON_HELD & set(bodies) for number in bodies[compartment]}
    return not sealed <= opened


def _clinical_payload(
    actor: Actor,
    person: Person | None,
    kind: int,
    refers: EntryId | None,
    at: datetime,
    body: object,
    author: bytes | None,
) -> ClinicalPayload:
    about: PersonId | None = person.id if person else None
    return ClinicalPayload(kind, KINDS[kind].version, author, about, to_millis(at), 0, actor.post.number, refers, body)

"""The sheet of a contact: its answers divided among compartments, and who is named in which.

What counting may see goes to facts, the rest to the compartments the forms declare. A contact whose forms are all
sealed leaves in `care` only that the person was here: "reserved", without author, programme or trade.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from posta.acts.duty import Duty, sheet
from posta.acts.registration import count_as
from posta.catalog.answers import Filled, split
from posta.catalog.codec import Said
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.kinds import CORRECTION, KINDS
from posta.chart.corrections import find_first_post
from posta.chart.people import Person
from posta.clock import day_of, millis_of
from posta.ids import EntryId, PersonId
from posta.scribe.write import Sheet


def prepare_contact(
    duty: Duty,
    person: Person | None,
    filled: Sequence[Filled],
    kind: int,
    refers: EntryId | None,
    at: datetime,
    anew: frozenset[Compartment] = frozenset(),
) -> Sheet:
    """The sheet of a contact that was checked; what is linked to nobody is left to `tallies`.

    `anew` are sealed compartments that a correction writes again even if nothing is left in them.
    """
    bodies = _bodies_of(filled, anew)
    enveloped = any(form.form.name == "visit" for form in filled)  # a visit whose envelope is sealed counts as nobody's
    linked = person is not None and enveloped and all(form.form.facts_linked is not False for form in filled)
    parts: list[tuple[Compartment, object]] = []
    for compartment in sorted(bodies):
        if compartment is Compartment.FACTS:
            about, day = person if linked else None, day_of(at, duty.zone)
            voids = refers if kind == CORRECTION else None
            answers = about.answers if about else {}
            post = find_first_post(duty.desk.cursor, voids) if voids is not None else None
            known = about.id if about else None
            counted = count_as(duty, known, answers, kind, bodies[compartment], voids, on=day, at=post)
            parts.append((compartment, counted))
        else:
            hidden = compartment is Compartment.CARE and _is_partly_sealed(bodies)
            author = None if hidden else duty.staff.id
            parts.append((compartment, _said(duty, person, kind, refers, at, bodies[compartment], author)))
    if person is not None and Compartment.CARE not in bodies and not PERSON_HELD.isdisjoint(bodies):
        parts.insert(0, (Compartment.CARE, _said(duty, person, kind, refers, at, {}, None)))
    return sheet(parts, person.network if person else duty.network)


def _bodies_of(filled: Sequence[Filled], anew: frozenset[Compartment]) -> dict[Compartment, dict[int, object]]:
    bodies: dict[Compartment, dict[int, object]] = {compartment: {} for compartment in anew}
    for form in filled:
        for compartment, fields in split(form).items():
            if fields:
                bodies.setdefault(compartment, {})[form.form.number] = fields
    return bodies


def _is_partly_sealed(bodies: Mapping[Compartment, Mapping[int, object]]) -> bool:
    """Whether a whole form of the visit is sealed: then its open part names no author, whose trade would tell which.

    A form of which single answers are sealed (linked to violence) is not one: its author treats openly.
    """
    opened = {number for compartment in bodies if compartment not in PERSON_HELD for number in bodies[compartment]}
    sealed = {number for compartment in PERSON_HELD & set(bodies) for number in bodies[compartment]}
    return not sealed <= opened


def _said(
    duty: Duty,
    person: Person | None,
    kind: int,
    refers: EntryId | None,
    at: datetime,
    body: object,
    author: bytes | None,
) -> Said:
    about: PersonId | None = person.id if person else None
    return Said(kind, KINDS[kind].version, author, about, millis_of(at), 0, duty.post.number, refers, body)

"""Registering a person, and amending what is known of them. A name or alias is enough; care is never blocked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from posta.acts.duty import Duty, day_number, sheet
from posta.catalog.answers import Context, Filled, fill, split
from posta.catalog.codec import Counted, Said
from posta.catalog.compartments import Compartment
from posta.catalog.context import age_band
from posta.catalog.form import get_form
from posta.catalog.kinds import COMPANIONSHIP, KINDS, PERSON
from posta.catalog.structure import Companionship
from posta.chart.people import Person
from posta.clock import millis_of
from posta.ids import EntryId, PersonId
from posta.mission.permissions import check_can_give_care
from posta.scribe.write import Sheet, write
from posta.seal.epochs import pseudonym

AGE = ("age_value", "age_unit", "age_date")  # one answer: whoever tells one of them anew writes all three


def record_person(duty: Duty, answers: Mapping[str, object], *, party: bytes | None = None) -> tuple[PersonId, EntryId]:
    """Register a person; returns the new id and the entry. Raises InvalidAnswers, Refused."""
    check_can_give_care(duty.staff)
    person, sheets, _ = prepare_person(duty, answers)
    if party is not None:
        sheets.append(_companion(duty, person, duty.network, party, ""))
    return person, write(duty.desk, sheets)[0]


def prepare_person(duty: Duty, answers: Mapping[str, object]) -> tuple[PersonId, list[Sheet], Filled]:
    """The new id and the sheet of a registration that is in order. Raises InvalidAnswers."""
    filled = fill(get_form("person"), _with_day(duty, answers), _context(duty))
    person = PersonId(duty.desk.random(16))
    return person, [_sheet(duty, person, duty.network, filled, ())], filled


def record_amendment(duty: Duty, person: Person, answers: Mapping[str, object]) -> EntryId:
    """Write anew what is known of a person: the values given take the place of those the writer saw, field by field."""
    check_can_give_care(duty.staff)
    known, told = {**person.answers, **answers}, any(_says(person, answers, name) for name in AGE)
    context = replace(_context(duty), today=max([duty.today, *_days_come(person.answers)]))
    if told and not _says(person, answers, "age_date"):
        known["age_date"] = context.today
    filled = fill(get_form("person"), _with_day(duty, known), context)
    changed = {
        name: value
        for name, value in filled.answers.items()
        if value != person.answers.get(name) or _settles(person, answers, name) or (told and name in AGE)
    }
    kept = replace(filled, answers=changed)
    return write(duty.desk, [_sheet(duty, person.id, person.network, kept, person.assertions)])[0]


def _says(person: Person, answers: Mapping[str, object], name: str) -> bool:
    """Whether an amendment says something of a field, be it that one of two values is right."""
    return name in answers and (answers[name] != person.answers.get(name) or _settles(person, answers, name))


def _days_come(known: Mapping[str, object]) -> list[date]:
    """Days that the record shows to have come, though the clock here may be behind the one they were written by."""
    return [day for name in ("reg_date", "age_date", "birth_date") if isinstance(day := known.get(name), date)]


def _settles(person: Person, answers: Mapping[str, object], field: str) -> bool:
    """Two values stand until somebody chooses: an amendment of other fields does not choose for them."""
    return field in person.conflicts and field in answers


def record_companionship(duty: Duty, person: Person, party: bytes, relation: str = "") -> EntryId:
    """Say that a person travels with a party (family or group)."""
    check_can_give_care(duty.staff)
    return write(duty.desk, [_companion(duty, person.id, person.network, party, relation)])[0]


def band_of(answers: Mapping[str, object], duty: Duty) -> str:
    """The age band of a person today, as facts know it."""
    return age_band(answers, duty.today)


def count_as(
    duty: Duty,
    person: PersonId | None,
    answers: Mapping[str, object],
    kind: int,
    body: object,
    refers: EntryId | None = None,
    *,
    on: date | None = None,
) -> Counted:
    """The facts of an act: a pseudonym, coarse keys, and coded values; they count on the day it happened."""
    secret = duty.desk.keyring.pseudonym_secret
    key = pseudonym(secret, person) if person is not None and secret is not None else None
    about = [str(answers.get(k) or "") for k in ("sex", "country_origin", "pop_group")]
    band = band_of(answers, duty) if person is not None else ""
    return Counted(
        kind,
        KINDS[kind].version,
        duty.post.number,
        day_number(on or duty.today),
        key,
        about[0],
        band,
        about[1],
        about[2],
        refers,
        body,
    )


def _with_day(duty: Duty, answers: Mapping[str, object]) -> dict[str, object]:
    return {"reg_date": duty.today, **answers}


def _context(duty: Duty) -> Context:
    return Context(today=duty.today, now=duty.now, closing=True, zone=duty.zone)


def _sheet(duty: Duty, person: PersonId, network: str, filled: Filled, replaces: tuple[bytes, ...]) -> Sheet:
    form = get_form("person").number
    parts: list[tuple[Compartment, object]] = []
    bodies = split(filled)
    for compartment in sorted({Compartment.FACTS, Compartment.CARE, *bodies}):
        fields = bodies.get(compartment, {})
        if compartment is Compartment.FACTS:
            parts.append((compartment, count_as(duty, person, filled.answers, PERSON, {form: fields})))
        elif fields or compartment is Compartment.CARE:
            body: dict[int, object] = {form: fields}
            if replaces and compartment is Compartment.CARE:
                body[0] = {0: list(replaces)}
            parts.append((compartment, _said(duty, person, PERSON, body)))
    return sheet(parts, network)


def _companion(duty: Duty, person: PersonId, network: str, party: bytes, relation: str) -> Sheet:
    act = Companionship(party=party, relation=relation)
    return sheet([(Compartment.CARE, _said(duty, person, COMPANIONSHIP, act))], network)


def _said(duty: Duty, person: PersonId, kind: int, body: object) -> Said:
    now = millis_of(duty.now)
    return Said(kind, KINDS[kind].version, duty.staff.id, person, now, 0, duty.post.number, None, body)

"""Registering a person, and amending what is known of them. A name or alias is enough; care is never blocked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from posta.acts.actor import Actor, draft_entry
from posta.catalog.answers import FormContext, InvalidAnswers, ValidatedForm, split, validate
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import ABOUT, REMOVES, REPLACES, ClinicalPayload, FactsPayload
from posta.catalog.frame import PERSON_FORM
from posta.catalog.kinds import KINDS, PERSON, TRAVEL_GROUP_LEFT, TRAVEL_GROUP_MEMBER
from posta.catalog.language.answer_context import age_band
from posta.catalog.language.form import get_form
from posta.catalog.structural_acts import TravelGroupLeft, TravelGroupMember
from posta.chart.record.person import Person
from posta.clock import to_epoch_day, to_millis
from posta.ids import EntryId, PersonId
from posta.mission.rules.permissions import check_can_give_care
from posta.scribe.write import EntryDraft, write
from posta.seal.epochs import derive_pseudonym

AGE = ("age_value", "age_unit", "age_date")  # one answer: an amendment of one writes all three


def record_person(
    actor: Actor, answers: Mapping[str, object], *, party: bytes | None = None
) -> tuple[PersonId, EntryId]:
    """Register a person and return the new id and the entry. Raises InvalidAnswers, Refused."""
    check_can_give_care(actor.staff)
    person, drafts, _ = prepare_person(actor, answers)
    if party is not None:
        drafts.append(travel_group_draft(actor, person, actor.network, TravelGroupMember(party=party)))
    return person, write(actor.node, drafts)[0]


def prepare_person(actor: Actor, answers: Mapping[str, object]) -> tuple[PersonId, list[EntryDraft], ValidatedForm]:
    """Return the new id and the draft of a valid registration. Raises InvalidAnswers."""
    filled = validate(get_form(PERSON_FORM), _with_registration_day(actor, answers), _context(actor))
    person = PersonId(actor.node.random(16))
    return person, [_person_draft(actor, person, actor.network, _AssertionContent(filled))], filled


def record_amendment(actor: Actor, shown: Person, answers: Mapping[str, object]) -> EntryId:
    """Write what was changed about a person: `shown` is what the writer saw, None empties a field.

    The values take the place of those that were shown, field by field; of rows, those added and those removed are
    written. What others wrote meanwhile stays, beside it where they changed the same field. Raises InvalidAnswers.
    """
    check_can_give_care(actor.staff)
    age_stated = any(_states(shown, answers, name) for name in (*AGE, "birth_date"))
    context = replace(_context(actor), today=max([actor.today, *_known_past_days(shown.answers)]))
    known = {name: value for name, value in {**shown.answers, **answers}.items() if value is not None}
    if age_stated and not _states(shown, answers, "age_date"):
        known["age_date"] = context.today
    filled = _validate_known(shown, _with_registration_day(actor, known), answers, context)
    changed: dict[str, object] = {
        name: value
        for name, value in filled.answers.items()
        if (age_stated and name in AGE) or _states(shown, answers, name)
    }
    about, added = _rows_changed(shown, filled, [name for name in _groups() if name in answers])
    kept = replace(filled, answers={n: v for n, v in changed.items() if n not in _groups()} | added)
    parts = _AssertionContent(kept, _emptied(shown, answers, changed), about)
    return write(actor.node, [_person_draft(actor, shown.id, shown.network, parts)])[0]


def _validate_known(
    shown: Person, known: Mapping[str, object], answers: Mapping[str, object], context: FormContext
) -> ValidatedForm:
    """Check what is known together with what is new.

    What was wrong before, as a newer program wrote it, is not judged here.
    """
    form = get_form(PERSON_FORM)
    try:
        return validate(form, known, context)
    except InvalidAnswers:
        newer = _invalid_questions(shown.answers, context) - answers.keys()
        if not newer:
            raise
    hidden_questions = frozenset(f"{PERSON_FORM}.{name}" for name in newer)
    return validate(
        form, {n: v for n, v in known.items() if n not in newer}, replace(context, hidden_questions=hidden_questions)
    )


def _invalid_questions(answers: Mapping[str, object], context: FormContext) -> set[str]:
    """Return the questions whose answers break a rule of this program's form."""
    try:
        validate(get_form(PERSON_FORM), answers, context)
    except InvalidAnswers as error:
        return {one.path.partition(".")[0] for one in error.problems} & answers.keys()
    return set()


def _emptied(shown: Person, answers: Mapping[str, object], changed: Mapping[str, object]) -> list[str]:
    """Return the questions whose answer is taken back.

    A new birth date also empties the age that was stated before.
    """
    emptied = [name for name, value in answers.items() if value is None and _can_empty(shown, name)]
    if "birth_date" in changed:
        emptied += [name for name in (*AGE, "age_estimated") if name in shown.answers and name not in emptied]
    return emptied


def _can_empty(shown: Person, name: str) -> bool:
    """Return whether there may be an answer to take back.

    The writer saw it, or it is sealed to others and so was not shown.
    """
    if name in _groups():  # of rows, each that goes is named
        return False
    sealed = get_form(PERSON_FORM).field(name).compartment in PERSON_HELD
    return sealed or name in shown.answers or name in shown.conflicts


def _rows_changed(
    shown: Person, filled: ValidatedForm, groups: Sequence[str]
) -> tuple[dict[int, object], dict[str, object]]:
    """Return the changes to the assertions that were shown, as a body, and the added rows by group."""
    gone, added = {}, {}
    for name in groups:
        before, after = (_rows_in(answers.get(name)) for answers in (shown.answers, filled.answers))
        gone[name] = tuple(row for row in before if row not in after)
        added[name] = tuple(row for row in after if row not in before)
    removed = split(replace(filled, answers={name: rows for name, rows in gone.items() if rows}))
    about: dict[int, object] = {REPLACES: list(shown.assertions)}
    if any(gone.values()):
        about[REMOVES] = removed[Compartment.CARE]
    return about, {name: rows for name, rows in added.items() if rows}


@cache
def _groups() -> frozenset[str]:
    return frozenset(question.name for question in get_form(PERSON_FORM).fields if question.type == "group")


def _rows_in(value: object) -> tuple:
    return value if isinstance(value, tuple) else ()


def _states(person: Person, answers: Mapping[str, object], name: str) -> bool:
    """Return whether an amendment changes a field, or says which of two values is right."""
    return name in answers and (answers[name] != person.answers.get(name) or _resolves_conflict(person, answers, name))


def _known_past_days(known: Mapping[str, object]) -> list[date]:
    """Return days that the record proves past, even if the clock here is behind the clock that wrote them."""
    return [day for name in ("reg_date", "age_date", "birth_date") if isinstance(day := known.get(name), date)]


def _resolves_conflict(person: Person, answers: Mapping[str, object], field: str) -> bool:
    """Return whether an amendment chooses between two values of a field.

    Both stand until somebody chooses: an amendment of other fields does not choose.
    """
    return field in person.conflicts and field in answers


def record_travel_group_member(
    actor: Actor, person: Person, party: bytes, relation: str = "", of: PersonId | None = None
) -> EntryId:
    """Record that a person travels with a party (family or group), and what they are to another member of it."""
    check_can_give_care(actor.staff)
    act = TravelGroupMember(party=party, relation=relation, of=of)
    return write(actor.node, [travel_group_draft(actor, person.id, person.network, act)])[0]


def record_parting(actor: Actor, person: Person, party: bytes, reason: str) -> EntryId:
    """Record that a person no longer travels with a party, and why (a code of list `parting`)."""
    check_can_give_care(actor.staff)
    act = TravelGroupLeft(party=party, reason=reason)
    return write(actor.node, [travel_group_draft(actor, person.id, person.network, act)])[0]


def age_band_of(answers: Mapping[str, object], actor: Actor) -> str:
    """Return the age band of a person today, as facts know it."""
    return age_band(answers, actor.today)


def facts_payload(
    actor: Actor,
    person: PersonId | None,
    answers: Mapping[str, object],
    kind: int,
    body: object,
    refers: EntryId | None = None,
    *,
    on: date | None = None,
    at: int | None = None,
) -> FactsPayload:
    """Return the facts of an act: a pseudonym, coarse keys and coded values.

    They count on the day of the act by the clock, and `at` its post.
    """
    secret = actor.node.keyring.pseudonym_secret
    key = derive_pseudonym(secret, person) if person is not None and secret is not None else None
    about = [str(answers.get(k) or "") for k in ("sex", "country_origin", "pop_group")]
    band = age_band_of(answers, actor) if person is not None else ""
    return FactsPayload(
        kind,
        KINDS[kind].version,
        actor.post.number if at is None else at,
        to_epoch_day(on or actor.clock_day),
        key,
        about[0],
        band,
        about[1],
        about[2],
        refers,
        body,
    )


def _with_registration_day(actor: Actor, answers: Mapping[str, object]) -> dict[str, object]:
    return {"reg_date": actor.today, **answers}


def _context(actor: Actor) -> FormContext:
    return FormContext(today=actor.today, now=actor.now, closing=True, zone=actor.zone, doubted_day=actor.doubted_day)


@dataclass(frozen=True, slots=True, repr=False)
class _AssertionContent:
    """What an assertion writes: answers, the questions that it empties, and what becomes of earlier assertions."""

    filled: ValidatedForm
    emptied: Sequence[str] = ()
    about: Mapping[int, object] = field(default_factory=dict)

    def bodies(self) -> dict[Compartment, dict[int, object]]:
        """Return the fields by compartment; None where an answer was emptied."""
        bodies = split(self.filled)
        for name in self.emptied:
            question = self.filled.form.field(name)
            bodies.setdefault(question.compartment, {})[question.number] = None
        return bodies


def _person_draft(actor: Actor, person: PersonId, network: str, written: _AssertionContent) -> EntryDraft:
    form = get_form(PERSON_FORM).number
    parts: list[tuple[Compartment, object]] = []
    bodies = written.bodies()
    for compartment in sorted({Compartment.FACTS, Compartment.CARE, *bodies}):
        fields = bodies.get(compartment, {})
        if compartment is Compartment.FACTS:
            counted = facts_payload(actor, person, written.filled.answers, PERSON, {form: fields})
            parts.append((compartment, counted))
        elif fields or compartment is Compartment.CARE:
            body: dict[int, object] = {form: fields}
            if written.about and compartment is Compartment.CARE:
                body[ABOUT] = dict(written.about)
            parts.append((compartment, _clinical_payload(actor, person, PERSON, body)))
    return draft_entry(parts, network)


def travel_group_draft(
    actor: Actor, person: PersonId, network: str, act: TravelGroupMember | TravelGroupLeft
) -> EntryDraft:
    """Return the draft of somebody who joins or leaves a party."""
    kind = TRAVEL_GROUP_MEMBER if isinstance(act, TravelGroupMember) else TRAVEL_GROUP_LEFT
    return draft_entry([(Compartment.CARE, _clinical_payload(actor, person, kind, act))], network)


def _clinical_payload(actor: Actor, person: PersonId, kind: int, body: object) -> ClinicalPayload:
    now = to_millis(actor.now)
    return ClinicalPayload(kind, KINDS[kind].version, actor.staff.id, person, now, 0, actor.post.number, None, body)

"""Registering a person, and amending what is known of them. A name or alias is enough; care is never blocked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from posta.acts.duty import Duty, sheet
from posta.catalog.answers import Context, Filled, InvalidAnswers, fill, split
from posta.catalog.codec import ABOUT, REMOVES, REPLACES, Counted, Said
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.context import age_band
from posta.catalog.form import get_form
from posta.catalog.kinds import COMPANIONSHIP, KINDS, PERSON
from posta.catalog.structure import Companionship
from posta.chart.people import Person
from posta.clock import day_number, millis_of
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
    return person, [_sheet(duty, person, duty.network, _Written(filled))], filled


def record_amendment(duty: Duty, shown: Person, answers: Mapping[str, object]) -> EntryId:
    """Write down what was changed about a person: `shown` is what the writer saw, None empties a field.

    The values take the place of those that were shown, field by field; of rows, those added and those removed are
    written. What others wrote meanwhile stays, beside it where they changed the same field. Raises InvalidAnswers.
    """
    check_can_give_care(duty.staff)
    told = any(_says(shown, answers, name) for name in (*AGE, "birth_date"))
    context = replace(_context(duty), today=max([duty.today, *_days_come(shown.answers)]))
    known = {name: value for name, value in {**shown.answers, **answers}.items() if value is not None}
    if told and not _says(shown, answers, "age_date"):
        known["age_date"] = context.today
    filled = _fill_known(shown, _with_day(duty, known), answers, context)
    changed: dict[str, object] = {
        name: value for name, value in filled.answers.items() if (told and name in AGE) or _says(shown, answers, name)
    }
    about, added = _rows_changed(shown, filled, [name for name in _groups() if name in answers])
    kept = replace(filled, answers={n: v for n, v in changed.items() if n not in _groups()} | added)
    parts = _Written(kept, _emptied(shown, answers, changed), about)
    return write(duty.desk, [_sheet(duty, shown.id, shown.network, parts)])[0]


def _fill_known(shown: Person, known: Mapping[str, object], answers: Mapping[str, object], context: Context) -> Filled:
    """Check what is known with what is new; what was wrong before, as a newer program wrote it, is not judged here."""
    form = get_form("person")
    try:
        return fill(form, known, context)
    except InvalidAnswers:
        newer = _wrong_in(shown.answers, context) - answers.keys()
        if not newer:
            raise
    unasked = frozenset(f"person.{name}" for name in newer)
    return fill(form, {n: v for n, v in known.items() if n not in newer}, replace(context, unasked=unasked))


def _wrong_in(answers: Mapping[str, object], context: Context) -> set[str]:
    """The questions whose answers break a rule of this program's form."""
    try:
        fill(get_form("person"), answers, context)
    except InvalidAnswers as error:
        return {one.path.partition(".")[0] for one in error.problems} & answers.keys()
    return set()


def _emptied(shown: Person, answers: Mapping[str, object], changed: Mapping[str, object]) -> list[str]:
    """The questions whose answer is taken back; beside a day of birth an age that was told before says nothing."""
    emptied = [name for name, value in answers.items() if value is None and _can_empty(shown, name)]
    if "birth_date" in changed:
        emptied += [name for name in (*AGE, "age_estimated") if name in shown.answers and name not in emptied]
    return emptied


def _can_empty(shown: Person, name: str) -> bool:
    """Whether there may be something to take back: seen by the writer, or sealed to others so that it was not shown."""
    if name in _groups():  # of rows, each that goes is named
        return False
    sealed = get_form("person").field(name).compartment in PERSON_HELD
    return sealed or name in shown.answers or name in shown.conflicts


def _rows_changed(shown: Person, filled: Filled, groups: Sequence[str]) -> tuple[dict[int, object], dict[str, object]]:
    """What becomes of the assertions that were shown, as a body says it; and the rows that were added, by group."""
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
    return frozenset(question.name for question in get_form("person").fields if question.type == "group")


def _rows_in(value: object) -> tuple:
    return value if isinstance(value, tuple) else ()


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
    at: int | None = None,
) -> Counted:
    """The facts of an act: a pseudonym, coarse keys, coded values; they count on its day, by the clock, and `at` its post."""
    secret = duty.desk.keyring.pseudonym_secret
    key = pseudonym(secret, person) if person is not None and secret is not None else None
    about = [str(answers.get(k) or "") for k in ("sex", "country_origin", "pop_group")]
    band = band_of(answers, duty) if person is not None else ""
    return Counted(
        kind,
        KINDS[kind].version,
        duty.post.number if at is None else at,
        day_number(on or duty.clock_day),
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
    return Context(today=duty.today, now=duty.now, closing=True, zone=duty.zone, doubted_day=duty.doubted_day)


@dataclass(frozen=True, slots=True)
class _Written:
    """What an assertion writes: answers, the questions that it empties, and what becomes of earlier assertions."""

    filled: Filled
    emptied: Sequence[str] = ()
    about: Mapping[int, object] = field(default_factory=dict)

    def bodies(self) -> dict[Compartment, dict[int, object]]:
        """The fields by compartment; None where an answer was emptied."""
        bodies = split(self.filled)
        for name in self.emptied:
            question = self.filled.form.field(name)
            bodies.setdefault(question.compartment, {})[question.number] = None
        return bodies


def _sheet(duty: Duty, person: PersonId, network: str, written: _Written) -> Sheet:
    form = get_form("person").number
    parts: list[tuple[Compartment, object]] = []
    bodies = written.bodies()
    for compartment in sorted({Compartment.FACTS, Compartment.CARE, *bodies}):
        fields = bodies.get(compartment, {})
        if compartment is Compartment.FACTS:
            counted = count_as(duty, person, written.filled.answers, PERSON, {form: fields})
            parts.append((compartment, counted))
        elif fields or compartment is Compartment.CARE:
            body: dict[int, object] = {form: fields}
            if written.about and compartment is Compartment.CARE:
                body[ABOUT] = dict(written.about)
            parts.append((compartment, _said(duty, person, PERSON, body)))
    return sheet(parts, network)


def _companion(duty: Duty, person: PersonId, network: str, party: bytes, relation: str) -> Sheet:
    act = Companionship(party=party, relation=relation)
    return sheet([(Compartment.CARE, _said(duty, person, COMPANIONSHIP, act))], network)


def _said(duty: Duty, person: PersonId, kind: int, body: object) -> Said:
    now = millis_of(duty.now)
    return Said(kind, KINDS[kind].version, duty.staff.id, person, now, 0, duty.post.number, None, body)

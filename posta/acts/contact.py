"""Giving care: one contact holds one or more clinical forms of a visit, and hangs them from the visit's envelope.

What counting may see goes to facts, the rest to the compartments the forms declare. A contact whose forms are all
sealed leaves in `care` only that the person was here: "reserved", without author, programme or trade.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from posta.acts.duty import Duty, day_number, sheet
from posta.acts.registration import count_as
from posta.acts.surroundings import context_of
from posta.acts.undo import check_can_change
from posta.catalog.answers import Context, Filled, fill, split, unlinked_facts
from posta.catalog.codec import Counted, Said
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.condition import is_empty
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.form import SEALED, get_form
from posta.catalog.kinds import CONTACT, CORRECTION, KINDS, TALLY
from posta.catalog.structure import Tally
from posta.chart.people import Person
from posta.chart.timeline import find_item
from posta.clock import millis_of, moment_of
from posta.errors import WrongData
from posta.figures.pending import add_pending, take_pending
from posta.ids import EntryId, PersonId
from posta.mission.permissions import check_can_open, check_can_record
from posta.scribe.durable import durable
from posta.scribe.write import Sheet, write

Forms = Mapping[str, Mapping[str, object]]
Accepts = Callable[[Problem], bool]
NOT_RECORDED = "u"
_LOCATIONS = {
    "shelter_clinic": "shelter",
    "fixed_clinic": "clinic",
    "mobile_stop": "tracks",
    "reception_centre": "reception",
    "hospital": "hospital",
    "therapeutic_centre": "res",
}


class UnlikelyAnswers(WrongData):
    """Nothing is wrong, but something is unlikely and nobody has said yet that it is so."""

    def __init__(self, warnings: tuple[Problem, ...]) -> None:
        self.warnings = warnings
        super().__init__(f"{len(warnings)} answers are unlikely. Look at them again and save them as they are.")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a contact became: its entry, and what looked unlikely but was accepted."""

    entry: EntryId
    warnings: tuple[Problem, ...] = field(default=())


def record_contact(
    duty: Duty,
    person: Person | None,
    forms: Forms,
    *,
    arrival: EntryId | None = None,
    corrects: EntryId | None = None,
    occurred_at: datetime | None = None,
    confirmed: frozenset[str] = frozenset(),
    accepts: Accepts = lambda warning: True,
) -> Recorded:
    """Record the forms of one visit, or a form about no person; paths of problems begin with their form.

    `confirmed` names answers that disagree and stand all the same; `accepts` says whether a warning may pass.
    Raises InvalidAnswers, UnlikelyAnswers, Refused.
    """
    filled = fill_forms(duty, person, forms, occurred_at=occurred_at, confirmed=confirmed, corrects=corrects)
    warnings = tuple(Problem(f"{f.form.name}.{w.path}", w.rule, w.params) for f in filled for w in f.warnings)
    unaccepted = tuple(warning for warning in warnings if not accepts(warning))
    if unaccepted:
        raise UnlikelyAnswers(unaccepted)
    if corrects is not None:
        check_can_change(duty, corrects)
    kind, refers = (CORRECTION, corrects) if corrects else (CONTACT, arrival)
    with durable(duty.desk):
        entry = write(duty.desk, prepare_contact(duty, person, filled, kind, refers, occurred_at or duty.now))[0]
    return Recorded(entry, warnings)


def prepare_contact(
    duty: Duty, person: Person | None, filled: Sequence[Filled], kind: int, refers: EntryId | None, at: datetime
) -> list[Sheet]:
    """The sheets of a contact that was checked: the contact itself, and a tally if enough unlinked facts wait."""
    rows = [row for form in filled for row in unlinked_facts(form)]
    return [_sheet(duty, person, filled, kind, refers, at), *_tallies(duty, rows)]


def check_can_write(duty: Duty, names: Sequence[str]) -> None:
    """Whether a colleague may record these forms: their trade, and for sealed forms their compartment. Raises Refused."""
    for name in names:
        if name != "visit":
            form = get_form(name)
            check_can_record(duty.staff, form)
            if form.compartment in SEALED:
                check_can_open(duty.staff, form.compartment)


def fill_forms(
    duty: Duty,
    person: Person | None,
    forms: Forms,
    *,
    occurred_at: datetime | None = None,
    confirmed: frozenset[str] = frozenset(),
    corrects: EntryId | None = None,
) -> tuple[Filled, ...]:
    """Check the forms of a visit together, the visit's envelope first. Raises InvalidAnswers for all of them at once."""
    names = ["visit", *(n for n in forms if n != "visit")] if person is not None else list(forms)
    check_can_write(duty, names)
    answers: dict[str, Mapping[str, object]] = dict(forms)
    if person is not None:
        at = {} if occurred_at is None else {"visit_dt": occurred_at}
        answers["visit"] = {**visit_defaults(duty, names[1:]), **forms.get("visit", {}), **at}
    now = _now(duty, corrects)
    context = context_of(duty, person, answers, names, corrects=corrects)
    context = replace(context, confirmed=confirmed, now=now, today=now.astimezone(duty.zone).date())
    filled = _fill_all(names, answers, context)
    if not _says_something(forms, filled):
        raise InvalidAnswers((Problem(f"{names[-1]}.", "nothing"),))
    return filled


def _fill_all(names: Sequence[str], answers: Forms, context: Context) -> tuple[Filled, ...]:
    filled: list[Filled] = []
    problems: list[Problem] = []
    for name in names:
        try:
            filled.append(fill(get_form(name), answers[name], context))
        except InvalidAnswers as error:
            problems.extend(Problem(f"{name}.{p.path}", p.rule, p.params) for p in error.problems)
    if problems:
        raise InvalidAnswers(tuple(problems))
    return tuple(filled)


def _now(duty: Duty, corrects: EntryId | None) -> datetime:
    """Now; or the moment of what is corrected, when the clock here is behind the one it was written by."""
    found = find_item(duty.desk.cursor, corrects, duty.desk.keyring) if corrects else None
    return max(duty.now, moment_of(found[1].occurred)) if found else duty.now


def _says_something(forms: Forms, filled: Sequence[Filled]) -> bool:
    """Whether anybody answered anything: what is computed, "not recorded", or known to the post is no answer."""
    if list(forms) == ["visit"]:
        return any(not is_empty(value) for value in forms["visit"].values())
    asked = ((form, field) for form in filled if form.form.name != "visit" for field in form.form.fields)
    typed = (form.answers.get(field.name) for form, field in asked if field.type != "calc")
    return any(not is_empty(value) and value != NOT_RECORDED for value in typed)


def visit_defaults(duty: Duty, names: Sequence[str]) -> dict[str, object]:
    """The envelope as the post knows it; the clinician need not type it."""
    programme = next((get_form(n).programme for n in names if n not in {"vitals", "case", "referral"}), "OPD")
    return {
        "visit_dt": duty.now,
        "post": duty.post.id,
        "location_type": _LOCATIONS.get(duty.post.kind, "mobile"),
        "visit_type": "new",
        "programme": "OPD" if programme == "ALL" else programme,
        "staff_role": duty.staff.role,
        "disposition": "home",
    }


def _sheet(
    duty: Duty, person: Person | None, filled: Sequence[Filled], kind: int, refers: EntryId | None, at: datetime
) -> Sheet:
    bodies: dict[Compartment, dict[int, object]] = {}
    for form in filled:
        for compartment, fields in split(form).items():
            if fields:
                bodies.setdefault(compartment, {})[form.form.number] = fields
    linked = person is not None and all(form.form.facts_linked is not False for form in filled)
    parts: list[tuple[Compartment, object]] = []
    for compartment in sorted(bodies):
        if compartment is Compartment.FACTS:
            about = person.answers if person and linked else {}
            parts.append(
                (
                    compartment,
                    count_as(
                        duty,
                        person.id if person and linked else None,
                        about,
                        kind,
                        bodies[compartment],
                        refers if kind == CORRECTION else None,
                        on=at.astimezone(duty.zone).date(),
                    ),
                )
            )
        else:
            parts.append((compartment, _said(duty, person, kind, refers, at, bodies[compartment], duty.staff.id)))
    if person is not None and Compartment.CARE not in bodies and not PERSON_HELD.isdisjoint(bodies):
        parts.insert(0, (Compartment.CARE, _said(duty, person, kind, refers, at, {}, None)))
    return sheet(parts, person.network if person else duty.network)


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


def _tallies(duty: Duty, rows: list[tuple[str, dict[str, object]]]) -> list[Sheet]:
    """Unlinked facts wait until they cannot be joined to a visit, then leave as counts."""
    today = day_number(duty.today)
    month, week = f"{duty.today:%Y-%m}", f"{duty.today:%Y}-d{today // 7}"
    pending = [
        (
            name,
            week if "week" in values else month,
            {k: str(v) for k, v in values.items() if k not in {"week", "month"}},
        )
        for name, values in rows
    ]
    add_pending(duty.desk.cursor, pending, today)
    leaving = take_pending(duty.desk.cursor, today)
    if not leaving:
        return []
    act = Tally(rows=tuple(leaving))
    body = Counted(TALLY, KINDS[TALLY].version, duty.post.number, today, None, "", "", "", "", None, act)
    return [sheet([(Compartment.FACTS, body)], "")]

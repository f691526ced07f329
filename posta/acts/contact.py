"""Giving care: one contact holds one or more clinical forms of a visit, and hangs them from the visit's envelope.

How a contact is divided among compartments: `contact_sheets`. What a correction leaves as it is: `correction`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from posta.acts.contact_sheets import prepare_contact
from posta.acts.correction import check_can_correct, leave_out, untouched_by
from posta.acts.duty import Duty
from posta.acts.following import is_follow_up
from posta.acts.surroundings import context_of
from posta.acts.tallies import list_unlinked, prepare_tallies, put_aside
from posta.acts.undo import check_can_change
from posta.catalog.answers import Context, Filled, fill
from posta.catalog.condition import is_empty
from posta.catalog.division import sealed_codes
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.form import SEALED, get_form
from posta.catalog.kinds import CONTACT, CORRECTION
from posta.chart.people import Person
from posta.chart.timeline import find_item
from posta.clock import millis_of, moment_of
from posta.errors import WrongData
from posta.ids import EntryId
from posta.mission.permissions import check_can_open, check_can_record
from posta.scribe.durable import durable
from posta.scribe.write import write

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
    if corrects is not None:
        check_can_change(duty, corrects)
    filled = fill_forms(duty, person, forms, occurred_at=occurred_at, confirmed=confirmed, corrects=corrects)
    warnings = list_warnings(filled)
    unaccepted = tuple(warning for warning in warnings if not accepts(warning))
    if unaccepted:
        raise UnlikelyAnswers(unaccepted)
    kind, refers = (CORRECTION, corrects) if corrects else (CONTACT, arrival)
    anew, before, at = untouched_by(duty, corrects).opened, _forms_of(duty, corrects), occurred_at or duty.now
    with durable(duty.desk):
        rows, sheet = list_unlinked(filled, before), prepare_contact(duty, person, filled, kind, refers, at, anew)
        if corrects is not None and person is not None:
            check_can_correct(duty, person.id, corrects, sheet)
        entry = write(duty.desk, [sheet, *prepare_tallies(duty, coming=rows)])[0]
        put_aside(duty, rows, entry)
    return Recorded(entry, warnings)


def list_warnings(filled: Sequence[Filled]) -> tuple[Problem, ...]:
    """What is unlikely in forms that were checked; paths begin with their form."""
    return tuple(Problem(f"{f.form.name}.{w.path}", w.rule, w.params) for f in filled for w in f.warnings)


def _forms_of(duty: Duty, corrects: EntryId | None) -> Forms:
    """What stands in the entry that is corrected, as far as this session reads it."""
    found = find_item(duty.desk.cursor, corrects, duty.desk.keyring) if corrects is not None else None
    return found[1].forms if found else {}


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
    untouched = untouched_by(duty, corrects)
    enveloped = person is not None and not untouched.envelope
    names = [n for n in forms if n != "visit" or person is None]
    check_can_write(duty, names)
    answers = leave_out(forms, untouched)
    if enveloped and person is not None:
        told = {**_visit_type(duty, person, forms, occurred_at, corrects), **forms.get("visit", {})}
        answers["visit"] = _envelope(duty, told, names, occurred_at)
        names = ["visit", *names]
    now = _now(duty, corrects)
    context = context_of(duty, person, answers, names, corrects=corrects)
    today = duty.day_at(millis_of(now))
    context = replace(context, confirmed=confirmed, now=now, today=today, unasked=untouched.unasked)
    filled = _fill_all(names, answers, context)
    if not _says_something(forms, filled):
        raise InvalidAnswers((Problem(f"{names[-1]}.", "nothing"),))
    return filled


def _envelope(
    duty: Duty, told: Mapping[str, object], names: Sequence[str], occurred_at: datetime | None
) -> dict[str, object]:
    """The visit: what the post knows of it, what was told, and a sealed programme as soon as a form of it is sealed."""
    at = {} if occurred_at is None else {"visit_dt": occurred_at}
    visit = {**visit_defaults(duty, names), **told, **at}
    return {**visit, "programme": _programme_of(str(visit["programme"]), names)}


def _visit_type(
    duty: Duty, person: Person, forms: Forms, occurred_at: datetime | None, corrects: EntryId | None
) -> dict[str, object]:
    """Whether the contact is new or a follow-up, as earlier ones tell it, where nobody said."""
    if "visit_type" in forms.get("visit", {}):
        return {}
    followed = is_follow_up(duty, person, forms, occurred_at or duty.now, corrects)
    return {"visit_type": "fu" if followed else "new"}


def _programme_of(chosen: str, names: Sequence[str]) -> str:
    """A visit with a sealed form is of a sealed programme, whatever was chosen: its envelope names the trade."""
    codes = sealed_codes(get_form("visit").field("programme"))
    sealed = next((form for name in names if (form := get_form(name)).compartment in SEALED), None)
    if sealed is None or chosen in codes:
        return chosen
    own = (sealed.programme, *(code for code, home in codes.items() if home is sealed.compartment))
    return next(code for code in own if code in codes)


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

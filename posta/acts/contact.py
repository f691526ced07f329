"""Giving care: one contact holds one or more clinical forms of a visit, and hangs them from the visit's envelope.

How a contact is divided among compartments: `contact_sheets`. What a correction leaves as it is: `correction`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from posta.acts.contact_sheets import prepare_contact
from posta.acts.correction import NOTHING, Untouched, leave_out, untouched_by
from posta.acts.duty import Duty
from posta.acts.undo import check_can_change
from posta.catalog.answers import Context, Filled, fill
from posta.catalog.division import sealed_codes
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.form import SEALED, get_form
from posta.catalog.kinds import CONTACT, CORRECTION
from posta.chart.people import Person
from posta.chart.timeline import list_latest, list_timeline
from posta.errors import WrongData
from posta.ids import EntryId
from posta.mission.permissions import check_can_open, check_can_record
from posta.scribe.durable import durable
from posta.scribe.write import write

Forms = Mapping[str, Mapping[str, object]]
Accepts = Callable[[Problem], bool]
_READ_BY_OTHERS = ("vitals", "anc", "ncd")  # forms whose latest answers conditions or calculations of others read
_SESSION_FORMS = frozenset(("mh_fu", "mh_close"))
_MOST_SESSIONS = 500
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
    untouched = untouched_by(duty, corrects)
    filled = fill_forms(duty, person, forms, occurred_at=occurred_at, confirmed=confirmed, untouched=untouched)
    warnings = tuple(Problem(f"{f.form.name}.{w.path}", w.rule, w.params) for f in filled for w in f.warnings)
    unaccepted = tuple(warning for warning in warnings if not accepts(warning))
    if unaccepted:
        raise UnlikelyAnswers(unaccepted)
    kind, refers = (CORRECTION, corrects) if corrects else (CONTACT, arrival)
    with durable(duty.desk):
        at = occurred_at or duty.now
        entry = write(duty.desk, prepare_contact(duty, person, filled, kind, refers, at, untouched.opened))[0]
    return Recorded(entry, warnings)


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
    untouched: Untouched = NOTHING,
) -> tuple[Filled, ...]:
    """Check the forms of a visit together, the visit's envelope first. Raises InvalidAnswers for all of them at once."""
    enveloped = person is not None and not untouched.envelope
    names = (
        ["visit", *(n for n in forms if n != "visit")]
        if enveloped
        else [n for n in forms if n != "visit" or not person]
    )
    check_can_write(duty, names)
    answers = leave_out(forms, untouched)
    if enveloped:
        at = {} if occurred_at is None else {"visit_dt": occurred_at}
        told = {**visit_defaults(duty, names[1:]), **forms.get("visit", {}), **at}
        answers["visit"] = {**told, "programme": _programme_of(str(told["programme"]), names[1:])}
    context = replace(context_of(duty, person, answers, names), confirmed=confirmed, unasked=untouched.unasked)
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


def context_of(duty: Duty, person: Person | None, answers: Forms, names: Sequence[str]) -> Context:
    """What conditions and calculations may read: the person, this visit, the latest of other forms."""
    latest: dict[str, Mapping[str, object]] = {}
    counts: dict[str, int] = {}
    if person is not None:
        found = list_latest(
            duty.desk.cursor, person.id, duty.desk.keyring, [get_form(n).number for n in _READ_BY_OTHERS]
        )
        latest = {name: values for name, (_, values) in found.items()}
        if _SESSION_FORMS.intersection(names):
            counts = _count_sessions(duty, person)
    latest.update({name: answers[name] for name in names if name in answers})
    return Context(
        today=duty.today,
        now=duty.now,
        person=person.answers if person else {},
        visit=answers.get("visit", {}),
        latest=latest,
        closing=True,
        counts=counts,
        zone=duty.zone,
    )


def _count_sessions(duty: Duty, person: Person) -> dict[str, int]:
    """Follow-ups in mental health, which only a session that opens them can count."""
    items = list_timeline(duty.desk.cursor, person.id, duty.desk.keyring, limit=_MOST_SESSIONS)
    sessions = [item.forms["mh_fu"] for item in items if item.forms.get("mh_fu")]
    return {"mh_fu": len(sessions), "mh_fu.attended": sum(bool(one.get("attended")) for one in sessions)}


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


def _programme_of(chosen: str, names: Sequence[str]) -> str:
    """A visit with a sealed form is of a sealed programme, whatever was chosen: its envelope names the trade."""
    codes = sealed_codes(get_form("visit").field("programme"))
    sealed = next((form for name in names if (form := get_form(name)).compartment in SEALED), None)
    if sealed is None or chosen in codes:
        return chosen
    own = (sealed.programme, *(code for code, home in codes.items() if home is sealed.compartment))
    return next(code for code in own if code in codes)

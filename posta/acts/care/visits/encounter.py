"""Giving care: one contact holds one or more clinical forms of a visit, under the visit's envelope.

How a contact is divided among compartments: `encounter_entry`. What a correction leaves as it is: `correction`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import Planner, draft_agenda, plan_nothing
from posta.acts.care.queue.hand_over import HandOverChoice, record_hand_over
from posta.acts.care.undo import check_can_change, check_can_correct_activity
from posta.acts.care.unlinked_counts import build_count_entries, list_unlinked, queue_counts
from posta.acts.care.visits.clinical_context import build_form_context
from posta.acts.care.visits.correction import check_can_correct, drop_preserved, preserved_in_correction
from posta.acts.care.visits.encounter_entry import build_encounter_entry
from posta.acts.care.visits.encounter_review import review_forms
from posta.acts.care.visits.return_day import RETURN_DAY, check_return_day
from posta.acts.care.visits.visit_type import is_follow_up
from posta.acts.operations.referral_checks import check_referrals
from posta.catalog.answers import FormContext, ValidatedForm, validate
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.compartment_split import sealed_codes
from posta.catalog.encoding.unlinked_rows import Rows
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.frame import TRIAGE_FORM, VISIT_FORM, VITALS_FORM
from posta.catalog.kinds import CORRECTION, ENCOUNTER
from posta.catalog.language.condition import is_empty
from posta.catalog.language.form import SEALED, Form, get_form
from posta.chart.history.timeline import find_item
from posta.chart.record.person import Person
from posta.clinical.findings import Finding, Severity
from posta.clock import from_millis, to_millis
from posta.errors import InvalidData, gettext_noop
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.rules.permissions import can_record, check_can_open, check_can_record
from posta.scribe.context.transactions import durable_transaction
from posta.scribe.write import EntryDraft, write

Forms = Mapping[str, Mapping[str, object]]
EncounterWarning = Problem | Finding
WarningPolicy = Callable[[EncounterWarning], bool]
NOT_RECORDED = "u"
_LOCATIONS = {
    "shelter_clinic": "shelter",
    "fixed_clinic": "clinic",
    "mobile_stop": "mobile",
    "railway_stop": "tracks",
    "reception_centre": "reception",
    "hospital": "hospital",
    "therapeutic_centre": "res",
}


class UnconfirmedWarnings(InvalidData):
    """No answer is wrong, but an answer is unlikely and nobody has confirmed it yet."""

    sentence = gettext_noop("%(count)d answers are unlikely. Look at them again and save them as they are.")

    def __init__(self, warnings: tuple[EncounterWarning, ...]) -> None:
        self.warnings = warnings
        super().__init__(count=len(warnings))


@dataclass(frozen=True, slots=True, repr=False)
class EncounterDraft:
    """A contact that every rule let pass, ready to be written: its entry, and the facts that are linked to nobody."""

    entry: EntryDraft
    filled: tuple[ValidatedForm, ...]
    unlinked: Rows
    warnings: tuple[EncounterWarning, ...]


@dataclass(frozen=True, slots=True, repr=False)
class EncounterResult:
    """What a contact became: its entry, and what looked unlikely but was accepted."""

    entry: EntryId
    warnings: tuple[EncounterWarning, ...] = field(default=())


def accepts_unlikely(warning: EncounterWarning) -> bool:
    """Accept an unlikely answer, but no clinical finding that asks: those are confirmed one by one."""
    return isinstance(warning, Problem)


def record_encounter(
    actor: Actor,
    person: Person | None,
    forms: Forms,
    *,
    arrival: EntryId | None = None,
    corrects: EntryId | None = None,
    occurred_at: datetime | None = None,
    confirmed: frozenset[str] = frozenset(),
    accepts: WarningPolicy = accepts_unlikely,
    plan: Planner = plan_nothing,
    passes_to: Sequence[HandOverChoice] = (),
    names_author: bool = True,
) -> EncounterResult:
    """Record the forms of one visit, or a form about no person, as `draft_encounter` lets them pass.

    `plan` chooses the visits that follow, `passes_to` the trades to which the person goes on; both are written with
    it. `names_author`: whether the open chart says who wrote it. Raises InvalidAnswers, UnconfirmedWarnings, Refused.
    """
    if corrects is not None:
        check = check_can_change if person is not None else check_can_correct_activity
        check(actor, corrects)
    drafted = draft_encounter(
        actor, person, forms, arrival=arrival, corrects=corrects, occurred_at=occurred_at, confirmed=confirmed,
        accepts=accepts, names_author=names_author,
    )  # fmt: skip
    choices = plan(drafted.filled) if person is not None and corrects is None else ()
    with durable_transaction(actor.node):
        if corrects is not None and person is not None:
            check_can_correct(actor, person.id, corrects, drafted.entry)
        entry = write(actor.node, [drafted.entry, *build_count_entries(actor, coming=drafted.unlinked)])[0]
        queue_counts(actor, drafted.unlinked, entry)
        if person is not None and corrects is None:
            agenda = draft_agenda(actor, person, entry, drafted.filled, choices)
            if agenda:
                write(actor.node, agenda)
            home = next((one.form.compartment for one in drafted.filled if one.form.compartment in SEALED), None)
            for one in passes_to:
                record_hand_over(actor, person, one.trade, reason=one.reason, sealed_in=home, visit=entry)
    return EncounterResult(entry, drafted.warnings)


def draft_encounter(
    actor: Actor,
    person: Person | None,
    forms: Forms,
    *,
    arrival: EntryId | None = None,
    corrects: EntryId | None = None,
    occurred_at: datetime | None = None,
    confirmed: frozenset[str] = frozenset(),
    accepts: WarningPolicy = accepts_unlikely,
    names_author: bool = True,
) -> EncounterDraft:
    """Check a contact by permissions, forms and clinical rules, and return its draft; nothing else makes one.

    `confirmed` names answers that disagree and stand all the same; `accepts` says whether a warning or a finding of
    the clinical rules may pass. A finding that needs a written reason never passes without one. Paths of problems
    begin with their form. Raises InvalidAnswers, UnconfirmedWarnings, Refused.
    """
    filled, warnings = judge_encounter(
        actor, person, forms, occurred_at=occurred_at, confirmed=confirmed, corrects=corrects
    )  # fmt: skip
    unaccepted = list_unaccepted(warnings, accepts)
    if unaccepted:
        raise UnconfirmedWarnings(unaccepted)
    kind, refers = (CORRECTION, corrects) if corrects else (ENCOUNTER, arrival)
    rewritten, at = preserved_in_correction(actor, corrects).opened, occurred_at or actor.now
    unlinked = list_unlinked(filled, _corrected_forms(actor, corrects))
    entry = build_encounter_entry(actor, person, filled, kind, refers, at, rewritten, names_author=names_author)
    return EncounterDraft(entry, filled, unlinked, warnings)


def judge_encounter(
    actor: Actor,
    person: Person | None,
    forms: Forms,
    *,
    occurred_at: datetime | None = None,
    confirmed: frozenset[str] = frozenset(),
    corrects: EntryId | None = None,
) -> tuple[tuple[ValidatedForm, ...], tuple[EncounterWarning, ...]]:
    """Check the forms of a visit, and return them with the questions that forms and clinical rules raise."""
    filled = validate_forms(actor, person, forms, occurred_at=occurred_at, confirmed=confirmed, corrects=corrects)
    check_referrals(actor, person, filled, corrects)
    if person is not None:
        check_return_day(actor, filled, _corrected_forms(actor, corrects).get(VISIT_FORM, {}).get(RETURN_DAY))
    findings = review_forms(actor, person, filled, forms, occurred_at or actor.now, corrects)
    return filled, (*list_warnings(filled), *(one for one in findings if one.asks))


def list_unaccepted(warnings: Sequence[EncounterWarning], accepts: WarningPolicy) -> tuple[EncounterWarning, ...]:
    """Return what stops an encounter: findings that nobody accepted, and those that lack a written reason."""
    return tuple(one for one in warnings if needs_reason(one) or not accepts(one))


def needs_reason(warning: EncounterWarning) -> bool:
    """Return whether a finding passes only with a written reason."""
    return isinstance(warning, Finding) and warning.severity is Severity.ASK_REASON


def list_warnings(filled: Sequence[ValidatedForm]) -> tuple[Problem, ...]:
    """Return what is unlikely in forms that were checked; paths begin with their form."""
    return tuple(Problem(f"{f.form.name}.{w.path}", w.rule, w.params) for f in filled for w in f.warnings)


def _corrected_forms(actor: Actor, corrects: EntryId | None) -> Forms:
    """Return the forms of the entry that is corrected, as far as this session reads it."""
    found = find_item(actor.node.cursor, corrects, actor.node.keyring) if corrects is not None else None
    return found[1].forms if found else {}


def check_can_write(actor: Actor, names: Sequence[str]) -> None:
    """Check that a colleague may record these forms: their trade, and for sealed forms their compartment. Raises Refused."""
    for name in names:
        if name != VISIT_FORM:
            form = get_form(name)
            check_can_record(actor.staff, form)
            if form.compartment in SEALED:
                check_can_open(actor.staff, form.compartment)


def can_write(actor: Actor, names: Sequence[str]) -> bool:
    """Return whether a colleague may record these forms."""
    try:
        check_can_write(actor, names)
    except Refused:
        return False
    return True


def validate_forms(
    actor: Actor,
    person: Person | None,
    forms: Forms,
    *,
    occurred_at: datetime | None = None,
    confirmed: frozenset[str] = frozenset(),
    corrects: EntryId | None = None,
) -> tuple[ValidatedForm, ...]:
    """Check the forms of a visit together, the visit's envelope first. Raises InvalidAnswers for all of them at once."""
    untouched = preserved_in_correction(actor, corrects)
    enveloped = person is not None and not untouched.envelope
    names = [n for n in forms if n != "visit" or person is None]
    check_can_write(actor, names)
    answers = drop_preserved(forms, untouched)
    if TRIAGE_FORM in answers and not can_record(actor.staff, get_form(VITALS_FORM)):
        answers[TRIAGE_FORM] = {**answers[TRIAGE_FORM], "light": True}
    if enveloped and person is not None:
        visit_answers = {**_visit_type(actor, person, forms, occurred_at, corrects), **forms.get(VISIT_FORM, {})}
        answers[VISIT_FORM] = _encounter_header(actor, visit_answers, names, occurred_at, answers)
        names = ["visit", *names]
    now = _choose_moment(actor, corrects)
    context = build_form_context(actor, person, answers, names, corrects=corrects)
    today = actor.day_at(to_millis(now))
    context = replace(context, confirmed=confirmed, now=now, today=today, hidden_questions=untouched.hidden_questions)
    filled = _validate_all(names, answers, context)
    if not _has_content(forms, filled):
        raise InvalidAnswers((Problem(f"{names[-1]}.", "nothing"),))
    return filled


def _encounter_header(
    actor: Actor, answers: Mapping[str, object], names: Sequence[str], occurred_at: datetime | None, forms: Forms
) -> dict[str, object]:
    """Return the envelope of the visit: what the post knows and what was answered.

    The programme is sealed as soon as one of its forms is sealed.
    """
    at = {} if occurred_at is None else {"visit_dt": occurred_at}
    visit = {**visit_defaults(actor, names), **answers, **at}
    return {**visit, "programme": _choose_programme(str(visit["programme"]), names, forms)}


def _visit_type(
    actor: Actor, person: Person, forms: Forms, occurred_at: datetime | None, corrects: EntryId | None
) -> dict[str, object]:
    """Return whether the contact is new or a follow-up; without an answer, earlier contacts decide."""
    if "visit_type" in forms.get(VISIT_FORM, {}):
        return {}
    followed = is_follow_up(actor, person, forms, occurred_at or actor.now, corrects)
    return {"visit_type": "fu" if followed else "new"}


def _choose_programme(chosen: str, names: Sequence[str], answers: Forms) -> str:
    """Return the programme; a sealed form decides it, whatever was chosen: its envelope names the trade."""
    codes = sealed_codes(get_form(VISIT_FORM).field("programme"))
    forms = [get_form(name) for name in names]
    homes = {form.programme: home for form in forms if (home := find_sealed_home(form, answers, alone=len(forms) == 1))}
    if not homes or chosen in codes:
        return chosen
    programme, sealed = next(iter(homes.items()))
    own = (programme, *(code for code, home in codes.items() if home is sealed))
    return next(code for code in own if code in codes)


def find_sealed_home(form: Form, answers: Forms, *, alone: bool) -> Compartment | None:
    """Return the compartment of a sealed form, or of a referral that is written alone and whose heading is sealed."""
    if form.compartment in SEALED:
        return form.compartment
    if not form.service.opens or not alone:
        return None
    given = answers.get(form.name, {})
    rules = (rule.field for rule in form.compartment_by if not rule.row_only and not rule.option_only)
    found = (sealed_codes(form.field(name)).get(str(given.get(name))) for name in rules)
    return next((home for home in found if home is not None), None)


def _validate_all(names: Sequence[str], answers: Forms, context: FormContext) -> tuple[ValidatedForm, ...]:
    filled: list[ValidatedForm] = []
    problems: list[Problem] = []
    for name in names:
        try:
            filled.append(validate(get_form(name), answers[name], context))
        except InvalidAnswers as error:
            problems.extend(Problem(f"{name}.{p.path}", p.rule, p.params) for p in error.problems)
    if problems:
        raise InvalidAnswers(tuple(problems))
    return tuple(filled)


def _choose_moment(actor: Actor, corrects: EntryId | None) -> datetime:
    """Return now, or the moment of the corrected entry if the clock here is behind its clock."""
    found = find_item(actor.node.cursor, corrects, actor.node.keyring) if corrects else None
    return max(actor.now, from_millis(found[1].occurred)) if found else actor.now


def _has_content(forms: Forms, filled: Sequence[ValidatedForm]) -> bool:
    """Return whether anything was answered; computed values, "not recorded" and what the post knows do not count."""
    if list(forms) == ["visit"]:
        return any(not is_empty(value) for value in forms[VISIT_FORM].values())
    fields = ((form, field) for form in filled if form.form.name != VISIT_FORM for field in form.form.fields)
    typed = (form.answers.get(field.name) for form, field in fields if field.type != "calc")
    return any(not is_empty(value) and value != NOT_RECORDED for value in typed)


def visit_defaults(actor: Actor, names: Sequence[str]) -> dict[str, object]:
    """Return the envelope as the post knows it; the clinician need not type it."""
    forms = (get_form(name) for name in names)
    programme = next((form.programme for form in forms if form.service.names_programme), "OPD")
    return {
        "visit_dt": actor.now,
        "post": actor.post.id,
        "location_type": _LOCATIONS.get(actor.post.kind, "mobile"),
        "visit_type": "new",
        "programme": "OPD" if programme == "ALL" else programme,
        "staff_role": actor.staff.role,
        "disposition": "home",
    }

"""The values of the form pages: the text around the questions, the choice of forms, old values beside new ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import check_can_write
from posta.care.alerts.concurrent_care import describe_concurrent_care
from posta.care.alerts.exposure_hints import add_exposure_hints
from posta.care.alerts.medicine_words import wants_reason
from posta.care.alerts.notes import add_notes, find_notes
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.alerts.triage_hints import add_triage_hints
from posta.care.display.entries.answer_text import format_value
from posta.care.display.form_links import link_to
from posta.care.display.offered_services import present_offered_services
from posta.care.entry.disposition import FITNESS_FIELDS, present_disposition, travels
from posta.care.entry.form_context import (
    build_context,
    client_facts,
    compute_texts,
    top_diagnosis_choices,
)
from posta.care.entry.form_page import error_summary, present_form_page
from posta.care.entry.hand_over import present_hand_over, present_night
from posta.care.entry.next_visits import present_next_visits
from posta.care.entry.person_changes import SEEN_PARAM
from posta.care.entry.submission import SubmissionResult, problems_for
from posta.care.entry.way.journey_questions import load_way
from posta.care.entry.way.way_part import WayPart, present_way
from posta.care.forms.form_model import ACTIVITY_HEADER_FIELDS, FormPageModel
from posta.care.forms.known_activities import list_earlier, present_known_activity
from posta.care.forms.known_facts import present_known
from posta.care.forms.signing_buttons import present_buttons
from posta.catalog.answers import FormContext
from posta.catalog.compartments import Compartment
from posta.catalog.frame import PERSON_FORM, VISIT_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import SEALED, Form, get_form
from posta.catalog.suiting import suits_person
from posta.chart.board import QueueItem, find_open_arrival
from posta.chart.history.timeline import list_latest, list_timeline
from posta.chart.record.person import Person
from posta.clinical.medicines.treatment import OVERRIDE
from posta.clinical.schedules import ProposedVisit
from posta.formkit.field_names import FormData, element_id
from posta.formkit.known_values import KnownFacts
from posta.formkit.language import current_language
from posta.formkit.render.field_views import FieldView, FormView, SectionView
from posta.formkit.render.form_presenter import present_form
from posta.formkit.shown_answers import ANSWERED_PARAM
from posta.mission.errors import Refused
from posta.mission.places.offered_forms import list_offered_forms
from posta.mission.rules.permissions import can_give_care
from posta.terms.lists import get_list
from posta.terms.schedules import find_schedule
from posta.web.formatting import format_day, to_local_day
from posta.web.pages.drafts import LoadedDraft

Context_ = dict[str, object]
MAX_ENTRIES = 40
LAST_PERIOD = "lmp"
SHORT_TYPES = frozenset({"int", "decimal", "one", "bool", "calc"})


def present_form_screen(
    page: FormPageModel, raw: FormData, tried: SubmissionResult, *, kept: LoadedDraft | None, computed: bool
) -> Context_:
    """Return everything that the page of one or more forms shows."""
    answers, _wrong = page.read(raw)
    context = build_context(page.actor, page.person, answers, page.corrects)
    shown = _drop_repeated_fields(
        [_present(page, form, raw, tried, context, answers[form.name]) for form in page.forms]
    )
    outcome = _present_disposition(page, raw, tried, context) if page.asks_outcome else None
    person = page.person
    visits = None
    if person is not None and page.plans:
        visits = present_next_visits(page.actor, person, raw, page.form, tried.proposals, tried.problems)
    passes = page.passes_on and not page.asks_outcome
    return {
        "visits": visits,
        "passing": _present_passing(page, raw, tried).values() if passes else (),
        "person": present_patient_banner(person, page.actor, back=page.back) if person else None,
        "back": page.back,
        "title": _("Correct an entry") if page.corrects else page.form.label(current_language()),
        "forms": shown,
        "steps": _steps(shown, outcome),
        "known": _present_beside(page, answers),
        "summary": error_summary([*shown, outcome] if outcome else shown, tried.problems),
        "outcome": outcome,
        "way": _present_way(page, raw, tried, shown),
        "frame": present_form_page(
            page.key,
            tried,
            kept,
            actor=page.actor,
            raw=raw,
            sign_words=_("Sign the correction") if page.corrects else _("Sign"),
            asked=outcome.by_name if outcome else {},
        ),
        "buttons": present_buttons(page.form) if page.corrects is None else (),
        "beside": describe_concurrent_care(page.actor, person, _waiting(page, person))
        if person and not page.is_sealed
        else (),
        "form_id": "entry",
        "sealed": page.is_sealed,
        "seen": "".join(raw.get(SEEN_PARAM, ())[:1]),
        "answered": raw.get(ANSWERED_PARAM, (None,))[0],
        "corrected": () if tried.warnings else page.corrected,
        "untouched": bool(page.untouched.compartments),
        "computes": any(field.type == "calc" for form in page.forms for field in form.fields),
        "computed": computed,
    }


def _present_way(page: FormPageModel, raw: FormData, tried: SubmissionResult, beside: list[FormView]) -> WayPart | None:
    """Return the questions about the way, of somebody whom nobody has asked."""
    if page.person is None or not page.asks_way:
        return None
    return present_way(load_way(page.actor, page.person), raw, tried.problems, beside)


def compute_values(page: FormPageModel, raw: FormData) -> dict[str, str]:
    """Return the computed values of a page in words, by the id of the place where each is shown."""
    answers, _wrong = page.read(raw)
    context = build_context(page.actor, page.person, answers, page.corrects)
    found: dict[str, str] = {}
    for form in page.forms:
        texts = compute_texts(form, answers[form.name], context)
        found |= {element_id(one.name): texts.get(one.name, "") for one in form.fields if one.type == "calc"}
    return found


def _present_beside(page: FormPageModel, answers: Mapping[str, Mapping[str, object]]) -> KnownFacts:
    """Return what is known of the person, or of the place; beside a correction stands nothing."""
    if page.corrects:
        return KnownFacts()
    if page.person is None:
        return present_known_activity(page.actor, page.form, answers[page.form.name])
    return present_known(page.actor, page.person, page.form)


def _steps(shown: list[FormView], outcome: FormView | None) -> tuple[SectionView, ...]:
    """Return the sections of a page in their order, with the outcome of the visit as the last one."""
    sections = [section for form in shown for section in form.sections if section.title]
    last = [SectionView("s-outcome", _("Outcome"), outcome.fields)] if outcome else []
    return (*sections, *last)


def _present_disposition(page: FormPageModel, raw: FormData, tried: SubmissionResult, context: FormContext) -> FormView:
    """Return the questions on the outcome, which is stored in the visit's envelope."""
    visit, today = get_form(VISIT_FORM), page.actor.today
    problems = problems_for("visit", tried.problems)
    shown = present_form(visit, raw, problems, (), current_language(), known=client_facts(context), today=today)
    asked = present_disposition(shown.by_name, raw, page.actor, [page.form.name]) | _present_passing(page, raw, tried)
    if page.person is None or not travels(page.person):
        asked = {name: one for name, one in asked.items() if name not in FITNESS_FIELDS}
    return replace(shown, fields=tuple(asked.values()))


def _present_passing(page: FormPageModel, raw: FormData, tried: SubmissionResult) -> dict[str, FieldView]:
    """Return the questions to whom the person goes on, and whether the night watches them."""
    schedules = (one.schedule for one in tried.proposals if isinstance(one, ProposedVisit))
    watched = [one for one in schedules if (found := find_schedule(one)) and found.night]
    return present_hand_over(
        page.actor, raw, tried.problems, sealed=not page.asks_outcome
    ) | present_night(page.actor, raw, tried.problems, proposed=bool(watched))  # fmt: skip


def _waiting(page: FormPageModel, person: Person) -> QueueItem | None:
    actor = page.actor
    return find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)


def present_person_forms(actor: Actor, person: Person) -> Context_:
    """Return the forms about a person for this colleague: usual ones for sex and age first, then by programme."""
    mine = [form for form in _offered(actor) if form.compartment is not Compartment.FACTS]
    role, age = actor.staff.role, compute_age(person.answers, actor.today)
    often = [one for one in mine if role in one.service.offered_first and suits_person(one.name, person.answers, age)]
    usual = _follow_ups_after_start(actor, person, sorted(often, key=lambda form: form.service.offered_first[role]))
    groups: dict[str, list[dict[str, object]]] = {}
    for form in (one for one in mine if one not in usual):
        groups.setdefault(get_list("programme").label(form.programme, current_language()), []).append(
            _row(form, person)
        )
    here = present_offered_services(actor)
    return {"usual": [_row(form, person) for form in usual], "groups": groups, "here": here}


def _follow_ups_after_start(actor: Actor, person: Person, usual: list[Form]) -> list[Form]:
    """Return the usual forms with a follow-up after the form it follows, if this colleague can read neither."""
    names = [form.name for form in usual]
    if not any(form.service.follows in names for form in usual):
        return usual
    items = list_timeline(
        actor.node.cursor, person.id, actor.node.keyring, limit=MAX_ENTRIES
    )  # no index knows sealed forms
    filled_forms = {name for item in items for name in item.forms}

    def place(form: Form) -> float:
        first = form.service.follows
        waits = first in names and not filled_forms & {form.name, first}
        return names.index(first) + 0.5 if waits else names.index(form.name)

    return sorted(usual, key=place)


def present_activity_forms(actor: Actor) -> Context_:
    """Return the forms about no person for this colleague."""
    mine = [form for form in _offered(actor) if form.compartment is Compartment.FACTS]
    rows = [{"href": reverse("work-form", args=[form.name]), "name": form.label(current_language())} for form in mine]
    marks = can_give_care(actor.staff) and actor.post.number
    return {"rows": rows, "marks": marks, "here": present_offered_services(actor)}


def _offered(actor: Actor) -> list[Form]:
    """Return by number the forms that this post offers and this colleague may write."""
    here = list_offered_forms(actor.offered, actor.post.kind)
    return [form for form in here if form.service.offered and _may_record(actor, form)]


def _may_record(actor: Actor, form: Form) -> bool:
    try:
        check_can_write(actor, [form.name])
    except Refused:
        return False
    return True


def _row(form: Form, person: Person) -> dict[str, object]:
    return {"href": link_to(form, person), "name": form.label(current_language()), "sealed": form.compartment in SEALED}


def _with_reason_if_wanted(shown: FormView, form: Form, raw: FormData, tried: SubmissionResult) -> FormView:
    """Remove the question for a reason unless a grave danger stands against what is given.

    A form that declares itself when it asks for a reason (triage) shows it then.
    """
    question = next((field for field in form.fields if field.name == OVERRIDE), None)
    if question is None or question.when is not None:
        return shown
    wanted = wants_reason(form.name, tried.warnings, raw)
    fields = (replace(one, needed=True) if one.name == OVERRIDE else one for one in shown.fields)
    return replace(shown, fields=tuple(one for one in fields if wanted or one.name != OVERRIDE))


def _present(
    page: FormPageModel,
    form: Form,
    raw: FormData,
    tried: SubmissionResult,
    context: FormContext,
    answers: Mapping[str, object],
) -> FormView:
    tops = {
        field.name: top_diagnosis_choices(page.actor, field) for field in form.fields if field.system == "morbidity"
    } | (list_earlier(page.actor, form) if page.person is None else {})
    last = _previous_values(page, form) | _last_period(form, context, answers)
    shown = present_form(
        form, raw, problems_for(form.name, tried.problems), problems_for(form.name, tried.warnings), current_language(),
        top_codes=tops, last_values=last, offered=page.offered, known=client_facts(context),
        computed=compute_texts(form, answers, context), today=page.actor.today,
    )  # fmt: skip
    shown = add_exposure_hints(add_triage_hints(shown, context), context, answers)
    if page.person is not None:
        shown = add_notes(shown, find_notes(page.person, {form.name: answers}, page.actor.today))
    shown = _with_reason_if_wanted(shown, form, raw, tried)
    unasked = page.unasked
    shown = replace(shown, fields=tuple(one for one in shown.fields if f"{form.name}.{one.name}" not in unasked))
    if page.corrects is None:
        return shown
    hidden = set(ACTIVITY_HEADER_FIELDS) if form.name == VISIT_FORM else set()
    hidden |= {field.name for field in form.fields if page.untouched.hides(form, field.name)}
    fields = (
        _with_previous_value(one, form, page.before.get(form.name, {}))
        for one in shown.fields
        if one.name not in hidden
    )
    spared = page.untouched.hidden_questions
    return replace(
        shown,
        fields=tuple(replace(one, needed=one.needed and f"{form.name}.{one.name}" not in spared) for one in fields),
    )


def _with_previous_value(shown: FieldView, form: Form, before: Mapping[str, object]) -> FieldView:
    """Return a question with its old answer beside it."""
    value = before.get(shown.name)
    if value in (None, "", ()) or shown.widget in ("several", "calc"):
        return shown
    old = _("Before: %(value)s") % {"value": format_value(form.field(shown.name), value)}
    return replace(shown, hint=f"{shown.hint} · {old}" if shown.hint else old)


def _previous_values(page: FormPageModel, form: Form) -> dict[str, str]:
    """Return the short answers of the same form at the last visit, with their day."""
    person, actor = page.person, page.actor
    if person is None or page.corrects or form.compartment is not Compartment.CARE or form.name == PERSON_FORM:
        return {}
    found = list_latest(actor.node.cursor, person.id, actor.node.keyring, [form.number]).get(form.name)
    if found is None:
        return {}
    day = format_day(_local(actor, found[0].occurred), actor.today)
    fields = {field.name: field for field in form.fields if field.type in SHORT_TYPES}
    return {n: f"{format_value(fields[n], v)}, {day}" for n, v in found[1].items() if n in fields}


def _last_period(form: Form, context: FormContext, answers: Mapping[str, object]) -> dict[str, str]:
    """Return the last period from which this pregnancy was dated, so that nobody need ask again; it can be changed."""
    asked = any(field.name == LAST_PERIOD for field in form.fields) and LAST_PERIOD not in answers
    day = context.latest.get(form.name, {}).get(LAST_PERIOD) if asked else None
    return {LAST_PERIOD: format_value(form.field(LAST_PERIOD), day)} if day else {}


def _local(actor: Actor, millis: int) -> date:
    return to_local_day(actor, millis)


def _drop_repeated_fields(shown: list[FormView]) -> list[FormView]:
    """Remove a second blood pressure, so that two forms of a visit ask for it once."""
    seen: set[str] = set()
    once = []
    for form in shown:
        once.append(replace(form, fields=tuple(field for field in form.fields if field.name not in seen)))
        seen |= {field.name for field in form.fields}
    return once

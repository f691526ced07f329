"""Registers a person: one page, one button, and near matches shown once before it is done."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitNotPlanned, record_expected
from posta.acts.care.choices import Asked, record_first_choice
from posta.acts.care.family import NextStop
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person, record_travel_group_member
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.display.arrival_form import present_arrival_form
from posta.care.display.arrivals import parse_arrival
from posta.care.display.duplicate_candidates import DuplicateCandidate, find_possible_duplicates
from posta.care.entry.age_check import find_age_conflict
from posta.care.entry.next_stop import DAY, present_next_stop, read_next_stop, stop_of_companion
from posta.care.registration.form_layout import (
    ANONYMOUS_PARAM,
    arrange_fields,
    common_country_choices,
    initial_data,
    without_name,
)
from posta.catalog.errors import InvalidAnswers, InvalidValue, Problem
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.chart.record.travel_groups import find_travel_group
from posta.formkit.form_data import get_form_data
from posta.formkit.form_reader import read_form
from posta.formkit.language import current_language
from posta.formkit.problem_messages import error_message
from posta.formkit.render.form_presenter import present_form
from posta.formkit.row_buttons import apply_row_action
from posta.ids import EntryId, PersonId
from posta.terms.notices import get_notice
from posta.web.notices.messages import translate_error
from posta.web.pages.draft_state import present_draft_state
from posta.web.pages.drafts import LoadedDraft, load_draft, page_address, park_draft, save_draft_if_short
from posta.web.pages.idempotency import idempotent
from posta.web.pages.page_instance import continue_page
from posta.web.view_helpers import clinician_required, get_person_or_404, parse_id_or_404, redirect_after

Raw = Mapping[str, list[str]]


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def new_person(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the form; a POST registers, unless a similar person is known or an answer is missing."""
    raw = dict(request.POST.lists())
    if "start" in raw:
        return _show_form(request, actor, _begin(request, actor, request.POST.get("typed", "")))
    if request.method == "GET":
        kept = load_draft(request, actor, draft_key(request))
        return _show_form(request, actor, kept.raw if kept else _begin(request, actor), kept=kept)
    changed = apply_row_action(raw)
    if changed is not None:
        return _show_form(request, actor, changed)
    if "nothing" in raw:  # Enter in a text box without JavaScript: an accidental key registers nobody
        save_draft_if_short(actor, draft_key(request), raw)
        return _show_form(request, actor, raw)
    return _register(request, actor, without_name(raw) if "anonymous" in raw else raw)


def _begin(request: HttpRequest, actor: Actor, typed: str = "") -> Raw:
    """Return the form as it opens: with what was typed, and what a companion answered, also where they go next."""
    companion = _companion(request, actor)
    if companion is None:
        return initial_data(typed, None)
    return {**initial_data(typed, companion.answers), **stop_of_companion(actor, companion.id)}


def draft_key(request: HttpRequest) -> str:
    """Return the name of the draft of an undone registration: the address, with the party."""
    along = next((f"?{name}={request.GET[name]}" for name in ("with", "party") if name in request.GET), "")
    return f"people/new{along}"


def _register(request: HttpRequest, actor: Actor, raw: Raw) -> HttpResponse:
    answers, problems = read_form(get_form(PERSON_FORM), raw, today=actor.today)
    unkept = parse_arrival(request.POST.dict(), only_registers="only" in raw).error
    problems = problems or find_age_conflict(answers, actor.today)
    stop, wrong_day = _read_stop(actor, raw)
    if problems or unkept or wrong_day:
        return _show_form(request, actor, raw, problems, error=unkept, wrong_day=wrong_day)
    if "anyway" not in raw and ANONYMOUS_PARAM not in raw:
        matches = find_possible_duplicates(actor, answers)
        if matches:
            return _show_form(request, actor, raw, matches=matches)
    try:
        person, entry = _record(actor, answers, request, stop, anonymous=ANONYMOUS_PARAM in raw)
    except InvalidAnswers as wrong:
        return _show_form(request, actor, raw, wrong.problems)
    except VisitNotPlanned as wrong:
        return _show_form(request, actor, raw, wrong_day=translate_error(wrong))
    return redirect_after(reverse("person", args=[person.hex()]), entry)


def _read_stop(actor: Actor, raw: Raw) -> tuple[NextStop | None, str]:
    """Return where they are expected next, or what is wrong with its day."""
    try:
        return read_next_stop(actor, raw), ""
    except InvalidValue as error:
        return None, error_message(Problem(DAY, error.rule, error.params))


def _record(
    actor: Actor, answers: Mapping[str, object], request: HttpRequest, stop: NextStop | None, *, anonymous: bool
) -> tuple[PersonId, EntryId]:
    """Record everything that one submission says, or nothing."""
    with actor.node.transaction():
        party = _travel_group(request, actor)
        person_id, entry = record_person(actor, answers, party=party)
        person = find_person(actor.node.cursor, person_id)
        assert person is not None
        spoken = current_language()
        record_first_choice(
            actor, person, answers, Asked(get_notice(spoken).version, spoken), entry, anonymous=anonymous
        )
        if "only" not in request.POST:
            coming = parse_arrival(request.POST.dict())
            record_arrival(actor, person, reason=coming.reason, colour=coming.colour, reserved=coming.reserved)
        if stop is not None:
            record_expected(actor, [person], stop.place, stop.day, stop.last, party, entry)
        park_draft(actor, draft_key(request), entry, get_form_data(request))
    return person_id, entry


def _travel_group(request: HttpRequest, actor: Actor) -> bytes | None:
    """Return the companion's party, begun now if they travelled alone; or the party of the address."""
    if group := request.GET.get("party"):
        return parse_id_or_404(group)
    companion = _companion(request, actor)
    if companion is None:
        return None
    party = find_travel_group(actor.node.cursor, companion.id)
    if party is None:
        party = actor.node.random(16)
        record_travel_group_member(actor, companion, party)
    return party


def _companion(request: HttpRequest, actor: Actor) -> Person | None:
    code = request.GET.get("with", "")
    return get_person_or_404(actor, code) if code else None


def _show_form(
    request: HttpRequest,
    actor: Actor,
    raw: Raw,
    problems: tuple = (),
    matches: tuple[DuplicateCandidate, ...] = (),
    *,
    kept: LoadedDraft | None = None,
    error: str = "",
    wrong_day: str = "",
) -> HttpResponse:
    wrong = bool(problems or matches or error or wrong_day)
    form = present_form(
        get_form(PERSON_FORM),
        raw,
        problems,
        language=current_language(),
        top_codes=common_country_choices(current_language()),
        today=actor.today,
    )
    companion, key = _companion(request, actor), draft_key(request)
    if wrong:  # so that an interruption loses nothing, also without a script
        save_draft_if_short(actor, key, raw)
    context = {
        "form": form,
        "layout": arrange_fields(form),
        "coming": present_arrival_form(actor, raw, error),
        "next_stop": present_next_stop(actor, raw, wrong_day),
        "matches": matches,
        "questions": get_notice(current_language()).questions,
        "anonymous": ANONYMOUS_PARAM in raw,
        "companion": present_patient_banner(companion, actor, alarms=(), pregnancy=(), fitness="")
        if companion
        else None,
        "action": page_address(key),
        "form_id": "entry",
        "key": key,
        "opening": continue_page(raw, actor.node.clock.millis()),
        "draft": present_draft_state(key, kept, actor),
    }
    return render(request, "care/registration/new.html", context, status=422 if wrong else 200)

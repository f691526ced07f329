"""What a person asks for: corrections and to be forgotten, with a team leader's answers; and a copy of their record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posta.acts.actor import Actor
from posta.acts.care.choices import (
    Asked,
    ChoiceNotPossible,
    check_can_decide,
    record_answer,
    record_choice,
    record_copy,
    record_request,
)
from posta.acts.care.forgetting import kept_until, record_forgetting
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.choices.copy_page import present_copy
from posta.care.choices.forgotten_rows import present_forgotten
from posta.care.choices.request_rows import present_requests
from posta.care.choices.views import show_choices
from posta.care.display.open_requests import list_requests_here
from posta.catalog import choice_acts as c
from posta.chart.record.choices import PersonRequest, find_request_person
from posta.chart.record.person import Person
from posta.chart.record.person_entries import list_entries_of
from posta.chart.record.person_registers import find_person, list_people
from posta.formkit.language import current_language
from posta.formkit.short_text import parse_short_text
from posta.ids import EntryId
from posta.mission.rules.choice_rule import may_decide
from posta.node.middleware import session_of
from posta.web.formatting import format_date
from posta.web.notices.messages import translate_error
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import log_chart_access
from posta.web.session.reauthentication import require_recent_passphrase
from posta.web.view_helpers import (
    check_record_open,
    clinician_required,
    get_person_or_404,
    load_post_names,
    load_staff_names,
    parse_id_or_404,
    redirect_after,
)

NOTE_LENGTH, MOST = 500, 50
ANSWERS = frozenset({c.DONE, c.DECLINED, c.RESTRICTED})


@require_POST
@idempotent
@clinician_required
def add_request(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record that a person asks for a correction, or to be forgotten."""
    person, matter = get_person_or_404(actor, code), request.POST.get("matter", "")
    if matter not in c.REQUESTS:
        raise Http404
    note = parse_short_text(request.POST.get("note", ""), NOTE_LENGTH)
    if note.error:
        return show_choices(request, actor, person, error=note.error, wrong=matter, typed=note.words)
    try:
        entry = record_request(actor, person, matter, note.words)
    except ChoiceNotPossible as error:
        return show_choices(request, actor, person, error=translate_error(error), wrong=matter, typed=note.words)
    return redirect_after(reverse("person-choices", args=[code]), entry)


@require_POST
@idempotent
@clinician_required
def set_restricted(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Restrict a record, or lift that: for a team leader."""
    person = get_person_or_404(actor, code)
    state = c.GIVEN if request.POST.get("state") == c.GIVEN else c.REFUSED
    entry = record_choice(actor, person, {c.RESTRICTED: state}, Asked(said_by=""))
    return redirect_after(reverse("requests") if state == c.GIVEN else reverse("person-choices", args=[code]), entry)


@require_GET
@clinician_required
def list_requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what people at the places of this computer ask for and nobody answered yet."""
    cursor = actor.node.cursor
    names = (load_post_names(cursor), load_staff_names(cursor))
    found = list_requests_here(actor)[:MOST]
    people = list_people(cursor, {one.person for one in found})
    rows = present_requests(actor, [PersonRequest(one) for one in found], names)
    listed = [(row, people[one.person]) for row, one in zip(rows, found, strict=True) if one.person in people]
    context = {
        "rows": [(row, one.name, one.id.hex()) for row, one in listed],
        "forgotten": present_forgotten(actor) if may_decide(actor.staff.role) else (),
    }
    return render(request, "care/choices/requests.html", context)


@require_POST
@idempotent
@clinician_required
def answer_request(request: HttpRequest, actor: Actor, code: str, state: str) -> HttpResponse:
    """Answer a request: done, not possible with a reason, or restricted instead of forgotten."""
    person, entry = _find_asked(actor, code)
    if state not in ANSWERS:
        raise Http404
    check_can_decide(actor)
    check_record_open(actor, person)
    note = parse_short_text(request.POST.get("note", ""), NOTE_LENGTH)
    if note.error:
        return show_choices(request, actor, person, error=note.error, wrong=code, typed=note.words)
    try:
        with actor.node.transaction():
            if state == c.RESTRICTED:
                words = note.words or _("The law makes us keep the note; the record was restricted.")
                done = record_answer(actor, person, entry, c.DECLINED, words)
                record_choice(actor, person, {c.RESTRICTED: c.GIVEN}, Asked(said_by=""))
            else:
                done = record_answer(actor, person, entry, state, note.words)
    except ChoiceNotPossible as error:
        return show_choices(request, actor, person, error=translate_error(error), wrong=code, typed=note.words)
    return redirect_after(reverse("requests"), done if state != c.RESTRICTED else None)


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def forget_person(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Ask once more whether a person is forgotten, after the words; a POST drops everything, signed by the team leader."""
    person, entry = _find_asked(actor, code)
    check_can_decide(actor)
    check_record_open(actor, person)
    session, closed = session_of(request), require_recent_passphrase(request)
    if closed is not None:
        return closed
    error = ""
    if request.method == "POST" and session is not None and session.person_keys is not None:
        try:
            if request.POST.get("sure") != "y":
                raise ChoiceNotPossible("not_sure")
            record_forgetting(actor, person, entry, session.person_keys.sign)
        except ChoiceNotPossible as refused:
            error = translate_error(refused)
        else:
            return redirect_after(reverse("requests"))
    until = kept_until(actor, person)
    context = {
        "person": present_patient_banner(person, actor, back=reverse("person-choices", args=[person.id.hex()])),
        "code": code,
        "count": len(list_entries_of(actor.node.cursor, person.id)),
        "kept": format_date(until, "j M Y") if until else "",
        "error": error,
    }
    return render(request, "care/choices/forget.html", context, status=422 if error else 200)


def _find_asked(actor: Actor, code: str) -> tuple[Person, EntryId]:
    """Return whom a request is about, and its entry, or raise the page that says nothing is here."""
    entry = EntryId(parse_id_or_404(code))
    person_id = find_request_person(actor.node.cursor, entry)
    person = find_person(actor.node.cursor, person_id) if person_id else None
    if person is None:
        raise Http404
    return person, entry


@require_GET
@clinician_required
def show_copy(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show a copy of the record for the person, after the colleague's words; colleagues stand in it by trade only."""
    person = get_person_or_404(actor, code)
    closed = require_recent_passphrase(request)
    if closed is not None:
        return closed
    log_chart_access(actor, person.id)
    return render(request, "care/choices/copy.html", {"copy": present_copy(actor, person), "code": code})


@require_POST
@idempotent
@clinician_required
def note_copy(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record that the person was given the copy."""
    person = get_person_or_404(actor, code)
    entry = record_copy(actor, person, current_language())
    return redirect_after(reverse("person", args=[code]), entry)

"""The door page: one form, one key, the number, and at once the next empty form. A slip shows the number alone."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.care.display.arrivals import parse_arrival
from posta.care.display.duplicate_candidates import find_possible_duplicates
from posta.care.door.door_page import (
    TicketView,
    find_numbered,
    initial_answers,
    present_door,
    present_slip,
    present_ticket,
)
from posta.care.entry.anonymous_alias import anonymous_alias
from posta.catalog.errors import InvalidAnswers
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clinical.signs.door_signs import DOOR, colour_of, list_signs
from posta.formkit.form_data import get_form_data
from posta.formkit.form_reader import read_form
from posta.ids import EntryId
from posta.web.pages.idempotency import idempotent
from posta.web.pages.page_instance import continue_page
from posta.web.printing import SLIP
from posta.web.session.current_actor import log_print
from posta.web.view_helpers import clinician_required, get_person_or_404, parse_id_or_404, redirect_after

Raw = Mapping[str, list[str]]


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def register_arrival(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show an empty form; a POST registers and queues, unless somebody like them is known."""
    if request.method == "GET":
        code = request.GET.get("ticket", "")
        ticket = present_ticket(actor, parse_id_or_404(code)) if code else None
        return _show(request, actor, {}, ticket=ticket)
    raw = get_form_data(request)
    if "known" in raw:
        person = get_person_or_404(actor, request.POST["known"])
        return _queue(request, actor, person, None)
    return _register(request, actor, {name: list(values) for name, values in raw.items()})


@require_GET
@clinician_required
def show_slip(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the slip to print of somebody who waits here; that it was opened goes to the access log."""
    found = find_numbered(actor, parse_id_or_404(code))
    if found is None:
        raise Http404
    log_print(actor, SLIP, found.person)
    return render(request, "care/door/slip.html", {"slip": present_slip(actor, found)})


def _register(request: HttpRequest, actor: Actor, raw: Raw) -> HttpResponse:
    named = any(word.strip() for word in raw.get("alias", []))
    filled = {**initial_answers(actor), **raw} | ({} if named else {"alias": [anonymous_alias()]})
    answers, problems = read_form(get_form(PERSON_FORM), filled, today=actor.today)
    if problems:
        return _show(request, actor, raw, problems)
    if named and "anyway" not in raw:
        matches = find_possible_duplicates(actor, answers)
        if matches:
            return _show(request, actor, raw, matches=matches)
    try:
        with actor.node.transaction():
            person_id, entry = record_person(actor, answers)
            person = find_person(actor.node.cursor, person_id)
            assert person is not None
            return _queue(request, actor, person, entry)
    except InvalidAnswers as wrong:
        return _show(request, actor, raw, wrong.problems)


def _queue(request: HttpRequest, actor: Actor, person: Person, registered: EntryId | None) -> HttpResponse:
    """Put a person in the queue and return to the empty form, with their number above it."""
    coming, ticked = parse_arrival(request.POST.dict()), frozenset(request.POST.getlist("sign"))
    signs = tuple(one.code for one in list_signs(DOOR) if one.code in ticked)
    arrival = record_arrival(
        actor, person, reason=coming.reason, colour=colour_of(signs), reserved=coming.reserved, signs=signs
    )
    return redirect_after(reverse("door", query={"ticket": arrival.hex()}), registered or arrival)


def _show(
    request: HttpRequest,
    actor: Actor,
    raw: Raw,
    problems: tuple = (),
    matches: tuple = (),
    ticket: TicketView | None = None,
) -> HttpResponse:
    context = {
        "page": present_door(actor, raw, problems, matches, ticket),
        "opening": continue_page(raw, actor.node.clock.millis()),
    }
    return render(request, "care/door/door.html", context, status=422 if problems or matches else 200)

"""The page of a person and its actions: put on the board, call, let go."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.care.arrival import record_arrival, record_arrival_status
from posta.care.display.arrival_form import present_arrival_form
from posta.care.display.arrivals import parse_arrival
from posta.care.display.form_links import NEXT_CARE, list_buttons, list_care_after_harm
from posta.care.person.person_page import present_person
from posta.chart.board import QueueItem, find_open_arrival
from posta.web.current_actor import log_chart_access
from posta.web.pages.draft_state import load_small_form
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import clinician_required, get_person_or_404, read_number, redirect_after

ARRIVAL_STATES = {"called", "left"}


@require_GET
@clinician_required
def show_person(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show what this colleague may see of a person, and log the access."""
    return _show(request, actor, code)


def _show(request: HttpRequest, actor: Actor, code: str, error: str = "") -> HttpResponse:
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    offset = read_number(request.GET.get("from", "")) or 0
    raw, about_draft = load_small_form(request, actor, f"people/{code}/")
    page = present_person(actor, person, offset=offset)
    context = {
        "page": page,
        "person": page.person,
        "coming": present_arrival_form(actor, raw, error),
        **about_draft,
        "buttons": list_buttons(actor, person, page.written, waits_for_triage=page.waits_for_triage),
        "next_care": list_care_after_harm(actor, person) if _asks_for_care(request) else None,
    }
    return render(request, "care/people/person.html", context, status=422 if error else 200)


def _asks_for_care(request: HttpRequest) -> bool:
    """Return whether the page was reached from a visit in which the person spoke of harm."""
    return request.GET.get("next") == NEXT_CARE["next"]


@require_POST
@idempotent
@clinician_required
def add_to_queue(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Put a person on the board."""
    person, coming = get_person_or_404(actor, code), parse_arrival(request.POST.dict())
    if coming.error:
        return _show(request, actor, code, coming.error)
    entry = record_arrival(actor, person, reason=coming.reason, colour=coming.colour, reserved=coming.reserved)
    return redirect_after(reverse("person", args=[code]), entry)


@require_POST
@idempotent
@clinician_required
def set_arrival_status(request: HttpRequest, actor: Actor, code: str, state: str) -> HttpResponse:
    """Call a person who waits, take over one whom another has called, or record that they left."""
    person = get_person_or_404(actor, code)
    waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
    if state not in ARRIVAL_STATES:
        raise Http404
    if waiting is None:  # another colleague was first: the board shows the state
        return redirect_after(reverse("home"))
    called = waiting.state == "called"
    again = state == "called" and not _takes_over(request, actor, waiting)
    if called and (again or request.POST.get("shown") == "waiting"):  # a colleague called them meanwhile
        return redirect_after(reverse("person", args=[code]))
    entry = record_arrival_status(actor, person, waiting.arrival, state)
    return redirect_after(reverse("person", args=[code]) if state == "called" else reverse("home"), entry)


def _takes_over(request: HttpRequest, actor: Actor, waiting: QueueItem) -> bool:
    """Return whether the page offered to take the person over from the colleague who has them now."""
    by = waiting.called_by
    return by is not None and by != actor.staff.id and not waiting.reserved and request.POST.get("from") == by.hex()

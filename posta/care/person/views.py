"""The page of a person and its actions: put on the board, call, let go."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.care.agenda.sealed_visits import settle_visits_of_person
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.queue.hand_over import record_back_to_waiting, record_hand_over
from posta.care.alerts.next_in_queue import find_next
from posta.care.display.arrival_form import present_arrival_form
from posta.care.display.arrivals import parse_arrival
from posta.care.display.form_links import AFTER_HARM, KEPT_FOR, NEXT_STEP, list_buttons, list_care_after_harm
from posta.care.entry.hand_over import read_hand_over
from posta.care.person.passing import ends_care, explain_kept, present_passing
from posta.care.person.person_page import present_person
from posta.catalog.errors import Problem
from posta.chart.board import WAITING, QueueItem, find_open_arrival
from posta.formkit.form_data import get_form_data
from posta.web.after_act import find_after
from posta.web.pages.draft_state import load_small_form
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import UNDO_PARAM, clinician_required, get_person_or_404, read_number, redirect_after

ARRIVAL_STATES = {"called", "left", WAITING}


@require_GET
@clinician_required
def show_person(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show what this colleague may see of a person, and log the access."""
    return _show(request, actor, code)


def _show(
    request: HttpRequest, actor: Actor, code: str, error: str = "", passing: Sequence[Problem] = ()
) -> HttpResponse:
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    settle_visits_of_person(actor, person.id)
    offset = read_number(request.GET.get("from", "")) or 0
    raw, about_draft = load_small_form(request, actor, f"people/{code}/")
    after = find_after(request)
    page = present_person(actor, person, offset=offset)
    buttons = list_buttons(actor, person, page.written, waits_for_triage=page.waits_for_triage)
    context = {
        "page": page,
        "person": page.person,
        "repeat": page.repeat if len(buttons.get(NEXT_STEP, ())) == 1 else "",  # a third button has no room on a phone
        "passing": present_passing(actor, get_form_data(request), passing),
        "following": find_next(actor, person.id) if ends_care(actor, request.GET.get(UNDO_PARAM, "")) else None,
        "kept_for": explain_kept(str(after.get(KEPT_FOR, ""))),
        "coming": present_arrival_form(actor, raw, error),
        **about_draft,
        "buttons": buttons,
        "next_care": list_care_after_harm(actor, person) if AFTER_HARM in after else None,
    }
    return render(request, "care/people/person.html", context, status=422 if error or passing else 200)


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
def hand_over(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Hand a person over to another trade, with a line for it."""
    person, raw = get_person_or_404(actor, code), get_form_data(request)
    choices, problems = read_hand_over(actor, person, raw, asked=True)
    if problems:
        return _show(request, actor, code, passing=problems)
    entry = record_hand_over(actor, person, choices[0].trade, reason=choices[0].reason)
    return redirect_after(reverse("person", args=[code]), entry)


@require_POST
@idempotent
@clinician_required
def set_arrival_status(request: HttpRequest, actor: Actor, code: str, state: str) -> HttpResponse:
    """Change the state of an arrival: call the person, take over, let them wait again, or record that they left."""
    person = get_person_or_404(actor, code)
    waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
    if state not in ARRIVAL_STATES:
        raise Http404
    if waiting is None:  # another colleague was first: the board shows the state
        return redirect_after(reverse("home"))
    called = waiting.state == "called"
    if state == WAITING:
        entry = record_back_to_waiting(actor, person, waiting) if called else None
        return redirect_after(reverse("person", args=[code]), entry)
    again = state == "called" and not _takes_over(request, actor, waiting)
    if called and (again or request.POST.get("shown") == "waiting"):  # a colleague called them meanwhile
        return redirect_after(reverse("person", args=[code]))
    entry = record_arrival_status(actor, person, waiting.arrival, state)
    return redirect_after(reverse("person", args=[code]) if state == "called" else reverse("home"), entry)


def _takes_over(request: HttpRequest, actor: Actor, waiting: QueueItem) -> bool:
    """Return whether the page offered to take the person over from the colleague who has them now."""
    by = waiting.called_by
    return by is not None and by != actor.staff.id and not waiting.reserved and request.POST.get("from") == by.hex()

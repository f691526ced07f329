"""The page of a person, and what can be done from it at once: put on the board, call, let go."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from posta.acts.arrival import record_arrival, record_step
from posta.acts.duty import Duty
from posta.care.arrivals import read_coming
from posta.care.clinic import for_carers, taken, the_person
from posta.care.comings import present_coming
from posta.care.duty import note_reading
from posta.care.person.present import present_person
from posta.care.signed_page import small_page
from posta.care.signing import once
from posta.catalog.form import get_form
from posta.chart.board import Waiting, find_open_arrival
from posta.mission.permissions import can_record

STATES = {"called", "left"}


@require_GET
@for_carers
def show_person(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Everything this colleague may see of a person; that it was opened is noted."""
    return _show(request, duty, code)


def _show(request: HttpRequest, duty: Duty, code: str, error: str = "") -> HttpResponse:
    person = the_person(duty, code)
    note_reading(duty, person.id)
    offset = request.GET.get("from", "0")
    raw, about_draft = small_page(request, duty, f"people/{code}/")
    page = present_person(duty, person, offset=int(offset) if offset.isdecimal() else 0)
    context = {
        "page": page,
        "person": page.person,
        "coming": present_coming(raw, error),
        **about_draft,
        "consults": can_record(duty.staff, get_form("opd")),
        "triages": can_record(duty.staff, get_form("triage")),
    }
    return render(request, "care/people/person.html", context, status=422 if error else 200)


@require_POST
@once
@for_carers
def arrive(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Put a person on the board."""
    person, coming = the_person(duty, code), read_coming(request.POST.dict())
    if coming.error:
        return _show(request, duty, code, coming.error)
    entry = record_arrival(duty, person, reason=coming.reason, colour=coming.colour, reserved=coming.reserved)
    return taken(f"/people/{code}/", entry)


@require_POST
@once
@for_carers
def step(request: HttpRequest, duty: Duty, code: str, state: str) -> HttpResponse:
    """Call somebody who waits, take over whom another has called, or note that they left."""
    person = the_person(duty, code)
    waiting = find_open_arrival(duty.desk.cursor, person.id, duty.post.number, duty.queue_start)
    if state not in STATES:
        raise Http404
    if waiting is None:  # somebody else was quicker: the board says how it stands
        return taken("/")
    called = waiting.state == "called"
    again = state == "called" and not _takes_over(request, duty, waiting)
    if called and (again or request.POST.get("shown") == "waiting"):  # a colleague called them meanwhile
        return taken(f"/people/{code}/")
    entry = record_step(duty, person, waiting.arrival, state)
    return taken(f"/people/{code}/" if state == "called" else "/", entry)


def _takes_over(request: HttpRequest, duty: Duty, waiting: Waiting) -> bool:
    """Whether the page offered to take the person over from the very colleague who has them now."""
    by = waiting.called_by
    return by is not None and by != duty.staff.id and not waiting.reserved and request.POST.get("from") == by.hex()

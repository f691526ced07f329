"""The board, and the part of it that the browser reloads every twenty seconds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.board.board_page import present_board
from posta.care.board.person_alerts import present_person_alerts
from posta.care.board.sealed_alerts import present_sealed_alerts
from posta.care.display.first_pages import first_page
from posta.care.display.open_cases import present_cases
from posta.care.display.open_requests import count_requests
from posta.mission.rules.case_rule import list_case_forms
from posta.mission.rules.permissions import can_give_care, can_record
from posta.operations.signals.report import get_report_form
from posta.web.navigation import landing_address
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import DoneRedirect, clinician_required

CASES_SHOWN = 8  # read when the page is opened, and not every twenty seconds: sealed cases are opened one by one


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Return the first page by role: the board for care, and what the trade does first for all others."""
    actor = get_actor(request)
    if actor.post.number and can_give_care(actor.staff):
        return board(request)
    return DoneRedirect(landing_address(actor))


@clinician_required
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the board of this post today."""
    cases = [
        present_cases(actor, form, most=CASES_SHOWN)
        for form in list_case_forms(actor.offered, actor.post.kind, actor.staff)
    ]
    context = {
        "board": present_board(actor),
        "quiet_scan": True,
        "all_cases": cases,
        "asked": count_requests(actor),
        "person_alerts": present_person_alerts(actor),
        "sealed_alerts": present_sealed_alerts(actor),
        "reports": can_record(actor.staff, get_report_form()),
        "cases_first": first_page(actor.staff.role).cases_first,
    }
    return render(request, "care/board/board.html", context)


@require_GET
@clinician_required
def poll(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the columns again; this request does not extend the session."""
    return render(request, "care/board/columns.html", {"board": present_board(actor)})

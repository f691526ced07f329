"""The board, and the part of it that the browser reloads every twenty seconds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.board.board_page import present_board
from posta.mission.rules.permissions import can_count, can_give_care
from posta.web.current_actor import get_actor
from posta.web.view_helpers import DoneRedirect, clinician_required


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Return the first page by role: the board for care, figures for counting, the exchange for all others."""
    actor = get_actor(request)
    if actor.post.number and can_give_care(actor.staff):
        return board(request)
    return DoneRedirect(reverse("figures") if can_count(actor.staff) else reverse("sync"))


@clinician_required
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the board of this post today."""
    return render(request, "care/board/board.html", {"board": present_board(actor), "quiet_scan": True})


@require_GET
@clinician_required
def poll(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the columns again; this request does not extend the session."""
    return render(request, "care/board/columns.html", {"board": present_board(actor)})

"""The board, and the part of it that asks again every twenty seconds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.duty import Duty
from posta.care.board.present import present_board
from posta.care.clinic import Taken, for_carers
from posta.care.duty import duty_of
from posta.mission.permissions import can_count, can_give_care


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The board for those who give care at a post; figures for those who count, the exchange for all others."""
    duty = duty_of(request)
    if duty.post.number and can_give_care(duty.staff):
        return board(request)
    return Taken("/coordination/" if can_count(duty.staff) else "/sync/")


@for_carers
def board(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Today at this post."""
    return render(request, "care/board/board.html", {"board": present_board(duty), "quiet_scan": True})


@require_GET
@for_carers
def poll(request: HttpRequest, duty: Duty) -> HttpResponse:
    """The columns anew; asking does not keep the session alive."""
    return render(request, "care/board/columns.html", {"board": present_board(duty)})

"""The list for the next shift."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.shift.shift_page import present_shift
from posta.web.view_helpers import clinician_required


@require_GET
@clinician_required
def show_shift(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is due tomorrow at this post, and whom the night watches."""
    return render(request, "care/shift/shift.html", {"page": present_shift(actor)})

"""The page of what is seen on the route."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.route.route_page import present_route
from posta.web.view_helpers import clinician_required


@require_GET
@clinician_required
def show_route(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the commonest diagnoses of a month, complaints of groups, and violence by place to who may know of it."""
    return render(request, "care/route/route.html", {"page": present_route(actor)})

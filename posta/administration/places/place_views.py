"""The pages that show places: all of them, and one with its services."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.administration.places.change_views import render_place
from posta.administration.places.place_access import get_place_or_404, place_leader_required
from posta.administration.places.present import present_place_list


@require_GET
@place_leader_required
def place_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return every place of the mission by state, closed ones apart."""
    return render(request, "administration/places/list.html", {"here": "places", **present_place_list(actor)})


@require_GET
@place_leader_required
def place_detail(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Return one place: what it is, its services by dates and weekdays, and what can be changed."""
    return render_place(request, actor, get_place_or_404(actor, number))

"""Everything that the dock of a phone has no room for: the other places, whose session it is, how pages are shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET


@require_GET
def show_more(request: HttpRequest) -> HttpResponse:
    """Show the other places of the colleague on duty, their name, and the language and display of this browser."""
    return render(request, "web/more.html")


urlpatterns = [path("more/", show_more, name="more")]

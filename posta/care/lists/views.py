"""One long list in one language. Its address names its edition, so that a browser may cache it without limit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.formkit.choices import LANGUAGES
from posta.formkit.place_lists import SHARED_SYSTEMS, list_places, list_version
from posta.node.middleware import CACHED_FOREVER


@require_GET
def place_options(request: HttpRequest, mark: str, systems: str, spoken: str) -> HttpResponse:
    """Return the options of a box that asks for a place."""
    if systems not in SHARED_SYSTEMS or spoken not in LANGUAGES or mark != list_version(systems, spoken):
        raise Http404
    answer = render(request, "care/lists/places.html", {"choices": list_places(systems, spoken)})
    answer["Cache-Control"] = CACHED_FOREVER
    return answer

"""One long list in one language. Its address says of which edition it is, so a browser may keep it for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.care.fields.choices import LANGUAGES
from posta.care.fields.places import SHARED, edition, list_places
from posta.node.middleware import KEPT_FOR_EVER


@require_GET
def places(request: HttpRequest, mark: str, systems: str, spoken: str) -> HttpResponse:
    """The options of a box that asks for a place."""
    if systems not in SHARED or spoken not in LANGUAGES or mark != edition(systems, spoken):
        raise Http404
    answer = render(request, "care/lists/places.html", {"choices": list_places(systems, spoken)})
    answer["Cache-Control"] = KEPT_FOR_EVER
    return answer

"""The search page, and its results alone while somebody types. The words are posted: no address contains a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.actor import Actor
from posta.care.search.search_results import present_results
from posta.node.middleware import is_partial
from posta.web.session.recent_searches import get_search_code, load_search, save_search
from posta.web.view_helpers import DoneRedirect, clinician_required


@require_http_methods(["GET", "POST"])
@clinician_required
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Search for a person.

    Without htmx the result is a page that Back and Reload show again; with it the results follow the typing.
    """
    if request.method == "GET":
        results = present_results(actor, load_search(request))
        context = {"results": results, "q": results.asked, "at": get_search_code(request), "quiet_scan": True}
        return render(request, "care/search/search.html", context)
    words, code = save_search(request)
    if not is_partial(request):
        return DoneRedirect(reverse("search", query={"at": code}))
    answer = render(request, "care/search/results.html", {"results": present_results(actor, words)})
    answer["HX-Replace-Url"] = reverse("search", query={"at": code})
    return answer


@require_GET
@clinician_required
def scan_code(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the search for the code of a follow-up card, typed or entered by a code reader."""
    return render(request, "care/search/scan.html")

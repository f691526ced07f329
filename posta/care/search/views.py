"""The search page, and its results alone while somebody types. What is typed is posted: a name stands in no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.duty import Duty
from posta.care.asked import code_of, recall, remember
from posta.care.clinic import Taken, for_carers
from posta.care.search.present import present_results
from posta.node.middleware import is_partial


@require_http_methods(["GET", "POST"])
@for_carers
def search(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Who is it? Without htmx a page that Back and Reload show again; with it the results come as one types."""
    if request.method == "GET":
        results = present_results(duty, recall(request))
        context = {"results": results, "q": results.asked, "at": code_of(request), "quiet_scan": True}
        return render(request, "care/search/search.html", context)
    words, code = remember(request)
    if not is_partial(request):
        return Taken(f"/search/?at={code}")
    answer = render(request, "care/search/results.html", {"results": present_results(duty, words)})
    answer["HX-Replace-Url"] = f"/search/?at={code}"
    return answer


@require_GET
@for_carers
def scan(request: HttpRequest, duty: Duty) -> HttpResponse:
    """The code of a follow-up card, typed or read by a code reader, which types."""
    return render(request, "care/search/scan.html")

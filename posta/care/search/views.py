"""The search page, and its results alone while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from posta.acts.duty import Duty
from posta.care.clinic import for_carers
from posta.care.search.present import present_results


@for_carers
def search(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Who is it? Works as a plain GET; with htmx the results come as one types."""
    results = present_results(duty, request.GET.get("q", ""))
    live = bool(getattr(request, "htmx", False))
    context = {"results": results, "q": results.asked, "quiet_scan": True, "live": live}
    return render(request, "care/search/results.html" if live else "care/search/search.html", context)


@for_carers
def scan(request: HttpRequest, duty: Duty) -> HttpResponse:
    """The code of a follow-up card, typed or read by a code reader, which types."""
    return render(request, "care/search/scan.html")

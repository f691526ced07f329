"""The page of the chronic cohort."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.cohort.cohort_page import present_cohort
from posta.web.view_helpers import clinician_required


@require_GET
@clinician_required
def show_cohort(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who of the chronic cohort of this place is overdue, due, without contact, controlled or not."""
    return render(request, "care/cohort/cohort.html", {"page": present_cohort(actor)})

"""The pages to choose a form and to fill it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.actor import Actor
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.forms.form_handler import handle_form
from posta.care.forms.form_model import activity_form, person_form
from posta.care.forms.form_screens import present_person_forms
from posta.operations.signals.report import AGGREGATE as SIGNAL
from posta.web.session.current_actor import get_actor, log_chart_access
from posta.web.session.reauthentication import needs_passphrase
from posta.web.view_helpers import DoneRedirect, clinician_required, get_person_or_404


@require_GET
@clinician_required
def person_form_index(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the forms that this colleague may record about a person."""
    person = get_person_or_404(actor, code)
    head = present_patient_banner(person, actor, back=reverse("person", args=[code]))
    return render(request, "care/forms/index.html", {"person": head, **present_person_forms(actor, person)})


@require_http_methods(["GET", "POST"])
@clinician_required
def fill_person_form(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """Return the page of one form about a person."""
    page = person_form(actor, get_person_or_404(actor, code), name)
    closed = needs_passphrase(request, actor, page.form)
    if closed is not None:
        return closed
    assert page.person is not None
    log_chart_access(actor, page.person.id)
    return handle_form(request, page)


@require_http_methods(["GET", "POST"])
def fill_activity_form(request: HttpRequest, name: str) -> HttpResponse:
    """Return the page of one form about no person."""
    actor = get_actor(request)
    page = activity_form(actor, name)
    if page.form.service.screen:  # it has a screen of its own, which asks what this page would not
        return DoneRedirect(reverse(page.form.service.screen))
    if page.form.service.opens == SIGNAL:
        return DoneRedirect(reverse("signal-new"))
    return needs_passphrase(request, actor, page.form) or handle_form(request, page)

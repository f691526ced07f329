"""The pages of coordination."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.coordination_context import CoordinationContext, open_coordination_context
from posta.catalog.language.form import list_forms
from posta.coordination.alerts import present_alerts
from posta.coordination.issues import present_issues
from posta.coordination.overview_page import present_contacts, present_counts
from posta.coordination.violence import present_violence
from posta.mission.errors import Refused
from posta.mission.rules.permissions import can_administer, can_record
from posta.node.middleware import session_of

SIGNAL = "signal"  # what a form opens that records one
ALERTS_SHOWN = 12  # on the first page; the page of alerts shows all


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Return today's alerts, visits by post and week, posts and their last contact, and faults."""
    watch = _coordination_context(request)
    alerts = present_alerts(watch)
    context = {
        "alerts": alerts[:ALERTS_SHOWN],
        "alerts_count": len(alerts),
        "counts": present_counts(watch),
        "contacts": present_contacts(watch),
        "on_the_way": present_violence(watch),
        "troubles": present_issues(watch),
        "administers": can_administer(watch.staff),
        "reports": _can_report(watch),
    }
    return render(request, "coordination/overview.html", context)


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """Return what each post notices today, computed from the facts that have arrived."""
    watch = _coordination_context(request)
    shown = present_alerts(watch, may_report=_can_report(watch))
    context = {"alerts": shown, "administers": can_administer(watch.staff)}
    return render(request, "coordination/alerts.html", context)


def _can_report(watch: CoordinationContext) -> bool:
    return any(can_record(watch.staff, form) for form in list_forms() if form.service.opens == SIGNAL)


def _coordination_context(request: HttpRequest) -> CoordinationContext:
    session = session_of(request)
    if session is None:
        raise Refused("nobody_logged_in")
    return open_coordination_context(session.staff_id)

"""The sheets of one person: what can be printed, the prescription, the certificate of care."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.prints.certificate import BY_CODE, build_certificate
from posta.care.prints.prescription import build_prescription
from posta.care.prints.printable_visits import PrintableVisit, find_printable_visit, list_printable_visits
from posta.chart.record.person import Person
from posta.ids import EntryId
from posta.node.safe_display import with_fallback
from posta.terms.print_phrases import PRINT_LANGUAGES, is_reviewed
from posta.web.formatting import format_date, to_local_day
from posta.web.printing import CERTIFICATE, PRESCRIPTION, confirms_sealed, read_print_language
from posta.web.session.current_actor import log_chart_access, log_print
from posta.web.view_helpers import clinician_required, get_person_or_404, parse_id_or_404

MOST_OFFERED = 6  # visits to choose from; who needs an older one opens its entry


@require_GET
@clinician_required
def show_prints(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show which sheets can be printed for a person."""
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    context = {
        "person": present_patient_banner(person, actor, back=reverse("person", args=[code])),
        "code": code,
    }
    return render(request, "care/prints/person.html", context)


@require_GET
@clinician_required
def show_prescription(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show the prescription of a visit, ready to print."""
    person = get_person_or_404(actor, code)
    visits = [one for one in _list_visits(request, actor, person) if one.medicines]
    context = _context(request, actor, person, visits)
    chosen: PrintableVisit | None = context["printed"]
    if chosen is not None:
        spoken = str(context["spoken"])
        context["sheet"] = with_fallback(lambda: build_prescription(actor, person, chosen, spoken), lambda: None)
        log_print(actor, PRESCRIPTION, person.id)
    return render(request, "care/prints/prescription.html", context)


@require_GET
@clinician_required
def show_certificate(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show the certificate of a visit, twice on one page."""
    person = get_person_or_404(actor, code)
    context = _context(request, actor, person, _list_visits(request, actor, person))
    named = BY_CODE if request.GET.get("name") == BY_CODE else "name"
    context |= {
        "named": named,
        "space": request.GET.get("space") == "1",
        "originals": (_("Original for the person"), _("Original kept, sealed")),
    }
    chosen: PrintableVisit | None = context["printed"]
    if chosen is not None:
        context["sheet"] = build_certificate(actor, person, chosen, str(context["spoken"]), named)
        log_print(actor, CERTIFICATE, person.id)
    return render(request, "care/prints/certificate.html", context)


def _list_visits(request: HttpRequest, actor: Actor, person: Person) -> list[PrintableVisit]:
    """Return the visits of a sheet: the sealed ones only where the colleague confirmed it."""
    return list_printable_visits(actor, person, with_sealed=confirms_sealed(request))


def _context(request: HttpRequest, actor: Actor, person: Person, visits: list[PrintableVisit]) -> dict[str, Any]:
    """Return what every sheet of a person shows beside it: the choices, and what was chosen."""
    log_chart_access(actor, person.id)
    asked, spoken = request.GET.get("visit", ""), read_print_language(request, person)
    chosen = find_printable_visit(visits, EntryId(parse_id_or_404(asked)) if asked else None)
    offered = visits[:MOST_OFFERED]
    if chosen is not None and chosen not in offered:
        offered = [*offered, chosen]
    return {
        "person": present_patient_banner(person, actor, back=reverse("person", args=[person.id.hex()])),
        "code": person.id.hex(),
        "languages": PRINT_LANGUAGES.items(),
        "spoken": spoken,
        "unread": not is_reviewed(spoken),
        "visits": [_offered(actor, one) for one in offered],
        "printed": chosen,
        "chosen": chosen.id if chosen else "",
        "may_hold_sealed": bool(actor.node.keyring.blinded),
        "with_sealed": confirms_sealed(request),
    }


def _offered(actor: Actor, visit: PrintableVisit) -> dict[str, object]:
    """Return a visit as the page offers it: its day, never what it was for."""
    words = format_date(to_local_day(actor, visit.item.occurred), "D j M Y")
    return {"id": visit.id, "words": words, "sealed": visit.sealed}

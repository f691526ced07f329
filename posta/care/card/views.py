"""The card as a page to print: in the person's language, with the alias, initials or no name, as the person wishes."""

from datetime import date

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.alerts.patient_banner import present_patient_banner
from posta.chart.agenda.planned_visits import find_next_due
from posta.chart.record.choices import NO_PASS
from posta.chart.record.person import Person
from posta.clock import from_epoch_day, to_epoch_day
from posta.formkit.language import current_language
from posta.node.safe_display import with_fallback
from posta.web.current_actor import log_chart_access
from posta.web.placeholders import line_placeholder
from posta.web.view_helpers import clinician_required, get_person_or_404

LANGUAGES = {"es": "Español", "en": "English", "fr": "Français"}
LANGUAGE_CODES = {"es": "es-mx", "en": "en", "fr": "fr"}
NAME_CHOICES = ("initials", "alias", "none")


@require_GET
@clinician_required
def show_card(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the card of a person; the page offers what is printed on it."""
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    if NO_PASS in person.wishes:
        back = present_patient_banner(person, actor, back=reverse("person", args=[code]))
        return render(request, "care/choices/no_card.html", {"person": back, "code": code})
    spoken = request.GET.get("lang", "es")
    named = request.GET.get("name", "initials")
    spoken = spoken if spoken in LANGUAGES else "es"
    context = {
        "person": present_patient_banner(person, actor, back=reverse("person", args=[code])),
        "languages": LANGUAGES.items(),
        "spoken": spoken,
        "named": named if named in NAME_CHOICES else "initials",
        "shown_name": printed_name(person, named),
        "qr": draw_qr(person.code),
    }
    with translation.override(LANGUAGE_CODES[spoken]):
        context["next"] = next_appointment_text(actor, person)
        context["card"] = SafeString(render_to_string("care/people/card_sheet.html", context, request=request))
    return render(request, "care/people/card.html", context)


def printed_name(person: Person, named: str) -> str:
    """Return the alias, initials, or nothing: a stranger may find a card."""
    if named == "alias":
        return str(person.answers.get("alias") or person.initials)
    return "" if named == "none" else ". ".join(person.initials) + "."


def next_appointment_text(actor: Actor, person: Person) -> str:
    """Return the day of the next appointment, without the place."""
    due = find_next_due(actor.node.cursor, person.id, to_epoch_day(actor.today))
    return with_fallback(lambda: _format_date(from_epoch_day(due.day)), line_placeholder) if due else ""


def _format_date(day: date) -> str:
    """Return a day in full, in the language of the card."""
    spoken = current_language()
    words = str(date_format(day, r"l j \d\e F \d\e Y" if spoken == "es" else "l j F Y"))
    return words if spoken == "en" else words.lower()


def draw_qr(code: str) -> SafeString:
    """Return the code, and only the code, as a QR drawing."""
    drawn = segno.make_qr(code, error="m", boost_error=False).svg_inline(
        svgclass="qr", lineclass=None, omitsize=True, border=2
    )
    return mark_safe(drawn)  # noqa: S308 (drawn here from eight letters and digits)

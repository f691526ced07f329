"""The card as a page to print: in the person's language, with as much of a name as they want on paper."""

from datetime import date

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from posta.acts.duty import Duty
from posta.care.clinic import for_carers, the_person
from posta.care.duty import note_reading
from posta.care.header import head_of
from posta.care.unshown import line_words
from posta.care.words import language
from posta.chart.board import find_next_due
from posta.chart.people import Person
from posta.clock import day_number, day_numbered
from posta.node.showing import guarded

LANGUAGES = {"es": "Español", "en": "English", "fr": "Français"}
ACTIVE = {"es": "es-mx", "en": "en", "fr": "fr"}
NAMES = ("initials", "alias", "none")


@require_GET
@for_carers
def show_card(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """The card of a person; what stands on it is chosen on the page."""
    person = the_person(duty, code)
    note_reading(duty, person.id)
    spoken = request.GET.get("lang", "es")
    named = request.GET.get("name", "initials")
    spoken = spoken if spoken in LANGUAGES else "es"
    context = {
        "person": head_of(person, duty, back=f"/people/{code}/"),
        "languages": LANGUAGES.items(),
        "spoken": spoken,
        "named": named if named in NAMES else "initials",
        "shown_name": name_on_paper(person, named),
        "qr": qr_of(person.code),
    }
    with translation.override(ACTIVE[spoken]):
        context["next"] = next_day(duty, person)
        context["card"] = SafeString(_card(request, context))
    return render(request, "care/people/card.html", context)


def name_on_paper(person: Person, named: str) -> str:
    """The alias, initials, or nothing: a card may be found by others."""
    if named == "alias":
        return str(person.answers.get("alias") or person.initials)
    return "" if named == "none" else ". ".join(person.initials) + "."


def next_day(duty: Duty, person: Person) -> str:
    """The day of the next appointment, without the place."""
    due = find_next_due(duty.desk.cursor, person.id, day_number(duty.today))
    return guarded(lambda: _written(day_numbered(due.day)), line_words) if due else ""


def _written(day: date) -> str:
    """A day in full, as the language of the card writes it."""
    spoken = language()
    words = str(date_format(day, r"l j \d\e F \d\e Y" if spoken == "es" else "l j F Y"))
    return words if spoken == "en" else words.lower()


def qr_of(code: str) -> SafeString:
    """The code as a QR drawing, and nothing but the code."""
    drawn = segno.make_qr(code, error="m", boost_error=False).svg_inline(
        svgclass="qr", lineclass=None, omitsize=True, border=2
    )
    return mark_safe(drawn)  # noqa: S308 (drawn here from eight letters and digits)


def _card(request: HttpRequest, context: dict[str, object]) -> str:
    return render_to_string("care/people/card_sheet.html", context, request=request)

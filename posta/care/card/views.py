"""The card as a page to print: in the person's language, with the alias, initials or no name, as the person wishes.

It says when and where they are expected, as "check-up" and never what for. Allergies and medicines stand on it where
the person wants them to, and what is sealed only where this session opens it and the colleague confirms that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.display.current_medicines import list_current_medicines
from posta.care.display.entries.travel_fitness import list_printed_fitness, read_fitness
from posta.chart.agenda.planned_visits import DueVisit, list_planned_of
from posta.chart.agenda.reserved_visits import open_reserved
from posta.chart.history.timeline import list_timeline
from posta.chart.record.choices import NO_PASS
from posta.chart.record.person import Person
from posta.clock import from_epoch_day, to_epoch_day
from posta.mission.posts import list_posts
from posta.node.safe_display import with_fallback
from posta.terms.print_phrases import PRINT_LANGUAGES, is_reviewed, say, say_day
from posta.web.placeholders import line_placeholder
from posta.web.printing import (
    CARD,
    confirms_sealed,
    join_allergies,
    list_printed_allergies,
    public_place_name,
    read_print_language,
)
from posta.web.session.current_actor import log_chart_access, log_print
from posta.web.view_helpers import clinician_required, get_person_or_404

NAME_CHOICES = ("initials", "alias", "none")
LATEST_ENTRIES = 40  # as many as the page of a person reads
MOST_VISITS = 5  # as many as a small card holds in large letters


@dataclass(frozen=True, slots=True, repr=False)
class CardVisit:
    """An appointment as the card says it: the day, and the place as it may be public."""

    day: str
    place: str


@require_GET
@clinician_required
def show_card(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the card of a person; the page offers what is printed on it."""
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    if NO_PASS in person.wishes:
        back = present_patient_banner(person, actor, back=reverse("person", args=[code]))
        return render(request, "care/choices/no_card.html", {"person": back, "code": code})
    spoken, named = read_print_language(request, person), request.GET.get("name", "initials")
    with_sealed = confirms_sealed(request)
    with_health = request.GET.get("health") == "1"
    context: dict[str, Any] = {
        "person": present_patient_banner(person, actor, back=reverse("person", args=[code])),
        "languages": PRINT_LANGUAGES.items(),
        "spoken": spoken,
        "unread": not is_reviewed(spoken),
        "named": named if named in NAME_CHOICES else "initials",
        "shown_name": printed_name(person, named),
        "qr": draw_qr(person.code),
        "may_hold_sealed": bool(actor.node.keyring.blinded),
        "with_sealed": with_sealed,
        "with_health": with_health,
        "visits": list_card_visits(actor, person, spoken, with_sealed=with_sealed),
        "with_place": request.GET.get("place") == "1",
        "fitness": list_card_fitness(actor, person, spoken, with_sealed=with_sealed),
        "health": list_card_health(actor, person, spoken, with_sealed=with_sealed) if with_health else (),
        "check_up": say("check_up", spoken),
        "show_code": say("show_code", spoken),
    }
    context["head"] = say("next_visits", spoken) if len(context["visits"]) > 1 else say("next_visit", spoken)
    log_print(actor, CARD, person.id)
    return render(request, "care/people/card.html", context)


def printed_name(person: Person, named: str) -> str:
    """Return the alias, initials, or nothing: a stranger may find a card."""
    if named == "alias":
        return str(person.answers.get("alias") or person.initials)
    return "" if named == "none" else ". ".join(person.initials) + "."


def list_card_visits(actor: Actor, person: Person, spoken: str, *, with_sealed: bool) -> tuple[CardVisit, ...]:
    """Return the next appointments, the earliest first; a place that is not public stays unnamed."""
    cursor, today = actor.node.cursor, to_epoch_day(actor.today)
    planned = [one for one in list_planned_of(cursor, person.id) if one.due >= today]
    shown = _printable(actor, planned, with_sealed=with_sealed)[:MOST_VISITS]
    posts = {post.number: post for post in list_posts(cursor)} if shown else {}
    return tuple(CardVisit(_day_words(one, spoken), public_place_name(posts.get(one.post), spoken)) for one in shown)


def list_card_health(
    actor: Actor, person: Person, spoken: str, *, with_sealed: bool
) -> tuple[tuple[str, Sequence[str]], ...]:
    """Return allergies and medicines as the card says them: a heading and its lines."""
    allergies = join_allergies(list_printed_allergies(person.answers, spoken), spoken)
    medicines = list_current_medicines(actor, person, spoken, with_sealed=with_sealed)
    found: list[tuple[str, Sequence[str]]] = [(say("allergies", spoken), (allergies,))]
    return (*found, (say("medicines", spoken), medicines)) if medicines else tuple(found)


def list_card_fitness(actor: Actor, person: Person, spoken: str, *, with_sealed: bool) -> tuple[str, ...]:
    """Return what the last visit said of travelling on, without its reason."""
    ring = actor.node.keyring if with_sealed else actor.node.keyring.of_device()
    items = list_timeline(actor.node.cursor, person.id, ring, limit=LATEST_ENTRIES)
    return with_fallback(lambda: list_printed_fitness(read_fitness(actor, items), spoken), tuple)


def _printable(actor: Actor, planned: Sequence[DueVisit], *, with_sealed: bool) -> list[DueVisit]:
    """Return the visits that may stand on paper: of the sealed ones those that open here, where that was confirmed."""
    if not with_sealed:
        return [one for one in planned if not one.reserved]
    return [one for one in open_reserved(actor.node.cursor, planned, actor.node.keyring) if not one.is_closed]


def _day_words(visit: DueVisit, spoken: str) -> str:
    return with_fallback(lambda: say_day(from_epoch_day(visit.due), spoken), line_placeholder)


def draw_qr(code: str) -> SafeString:
    """Return the code, and only the code, as a QR drawing."""
    drawn = segno.make_qr(code, error="m", boost_error=False).svg_inline(
        svgclass="qr", lineclass=None, omitsize=True, border=2
    )
    return mark_safe(drawn)  # noqa: S308 (drawn here from eight letters and digits)

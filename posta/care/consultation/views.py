"""One page, one act: visit, vital signs and consultation are signed together, and whoever waited has been seen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from posta.acts.contact import check_can_write
from posta.acts.duty import Duty
from posta.care.allergies import doubts_about
from posta.care.attempt import Tried, attempt
from posta.care.clinic import Taken, for_carers, taken, the_person
from posta.care.consultation.present import ALLERGIES, present_consultation
from posta.care.consultation.reading import Heard, hear, plainly
from posta.care.consultation.sight import Sight, look_at
from posta.care.consultation.start import begin
from posta.care.drafting import Kept, keep, restore
from posta.care.duty import note_reading
from posta.care.fields.guesses import doubts_about_words
from posta.care.fields.names import Raw, said
from posta.care.leaving import doubts_about_leaving
from posta.care.outcome import REFERRED
from posta.care.posted import changed_rows, closed_up, posted
from posta.care.pregnancy import doubts_in_pregnancy
from posta.care.together import doubts_about_a_second
from posta.care.words import language
from posta.catalog.errors import Problem
from posta.catalog.form import get_form


@require_http_methods(["GET", "POST"])
@for_carers
def consultation(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """The consultation of a person."""
    check_can_write(duty, ["vitals", "opd"])
    sight = look_at(duty, the_person(duty, code))
    note_reading(duty, sight.person.id)
    if request.method != "POST":
        same = "same" in request.GET
        kept = None if same else restore(request, duty, key_of(sight))
        return _show(request, sight, kept.raw if kept else begin(sight, same=same), kept=kept)
    raw = posted(request)
    changed = changed_rows(raw)
    if changed is not None:
        return _show(request, sight, changed)
    raw = closed_up(raw, [get_form("opd")])
    if "draft" in raw:
        keep(duty, key_of(sight), raw)
        return Taken(_aside(sight, raw))
    return _sign(request, sight, raw)


def key_of(sight: Sight) -> str:
    """The name of the draft, which is the address of the page."""
    return f"people/{sight.person.id.hex()}/consultation"


def _sign(request: HttpRequest, sight: Sight, raw: Raw) -> HttpResponse:
    heard = hear(sight, raw)
    tried = attempt(
        sight.duty, sight.person, heard.forms, raw, key_of(sight), wrong=heard.problems,
        asks=_doubts(sight, heard, raw),
        arrival=sight.arrival.arrival if sight.arrival else None,
    )  # fmt: skip
    return taken(_next(sight, heard), tried.entry) if tried.done else _show(request, sight, raw, tried)


def _doubts(sight: Sight, heard: Heard, raw: Raw) -> tuple[Problem, ...]:
    """What is asked before it is signed: medicines against allergies and pregnancy, words guessed, signs of alarm."""
    opd = get_form("opd")
    return (
        *doubts_about(opd, heard.forms["opd"], sight.allergies),
        *doubts_in_pregnancy(opd, heard.forms["opd"], sight.pregnancy, sight.duty.today),
        *doubts_about_words(opd, plainly(raw), language(), {}),
        *doubts_about_a_second(sight.duty, sight.items, raw),
        *doubts_about_leaving(sight.duty, sight.person, heard.forms, sight.colour),
    )


def _aside(sight: Sight, raw: Raw) -> str:
    """Where a draft that was kept leads: back to it, or first to the question that nobody has asked yet."""
    if said(raw, "draft") == [ALLERGIES]:
        return f"/people/{sight.person.id.hex()}/edit?then=consultation#f-allergies"
    return f"/{key_of(sight)}"


def _next(sight: Sight, heard: Heard) -> str:
    """The person's page, or the letter of whoever is referred."""
    here = f"/people/{sight.person.id.hex()}/"
    return f"{here}contact/referral" if heard.forms["visit"].get("disposition") in REFERRED else here


def _show(
    request: HttpRequest, sight: Sight, raw: Raw, tried: Tried | None = None, *, kept: Kept | None = None
) -> HttpResponse:
    tried = tried or Tried()
    context = present_consultation(sight, raw, tried, key=key_of(sight), kept=kept)
    return render(request, "care/consultation/page.html", context, status=tried.status)

"""The agenda, and what is said of a planned visit: called, found, moved on, refused, cancelled, another day."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.care.agenda.next_stops import arrival_day, last_day, list_posts_by_route
from posta.acts.care.agenda.planned_visits import VisitNotPlanned, record_expected, record_outcome
from posta.acts.care.agenda.sealed_visits import settle_visits_of_post
from posta.care.agenda.agenda_page import ALL, present_agenda
from posta.catalog.answering.parse import parse_day
from posta.catalog.errors import InvalidValue, Problem
from posta.chart.agenda.planned_visits import find_planned
from posta.chart.record.person_registers import find_person
from posta.chart.record.travel_groups import find_travel_group, list_travel_group
from posta.formkit.choices import Choice
from posta.formkit.problem_messages import error_message
from posta.ids import EntryId
from posta.mission.posts import find_post_by_code
from posta.web.notices.messages import translate_error
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import clinician_required, get_person_or_404, parse_id_or_404, read_number, redirect_after

STATES = frozenset({"called", "found", "moved_on", "refused", "cancelled", "moved"})


@require_GET
@clinician_required
def show_agenda(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who is due, overdue and expected at this post."""
    settle_visits_of_post(actor)
    return _show(request, actor)


@require_POST
@idempotent
@clinician_required
def set_outcome(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record what became of a planned visit; a day that cannot be is shown again as it was typed."""
    visit, state = EntryId(parse_id_or_404(code)), request.POST.get("state", "")
    found = find_planned(actor.node.cursor, visit)
    person = find_person(actor.node.cursor, found.person) if found else None
    if person is None or state not in STATES:
        raise Http404
    typed = request.POST.get("day", "").strip()
    try:
        day = parse_day(typed, actor.today) if state == "moved" else None
        entry = record_outcome(actor, person, visit, state, day)
    except InvalidValue as error:
        return _show(
            request, actor, wrong=code, typed=typed, error=error_message(Problem("day", error.rule, error.params))
        )
    except VisitNotPlanned as error:
        return _show(request, actor, wrong=code, typed=typed, error=translate_error(error))
    back = request.POST.get("back") == "person"
    return redirect_after(reverse("person", args=[person.id.hex()]) if back else reverse("agenda"), entry)


@require_POST
@idempotent
@clinician_required
def set_expected(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record that a person, alone or with their group, is expected at another post around a day."""
    person = get_person_or_404(actor, code)
    chosen, typed = request.POST.get("place", ""), request.POST.get("day", "").strip()
    place = find_post_by_code(actor.node.cursor, chosen)
    party = find_travel_group(actor.node.cursor, person.id) if request.POST.get("group") else None
    people = list_travel_group(actor.node.cursor, party).members if party else (person,)
    try:
        if place is None:
            raise InvalidValue("required")
        day = parse_day(typed, actor.today) if typed else arrival_day(actor, place, actor.today)
        entry = record_expected(actor, people, place, day, last_day(day), party)
    except InvalidValue as error:
        words = error_message(Problem("day", error.rule, error.params))
    except VisitNotPlanned as error:
        words = translate_error(error)
    else:
        return redirect_after(reverse("person", args=[code]), entry)
    context = {
        "back": reverse("person", args=[code]),
        "places": [
            Choice(one.place.id, one.place.name, chosen=one.place.id == chosen) for one in list_posts_by_route(actor)
        ],
        "group": party is not None,
        "words": words,
        "typed": typed,
    }
    return render(request, "care/agenda/refused.html", context, status=422)


def _show(request: HttpRequest, actor: Actor, *, wrong: str = "", typed: str = "", error: str = "") -> HttpResponse:
    offset = read_number(request.GET.get("from", "")) or 0
    page = present_agenda(actor, mine=request.GET.get("for") != ALL and not wrong, offset=offset)
    context = {"page": page, "wrong": wrong, "typed": typed, "error": error}
    return render(request, "care/agenda/agenda.html", context, status=422 if error else 200)

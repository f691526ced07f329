"""Families and groups: the list of those here, the page of one, and what is said of it: joins, leaves, came, travels on."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posta.acts.actor import Actor
from posta.acts.care.agenda.next_stops import arrival_day, last_day
from posta.acts.care.agenda.planned_visits import VisitNotPlanned, record_expected
from posta.acts.care.queue.arrival import record_arrivals
from posta.acts.care.registration import record_parting, record_travel_group_member
from posta.care.group.group_list import present_groups
from posta.care.group.group_page import GroupMember, present_candidate, present_group
from posta.catalog.answering.parse import parse_day
from posta.catalog.errors import InvalidValue, Problem
from posta.chart.people_search import find_people, is_long_enough
from posta.chart.record.choices import NO_SHARE
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import find_travel_group, list_travel_group
from posta.formkit.problem_messages import error_message
from posta.ids import PersonId
from posta.mission.posts import find_post_by_code
from posta.terms.lists import get_list
from posta.web.notices.messages import translate_error
from posta.web.pages.idempotency import idempotent
from posta.web.session.recent_searches import load_search, save_search
from posta.web.view_helpers import DoneRedirect, clinician_required, get_person_or_404, parse_id_or_404


@dataclass(frozen=True, slots=True, repr=False)
class GroupChange:
    """A person who belongs to another party already, perhaps since this page was opened."""

    member: GroupMember
    along: str


@dataclass(frozen=True, slots=True, repr=False)
class WrongStop:
    """A next stop that cannot be, as it was typed, and why."""

    typed: str
    place: str
    error: str


@require_GET
@clinician_required
def list_groups(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the families and groups that came here lately."""
    return render(request, "care/group/list.html", {"groups": present_groups(actor)})


@require_http_methods(["GET", "POST"])
@clinician_required
def travel_group(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the members of a party, and a box to find a person to add."""
    if request.method == "POST":
        return DoneRedirect(reverse("group", args=[code], query={"at": save_search(request)[1]}, fragment="add"))
    return _show(request, actor, code)


def _show(
    request: HttpRequest,
    actor: Actor,
    code: str,
    moves: GroupChange | None = None,
    wrong: WrongStop | None = None,
) -> HttpResponse:
    page, asked = present_group(actor, parse_id_or_404(code)), load_search(request)
    found = find_people(actor.node.cursor, asked) if is_long_enough(asked) else []
    known = {one.code for one in page.members}
    others = [one.person for one in found if one.person.id.hex() not in known and one.person.closed is None]
    context = {
        "page": page,
        "others": tuple(present_candidate(one, actor) for one in others),
        "q": asked,
        "moves": moves,
        "wrong": wrong,
    }
    return render(request, "care/group/group.html", context, status=422 if moves or wrong else 200)


@require_POST
@idempotent
@clinician_required
def add_member(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record that a known person travels with the party, or what they are to another member of it."""
    person = get_person_or_404(actor, request.POST.get("person", ""))
    party, along = parse_id_or_404(code), find_travel_group(actor.node.cursor, person.id)
    if along not in (None, party) and request.POST.get("along") != along.hex():
        return _show(request, actor, code, GroupChange(present_candidate(person, actor), along.hex()))
    relation, of = _read_relation(request, actor, party, person)
    if along != party or relation:
        record_travel_group_member(actor, person, party, relation, of)
    return DoneRedirect(reverse("group", args=[code]))


def _read_relation(request: HttpRequest, actor: Actor, party: bytes, person: Person) -> tuple[str, PersonId | None]:
    """Return what a person is to another member, as chosen; nothing unless both stand."""
    relation, of = request.POST.get("relation", ""), request.POST.get("of", "")
    members = {one.id.hex(): one.id for one in list_travel_group(actor.node.cursor, party).members}
    if relation not in get_list("companion").by_code or of not in members or members[of] == person.id:
        return "", None
    return relation, members[of]


@require_POST
@idempotent
@clinician_required
def leave(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record that a member no longer travels with the party; a colleague may have been first."""
    person, party = get_person_or_404(actor, request.POST.get("person", "")), parse_id_or_404(code)
    reason = request.POST.get("reason", "")
    if find_travel_group(actor.node.cursor, person.id) == party:
        record_parting(actor, person, party, reason if reason in get_list("parting").by_code else "other")
    return DoneRedirect(reverse("group", args=[code], fragment="parted"))


@require_POST
@idempotent
@clinician_required
def arrive(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Put the ticked members on the board, in one commit."""
    ticked = set(request.POST.getlist("person"))
    members = list_travel_group(actor.node.cursor, parse_id_or_404(code)).members
    record_arrivals(actor, [one for one in members if one.id.hex() in ticked and one.closed is None])
    return DoneRedirect(reverse("group", args=[code]))


@require_POST
@idempotent
@clinician_required
def expect(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record that the whole party is expected at another post around a day, else when they can be there."""
    party, typed = parse_id_or_404(code), request.POST.get("day", "").strip()
    chosen = request.POST.get("place", "")
    people, place = list_travel_group(actor.node.cursor, party).members, find_post_by_code(actor.node.cursor, chosen)
    try:
        if place is None or not people:
            raise InvalidValue("required")
        day = parse_day(typed, actor.today) if typed else arrival_day(actor, place, actor.today)
        sharing = [one for one in people if NO_SHARE not in one.wishes]  # nobody else is expected elsewhere
        record_expected(actor, sharing or people, place, day, last_day(day), party)
    except InvalidValue as error:
        words = error_message(Problem("day", error.rule, error.params))
    except VisitNotPlanned as error:
        words = translate_error(error)
    else:
        return DoneRedirect(reverse("group", args=[code]))
    return _show(request, actor, code, wrong=WrongStop(typed, chosen, words))


@require_POST
@idempotent
@clinician_required
def new_travel_group(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Begin a party with this person, unless they belong to one already."""
    person = get_person_or_404(actor, code)
    party = find_travel_group(actor.node.cursor, person.id)
    if party is None:
        party = actor.node.random(16)
        record_travel_group_member(actor, person, party)
    return DoneRedirect(reverse("group", args=[party.hex()]))

"""The page of a party."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from posta.acts.actor import Actor
from posta.acts.care.registration import record_travel_group_member
from posta.chart.people_search import find_people, is_long_enough
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import find_travel_group, list_travel_group
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_demographics, masked_name
from posta.web.pages.idempotency import idempotent
from posta.web.placeholders import line_placeholder
from posta.web.recent_searches import load_search, save_search
from posta.web.view_helpers import DoneRedirect, clinician_required, get_person_or_404, parse_id_or_404


@dataclass(frozen=True, slots=True, repr=False)
class GroupMember:
    """A member of the party, or a person who may join it."""

    href: str
    code: str
    name: str
    veiled: str
    initial: str
    about: str


@dataclass(frozen=True, slots=True, repr=False)
class GroupChange:
    """A person who belongs to another party already, perhaps since this page was opened."""

    member: GroupMember
    along: str


@require_http_methods(["GET", "POST"])
@clinician_required
def travel_group(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the members of a party, and a box to find a person to add."""
    if request.method == "POST":
        return DoneRedirect(reverse("group", args=[code], query={"at": save_search(request)[1]}, fragment="add"))
    return _show(request, actor, code)


def _show(request: HttpRequest, actor: Actor, code: str, moves: GroupChange | None = None) -> HttpResponse:
    members, asked = list_travel_group(actor.node.cursor, parse_id_or_404(code)).members, load_search(request)
    found = find_people(actor.node.cursor, asked) if is_long_enough(asked) else []
    known = {one.id for one in members}
    others = [one.person for one in found if one.person.id not in known and one.person.closed is None]
    context = {
        "code": code,
        "members": tuple(_present_member(one, actor) for one in members),
        "others": tuple(_present_member(one, actor) for one in others),
        "q": asked,
        "moves": moves,
    }
    return render(request, "care/group/group.html", context, status=422 if moves else 200)


@require_POST
@idempotent
@clinician_required
def add_member(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Record that a known person travels with the party."""
    person = get_person_or_404(actor, request.POST.get("person", ""))
    party, along = parse_id_or_404(code), find_travel_group(actor.node.cursor, person.id)
    if along not in (None, party) and request.POST.get("along") != along.hex():
        return _show(request, actor, code, GroupChange(_present_member(person, actor), along.hex()))
    if along != party:
        record_travel_group_member(actor, person, party)
    return DoneRedirect(reverse("group", args=[code]))


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


def _present_member(person: Person, actor: Actor) -> GroupMember:
    code = person.id.hex()
    about = with_fallback(lambda: format_demographics(person, actor.today), line_placeholder)
    return GroupMember(
        reverse("person", args=[code]), code, person.name, masked_name(person), person.name[:1].upper(), about
    )

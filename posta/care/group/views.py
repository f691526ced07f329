"""The page of a party."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from posta.acts.duty import Duty
from posta.acts.registration import record_companionship
from posta.care.asked import recall, remember
from posta.care.clinic import Taken, for_carers, id_from, the_person
from posta.care.signing import once
from posta.care.unshown import line_words
from posta.care.words import summary_words, veiled
from posta.chart.parties import find_party_of, list_party
from posta.chart.people import Person
from posta.chart.search import find_people, is_enough
from posta.node.showing import guarded


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the party, or who may join it."""

    href: str
    code: str
    name: str
    veiled: str
    initial: str
    about: str


@dataclass(frozen=True, slots=True)
class Moving:
    """Somebody who travels with another party already, perhaps since this page was opened."""

    member: Member
    along: str


@require_http_methods(["GET", "POST"])
@for_carers
def show_party(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """The members of a party, and a box to find somebody to add."""
    if request.method == "POST":
        return Taken(f"/groups/{code}/?at={remember(request)[1]}#add")
    return _show(request, duty, code)


def _show(request: HttpRequest, duty: Duty, code: str, moves: Moving | None = None) -> HttpResponse:
    members, asked = list_party(duty.desk.cursor, id_from(code)).members, recall(request)
    found = find_people(duty.desk.cursor, asked) if is_enough(asked) else []
    known = {one.id for one in members}
    others = [one.person for one in found if one.person.id not in known and one.person.closed is None]
    context = {
        "code": code,
        "members": tuple(_member(one, duty) for one in members),
        "others": tuple(_member(one, duty) for one in others),
        "q": asked,
        "moves": moves,
    }
    return render(request, "care/group/group.html", context, status=422 if moves else 200)


@require_POST
@once
@for_carers
def add_member(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Say that somebody known travels with the party."""
    person = the_person(duty, request.POST.get("person", ""))
    party, along = id_from(code), find_party_of(duty.desk.cursor, person.id)
    if along not in (None, party) and request.POST.get("along") != along.hex():
        return _show(request, duty, code, Moving(_member(person, duty), along.hex()))
    if along != party:
        record_companionship(duty, person, party)
    return Taken(f"/groups/{code}/")


@require_POST
@once
@for_carers
def begin_party(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Begin a party with this person, unless they travel with one already."""
    person = the_person(duty, code)
    party = find_party_of(duty.desk.cursor, person.id)
    if party is None:
        party = duty.desk.random(16)
        record_companionship(duty, person, party)
    return Taken(f"/groups/{party.hex()}/")


def _member(person: Person, duty: Duty) -> Member:
    code = person.id.hex()
    about = guarded(lambda: summary_words(person, duty.today), line_words)
    return Member(f"/people/{code}/", code, person.name, veiled(person), person.name[:1].upper(), about)

"""Where are you today? Asked once a morning at a computer that serves several places: one tap says it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.administration.places.present import service_words
from posta.formkit.language import current_language
from posta.mission.errors import Refused
from posta.mission.posts import Post
from posta.mission.rules.place_rule import can_add_place
from posta.node.middleware import session_of
from posta.node.settings import get_setting, put_setting
from posta.terms.lists import get_list
from posta.web.session.current_actor import choose_place, get_actor, list_places_today
from posta.web.view_helpers import DoneRedirect, read_number

LAST = "places.last"
"""The setting with the places that were said last at this computer, the newest first."""
MOST_KEPT = 12


@dataclass(frozen=True, slots=True, repr=False)
class PlaceButton:
    """A place that can be chosen with one tap."""

    number: int
    name: str
    kind: str
    services: str
    is_current: bool


@require_http_methods(["GET", "POST"])
def say_where(request: HttpRequest) -> HttpResponse:
    """Ask at which place of this computer a colleague works today, and keep the answer until the day ends."""
    session, actor = session_of(request), get_actor(request)
    if session is None or not actor.post.number:
        raise Refused("no_care_here")
    onward = _next_page(request)
    wrong = ""
    if request.method == "POST":
        chosen = read_number(request.POST.get("place", ""), 16)
        if chosen is not None and choose_place(session, actor, chosen):
            remember_place(chosen)
            return DoneRedirect(onward)
        wrong = _("This place is closed, or this computer does not serve it. Choose one of these.")
    context = {
        "places": [_present(post, actor, chosen=session.place) for post in _in_order(list_places_today(actor))],
        "next": onward,
        "wrong": wrong,
        "adds": can_add_place(actor.node.cursor, actor.node.device.feed, actor.staff),
    }
    return render(request, "administration/places/where.html", context, status=422 if wrong else 200)


def _in_order(places: list[Post]) -> list[Post]:
    """Return the places in the order in which they were said last at this computer."""
    last = [one for one in _last_said() if isinstance(one, int)]
    return sorted(places, key=lambda post: last.index(post.number) if post.number in last else len(last))


def remember_place(number: int) -> None:
    """Keep a place as the one that was said last at this computer: it is offered first."""
    kept = [number, *(one for one in _last_said() if one != number)]
    put_setting(LAST, kept[:MOST_KEPT])


def _last_said() -> list[object]:
    kept = get_setting(LAST, [])
    return kept if isinstance(kept, list) else []


def _present(post: Post, actor: Actor, *, chosen: int) -> PlaceButton:
    kind = get_list("post_kind").label(post.kind, current_language())
    return PlaceButton(post.number, post.name, kind, service_words(post, actor), post.number == chosen)


def _next_page(request: HttpRequest) -> str:
    """Return the page to go on to: the one that was asked for, if it is of this post."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if is_ours and not asked.startswith(reverse("where")) else reverse("home")

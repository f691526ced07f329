"""The access to the screens of places: who adds places at this computer, an administrator or a team leader."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from posta.acts.actor import Actor
from posta.mission.posts import Post, find_post
from posta.mission.rules.place_rule import check_can_add_place
from posta.web.session.current_actor import get_actor


def place_leader_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that receives a colleague who may add places at this computer; refused to others."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        actor = get_actor(request)
        check_can_add_place(actor.node.cursor, actor.node.device.feed, actor.staff)
        return view(request, actor, *args, **named)

    return guarded


def get_place_or_404(actor: Actor, number: int) -> Post:
    """Return the place of an address, or raise the page that says nothing is here."""
    found = find_post(actor.node.cursor, number) if number < 1 << 53 else None
    if found is None:
        raise Http404
    return found

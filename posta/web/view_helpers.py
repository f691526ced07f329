"""The first steps of every screen about a person: the actor, whether they give care, and the person of the address."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from posta.acts.actor import Actor
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import ID_SIZE, EntryId, PersonId
from posta.ledger.row_types import Cursor
from posta.mission.errors import Refused
from posta.mission.posts import list_posts
from posta.mission.rules.permissions import check_can_give_care
from posta.mission.staff import list_staff
from posta.web.current_actor import get_actor

UNDO_PARAM = "done"


class DoneRedirect(HttpResponseRedirect):
    """A 303 redirect after a successful post to the page that shows the result."""

    status_code = 303


def clinician_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that receives the colleague on duty; refused to trades and computers that give no care."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        actor = get_actor(request)
        check_can_give_care(actor.staff)
        if not actor.post.number:
            raise Refused("no_care_here")
        return view(request, actor, *args, **named)

    return guarded


def get_person_or_404(actor: Actor, code: str) -> Person:
    """Return the person of an address, or raise the page that says nobody is here."""
    person = find_person(actor.node.cursor, PersonId(parse_id_or_404(code)))
    if person is None:
        raise Http404
    return person


def read_number(text: str, digits: int = 6) -> int | None:
    """Return the whole number in an address or a form; None for anything else, or for one with more digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def parse_id_or_404(code: str) -> bytes:
    """Return the id in an address."""
    try:
        found = bytes.fromhex(code)
    except ValueError:
        raise Http404 from None
    if len(found) != ID_SIZE:
        raise Http404
    return found


def redirect_after(address: str, entry: EntryId | None = None) -> DoneRedirect:
    """Return the redirect after an act: the next page offers to undo the entry while that is possible."""
    mark = "&" if "?" in address else "?"
    return DoneRedirect(f"{address}{mark}{UNDO_PARAM}={entry.hex()}" if entry else address)


def load_post_names(cursor: Cursor) -> dict[int, str]:
    """Return the names of posts by number."""
    return {post.number: post.name for post in list_posts(cursor)}


def load_staff_names(cursor: Cursor) -> dict[bytes, str]:
    """Return the names of colleagues by id."""
    return {one.id: one.name for one in list_staff(cursor)}

"""The first steps of every screen about a person: the actor, whether they give care, and the person of the address."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from posta.acts.actor import Actor, list_own_places
from posta.catalog.choice_acts import RESTRICTED
from posta.chart.record.choices import NO_SHARE, list_seen_at, was_opened
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import MINUTE_MILLIS
from posta.errors import NotAllowed, gettext_noop
from posta.ids import ID_SIZE, EntryId, PersonId
from posta.ledger.row_types import Cursor
from posta.mission.errors import Refused
from posta.mission.posts import list_post_names
from posta.mission.rules.permissions import check_can_give_care
from posta.mission.staff import list_staff_names
from posta.web.session.current_actor import get_actor

UNDO_PARAM = "done"
OPEN_FOR = 30 * MINUTE_MILLIS
"""How long (ms) a closed record stays open at a post after somebody said why."""


class RecordClosed(NotAllowed):
    """A record that its person closed to this post, or that is restricted: it opens with a reason."""

    sentence = gettext_noop("This record is closed. Open it from the page of the person, with a reason.")

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


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
        try:
            return view(request, actor, *args, **named)
        except RecordClosed as closed:
            return DoneRedirect(reverse("person-open", args=[closed.person.id.hex()]))

    return guarded


def get_person_or_404(actor: Actor, code: str) -> Person:
    """Return the person of an address, or raise the page that says nobody is here."""
    person = find_person(actor.node.cursor, PersonId(parse_id_or_404(code)))
    if person is None:
        raise Http404
    check_record_open(actor, person)
    return person


def check_record_open(actor: Actor, person: Person, *, agreed: bool = False) -> None:
    """Check that a record may be shown here now. Raises RecordClosed.

    A restricted one opens with a reason. So does one that is shared with no other post, where the person never was,
    unless they `agreed` to what is shown.
    """
    closed = RESTRICTED in person.wishes or (
        not agreed
        and NO_SHARE in person.wishes
        and not list_seen_at(actor.node.cursor, [person.id], list_own_places(actor))
    )
    since = actor.node.clock.millis() - OPEN_FOR
    if closed and not was_opened(actor.node.cursor, person.id, actor.post.number, since):
        raise RecordClosed(person)


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
    return list_post_names(cursor)


def load_staff_names(cursor: Cursor) -> dict[bytes, str]:
    """Return the names of colleagues by id."""
    return list_staff_names(cursor)

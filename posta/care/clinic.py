"""What every screen of a person begins with: who asks, whether they give care, and whom the address means."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from posta.acts.duty import Duty
from posta.care.duty import duty_of
from posta.chart.people import Person
from posta.chart.registers import find_person
from posta.ids import ID_SIZE, EntryId, PersonId
from posta.ledger.rows import Cursor
from posta.mission.errors import Refused
from posta.mission.permissions import check_can_give_care
from posta.mission.posts import list_posts
from posta.mission.staff import list_staff

DONE = "done"


class Taken(HttpResponseRedirect):
    """303: what was posted is done, see the page that shows it."""

    status_code = 303


def for_carers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of people's records: handed the colleague on duty, refused to trades and computers that give no care."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        duty = duty_of(request)
        check_can_give_care(duty.staff)
        if not duty.post.number:
            raise Refused("No one is cared for at this computer: it counts, and holds no key to any record.")
        return view(request, duty, *args, **named)

    return guarded


def the_person(duty: Duty, code: str) -> Person:
    """The person an address means, or the page that says nobody is here."""
    person = find_person(duty.desk.cursor, PersonId(id_from(code)))
    if person is None:
        raise Http404
    return person


def id_from(code: str) -> bytes:
    """The id in an address."""
    try:
        found = bytes.fromhex(code)
    except ValueError:
        raise Http404 from None
    if len(found) != ID_SIZE:
        raise Http404
    return found


def taken(address: str, entry: EntryId | None = None) -> Taken:
    """After an act: the next page, which offers to undo this entry while it can be undone."""
    mark = "&" if "?" in address else "?"
    return Taken(f"{address}{mark}{DONE}={entry.hex()}" if entry else address)


def post_names(cursor: Cursor) -> dict[int, str]:
    """The names of posts by number."""
    return {post.number: post.name for post in list_posts(cursor)}


def staff_names(cursor: Cursor) -> dict[bytes, str]:
    """The names of colleagues by id."""
    return {one.id: one.name for one in list_staff(cursor)}

"""Who may come in to administration, and with which keys: an administrator, at a computer that administers."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.acts.founding import Case, open_case
from posta.care.clinic import id_from
from posta.care.duty import duty_of
from posta.ids import FeedId, StaffId
from posta.mission.errors import Refused
from posta.mission.permissions import check_can_administer
from posta.mission.posts import Device, find_device
from posta.mission.staff import Staff, find_staff
from posta.node.middleware import session_of
from posta.seal.keys import PersonKeys


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of administration: handed the administrator on duty, refused to others and at other computers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        duty = duty_of(request)
        check_can_administer(duty.staff)
        device = find_device(duty.desk.cursor, duty.desk.device.feed)
        if device is None or not device.administers:
            raise Refused("The mission is administered at its coordination computer, not at a post.")
        return view(request, duty, *args, **named)

    return guarded


def keys_of(request: HttpRequest) -> PersonKeys:
    """The administrator's own keys, as their words opened them."""
    session = session_of(request)
    if session is None or session.person_keys is None:
        raise Refused("Your keys are not open in this session; give your words again.")
    return PersonKeys.from_bytes(session.person_keys)


def case_of(request: HttpRequest, duty: Duty) -> Case:
    """The mission's keys. Raises NotOfThisMission for an administrator to whom they were not granted."""
    return open_case(duty.desk, duty.staff.id, keys_of(request))


def the_colleague(duty: Duty, code: str) -> Staff:
    """The colleague an address means, or the page that says nobody is here."""
    colleague = find_staff(duty.desk.cursor, StaffId(id_from(code)))
    if colleague is None:
        raise Http404
    return colleague


def the_device(duty: Duty, code: str) -> Device:
    """The computer an address means, or the page that says nothing is here."""
    device = find_device(duty.desk.cursor, FeedId(id_from(code)))
    if device is None:
        raise Http404
    return device


def marked_sentences() -> tuple[str, ...]:
    """Sentences of refusals that administrators see, named here so that translators find them."""
    return (
        _("You cannot change your own role or last day; another administrator can."),
        _("You cannot give new words to yourself; another administrator can."),
        _("You cannot end your own work; another administrator can."),
        _("The mission is administered at its coordination computer, not at a post."),
        _("Your keys are not open in this session; give your words again."),
        _("This computer is not, or no longer, enrolled; see the list of computers."),
        _("This very computer cannot declare itself lost; do it at another one that administers."),
        _("Only the administrator certified by the mission's root key enrols computers."),
        _("The administrator's card has run out; the mission's root must renew it."),
        _("The administrator's card was not signed by the mission's root key."),
        _("The administrator belongs to another mission."),
        _("This is not a certificate; copy it again, whole."),
        _("This certificate is another administrator's; they bring it in with their own words."),
        _("The mission's keys were not granted to you; ask the first administrator."),
        _("There is no such role; see the list of roles."),
        _("The mission has no such post; see the list of posts."),
        _("This is not a request to join; show the QR of the new computer again."),
    )

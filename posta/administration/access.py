"""Who may come in to administration, and with which keys: an administrator, at a computer that administers."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.mission.founding import AdminKeys, unlock_admin_keys
from posta.ids import FeedId, StaffId
from posta.mission.errors import Refused
from posta.mission.posts import Device, find_device
from posta.mission.rules.permissions import check_can_administer
from posta.mission.staff import Staff, find_staff
from posta.node.middleware import session_of
from posta.seal.keys import PersonKeys
from posta.web.current_actor import get_actor
from posta.web.view_helpers import parse_id_or_404


def admin_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of administration: handed the administrator on duty, refused to others and at other computers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        actor = get_actor(request)
        check_can_administer(actor.staff)
        device = find_device(actor.desk.cursor, actor.desk.device.feed)
        if device is None or not device.administers:
            raise Refused("The mission is administered at its coordination computer, not at a post.")
        return view(request, actor, *args, **named)

    return guarded


def admin_person_keys(request: HttpRequest) -> PersonKeys:
    """The administrator's own keys, as their words opened them."""
    session = session_of(request)
    if session is None or session.person_keys is None:
        raise Refused("Your keys are not open in this session; give your words again.")
    return PersonKeys.from_bytes(session.person_keys)


def admin_keys(request: HttpRequest, actor: Actor) -> AdminKeys:
    """The mission's keys. Raises NotOfThisMission for an administrator to whom they were not granted."""
    return unlock_admin_keys(actor.desk, actor.staff.id, admin_person_keys(request))


def get_colleague_or_404(actor: Actor, code: str) -> Staff:
    """The colleague an address means, or the page that says nobody is here."""
    colleague = find_staff(actor.desk.cursor, StaffId(parse_id_or_404(code)))
    if colleague is None:
        raise Http404
    return colleague


def get_device_or_404(actor: Actor, code: str) -> Device:
    """The computer an address means, or the page that says nothing is here."""
    device = find_device(actor.desk.cursor, FeedId(parse_id_or_404(code)))
    if device is None:
        raise Http404
    return device


def mark_access_messages() -> tuple[str, ...]:
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

"""The access to administration: an administrator, at a computer that administers, with the mission's keys."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from posta.acts.actor import Actor
from posta.acts.mission.founding import AdminKeys, unlock_admin_keys
from posta.ids import FeedId, StaffId
from posta.mission.errors import Refused
from posta.mission.keys.granted_keys import grants_version_of
from posta.mission.posts import Device, find_device
from posta.mission.rules.permissions import check_can_administer
from posta.mission.staff import Staff, find_staff
from posta.node.middleware import session_of
from posta.node.session import Session
from posta.seal.keys import PersonKeys
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import parse_id_or_404


@dataclass(frozen=True, slots=True)
class HeldAdminKeys:
    """The mission's keys as one session opened them, and the grants they came from: after others they are opened again."""

    grants: tuple[object, ...] = field(repr=False)
    keys: AdminKeys = field(repr=False)


def admin_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that receives the administrator on duty; refused to others and at other computers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        actor = get_actor(request)
        check_can_administer(actor.staff)
        device = find_device(actor.node.cursor, actor.node.device.feed)
        if device is None or not device.administers:
            raise Refused("administered_elsewhere")
        return view(request, actor, *args, **named)

    return guarded


def admin_person_keys(request: HttpRequest) -> PersonKeys:
    """Return the administrator's own keys, as their five words opened them. Raises Refused."""
    return _open_session(request)[1]


def admin_keys(request: HttpRequest, actor: Actor) -> AdminKeys:
    """Return the mission's keys, opened once in a session and held with it until a grant to the administrator comes.

    Raises NotOfThisMission for an administrator to whom they were not granted.
    """
    session, person = _open_session(request)
    grants = (*grants_version_of(actor.node.cursor, actor.staff.id), frozenset(actor.node.keyring.by_id))
    held: HeldAdminKeys | None = session.admin_keys
    if held is None or held.grants != grants:
        keys = unlock_admin_keys(actor.node, actor.staff.id, person)
        held = session.admin_keys = HeldAdminKeys(grants, keys)
    return held.keys


def _open_session(request: HttpRequest) -> tuple[Session, PersonKeys]:
    """Return the session of a request and the keys that its five words opened. Raises Refused."""
    session = session_of(request)
    if session is None or session.person_keys is None:
        raise Refused("keys_not_open")
    return session, session.person_keys


def get_colleague_or_404(actor: Actor, code: str) -> Staff:
    """Return the colleague of an address, or raise the page that says nobody is here."""
    colleague = find_staff(actor.node.cursor, StaffId(parse_id_or_404(code)))
    if colleague is None:
        raise Http404
    return colleague


def get_device_or_404(actor: Actor, code: str) -> Device:
    """Return the computer of an address, or raise the page that says nothing is here."""
    device = find_device(actor.node.cursor, FeedId(parse_id_or_404(code)))
    if device is None:
        raise Http404
    return device

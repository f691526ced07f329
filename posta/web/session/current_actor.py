"""The current actor: from a request's session to a colleague on duty at this post, with the keys of this session only.

Views begin with `get_actor(request)`. What a session may open is computed once and held in memory beside the session;
it is gone when the worker ends.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils import timezone

from posta.acts.actor import Actor
from posta.acts.care.access_log import MINUTE
from posta.clock import get_zone, local_day, to_epoch_day, to_millis, today_in
from posta.ids import PersonId
from posta.mission.errors import Refused
from posta.mission.keys.granted_keys import load_session_epochs
from posta.mission.places.place_tables import list_served
from posta.mission.posts import Device, Post, find_device, find_post, list_served_posts
from posta.mission.staff import Staff, find_staff
from posta.node import access_log_buffer
from posta.node.middleware import session_of
from posta.node.process_state import PROCESS
from posta.node.session import Session
from posta.scribe.context.clocks import read_clock
from posta.scribe.context.local_node import open_local_context
from posta.scribe.context.node_context import NodeContext
from posta.seal.epoch_keyring import Keyring

COORDINATION_POST = Post(0, "coordination", "Coordinación", "coordination", "", ("",), "")


@dataclass(slots=True)
class SessionKeys:
    """The keys of one session beyond the device's: its keyring, and the device's keyring from which it was made."""

    device_ring: Keyring
    ring: Keyring


def get_actor(request: HttpRequest) -> Actor:
    """Return the colleague on duty behind a request. Raises Refused when the appointment has ended."""
    cached: Actor | None = getattr(request, "actor", None)
    if cached is None:
        session = session_of(request)
        if session is None:
            raise Refused("nobody_logged_in")
        cached = _build_actor(session, open_local_context())
        request.actor = cached  # type: ignore[attr-defined]
        timezone.activate(cached.zone)  # what templates and fields show of moments
    return cached


def log_chart_access(actor: Actor, person: PersonId) -> None:
    """Note that a colleague opens a chart, before it is shown; the accesses are recorded in batches each minute."""
    access_log_buffer.buffer_access((actor.staff.id, person, to_millis(actor.now) // MINUTE))


def log_print(actor: Actor, what: str, person: PersonId | None = None) -> None:
    """Note that a colleague makes a sheet ready to print, before it is shown; recorded with the chart accesses.

    Nobody can know what comes out of a printer, so the sheet that is shown counts. `what` is a name of `SHEETS`.
    """
    access_log_buffer.buffer_print((actor.staff.id, what, person, to_millis(actor.now) // MINUTE))


def must_say_where(session: Session, actor: Actor) -> bool:
    """Return whether a colleague has to say at which place they work today.

    This computer serves several that are open, or its home is closed and another is not.
    """
    if not actor.post.number or (session.place and session.place_day == to_epoch_day(actor.clock_day)):
        return False
    places = list_places_today(actor)
    return len(places) > 1 or (len(places) == 1 and places[0].number != actor.post.number)


def list_places_today(actor: Actor) -> list[Post]:
    """Return the places that this computer serves and that are open today, its home first."""
    if actor.served is not None and len(actor.served) < 2:
        return [actor.post]
    day = to_epoch_day(actor.clock_day)
    served = list_served_posts(actor.node.cursor, actor.node.device.feed)
    return [post for post in served if post.is_open_on(day) and actor.staff.is_posted_at(post)]


def choose_place(session: Session, actor: Actor, number: int) -> bool:
    """Keep at which place a colleague works until the day ends; False for one that is not theirs to choose."""
    post = next((one for one in list_places_today(actor) if one.number == number), None)
    if post is None:
        return False
    session.place, session.place_day = number, to_epoch_day(local_day(actor.now, get_zone(post.zone)))
    return True


def _build_actor(session: Session, node: NodeContext) -> Actor:
    staff = find_staff(node.cursor, session.staff_id)
    device = find_device(node.cursor, node.device.feed)
    served = list_served(node.cursor, node.device.feed)
    post = _find_place(session, node, device, served) or COORDINATION_POST
    if (
        staff is None
        or device is None
        or not staff.is_active_on(to_epoch_day(today_in(node.clock, get_zone(post.zone))))
    ):
        raise Refused("appointment_ended")
    if session.person_keys is not None and session.person_keys.box_public != staff.box_public:
        raise Refused("new_words_given")
    if not staff.is_posted_at(post):
        raise Refused("another_network")
    keyring = _session_keyring(session, staff, node)
    return Actor(replace(node, keyring=keyring), staff, post, read_clock(node), served=served)


def _find_place(session: Session, node: NodeContext, device: Device | None, served: frozenset[int]) -> Post | None:
    """Return the place at which a session works: the one that was said, as long as this computer serves it, or its home."""
    if device is None or device.post is None:
        return None
    number = session.place if session.place in served else device.post
    return find_post(node.cursor, number)


def _session_keyring(session: Session, staff: Staff, node: NodeContext) -> Keyring:
    """Return the device's keys, with the person's own if their five words were given lately."""
    if session.person_keys is None or not PROCESS.sessions.has_sealed_access(session):
        return node.keyring
    cached: SessionKeys | None = session.keyring
    if cached is None or cached.device_ring is not node.keyring:
        ring = node.keyring.plus(load_session_epochs(node.cursor, staff, session.person_keys))
        cached = session.keyring = SessionKeys(node.keyring, ring)
    return cached.ring

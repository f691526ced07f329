"""Who asks: from a request's session to a colleague on duty at this post, with the keys of this session only.

Views begin with `duty_of(request)`. What a session may open is worked out once and kept in memory beside it; it goes
with the worker.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils import timezone

from posta.acts.duty import Duty
from posta.acts.reading import MINUTE
from posta.clock import day_number, millis_of, today_in, zone_named
from posta.ids import PersonId
from posta.mission.errors import Refused
from posta.mission.keyring import load_session_epochs
from posta.mission.posts import Post, find_device, find_post
from posta.mission.staff import Staff, find_staff
from posta.node import readings
from posta.node.middleware import session_of
from posta.node.session import SESSIONS, Session
from posta.scribe.clocks import read_clock
from posta.scribe.desk import Desk
from posta.scribe.here import open_desk
from posta.seal.keyring import Keyring
from posta.seal.keys import PersonKeys

CENTRE = Post(0, "coordination", "Coordinación", "coordination", "", ("",), (), "")


@dataclass(slots=True)
class Held:
    """What one session holds beyond the device: its keyring, and the device's that it was made from."""

    device_ring: Keyring
    ring: Keyring


_held: dict[str, Held] = {}
_publics: dict[str, bytes] = {}


def duty_of(request: HttpRequest) -> Duty:
    """The colleague on duty behind a request. Raises Refused when the appointment has ended."""
    cached: Duty | None = getattr(request, "duty", None)
    if cached is None:
        session = session_of(request)
        if session is None:
            raise Refused("Nobody is logged in at this browser.")
        cached = _duty(session, open_desk())
        request.duty = cached  # type: ignore[attr-defined]
        timezone.activate(cached.zone)  # what templates and fields show of moments
    return cached


def note_reading(duty: Duty, person: PersonId) -> None:
    """Note that a colleague opens a chart, before it is shown; written as an act in batches by the minute."""
    readings.note_reading((duty.staff.id, person, millis_of(duty.now) // MINUTE))


def _duty(session: Session, desk: Desk) -> Duty:
    staff = find_staff(desk.cursor, session.staff_id)
    device = find_device(desk.cursor, desk.device.feed)
    post = (find_post(desk.cursor, device.post) if device else None) or CENTRE
    if staff is None or device is None or not staff.works_on(day_number(today_in(desk.clock, zone_named(post.zone)))):
        raise Refused("This appointment has ended; ask an administrator to renew it.")
    if session.person_keys is not None and _public(session) != staff.box_public:
        raise Refused("You were given new words; leave, and come in with those.")
    if not staff.works_at(post):
        raise Refused("You are appointed to another care network; ask an administrator to add this one.")
    return Duty(replace(desk, keyring=_ring(session, staff, desk)), staff, post, read_clock(desk))


def _public(session: Session) -> bytes:
    """The public half of the keys that a session was begun with; worked out once."""
    if session.token not in _publics:
        _publics[session.token] = PersonKeys.from_bytes(session.person_keys or b"").box_public
    return _publics[session.token]


def _ring(session: Session, staff: Staff, desk: Desk) -> Keyring:
    """The device's keys, and the person's own where their words were given lately."""
    if session.person_keys is None or not SESSIONS.opens_sealed(session):
        return desk.keyring
    held = _held.get(session.token)
    if held is None or held.device_ring is not desk.keyring:
        keys = PersonKeys.from_bytes(session.person_keys)
        ring = desk.keyring.plus(load_session_epochs(desk.cursor, staff, keys))
        held = _held[session.token] = Held(desk.keyring, ring)
    return held.ring

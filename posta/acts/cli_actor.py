"""A duty for commands: the colleague whose words opened this home works at its post, in the past if need be."""

from posta.acts.actor import Actor
from posta.clock import get_zone, to_epoch_day, today_in
from posta.mission.errors import NotOfThisMission, Refused
from posta.mission.keys.granted_keys import load_session_epochs
from posta.mission.posts import find_device, find_post
from posta.mission.staff import find_staff
from posta.node.identity.device import Unlocked
from posta.scribe.context.clocks import read_clock
from posta.scribe.context.local_node import open_local_context


def actor_from_cli(unlocked: Unlocked) -> Actor:
    """Return the colleague whose words opened this home, with their keys, as role and networks allow.

    Raises NotOfThisMission at coordination, Refused.
    """
    node = open_local_context()
    staff = find_staff(node.cursor, unlocked.staff)
    device = find_device(node.cursor, node.device.feed)
    post = find_post(node.cursor, device.post) if device else None
    if staff is None or post is None:
        raise NotOfThisMission("not_at_a_post")
    if not staff.is_active_on(to_epoch_day(today_in(node.clock, get_zone(post.zone)))) or not staff.is_posted_at(post):
        raise Refused("appointment_not_here")
    ring = node.keyring.plus(load_session_epochs(node.cursor, staff, unlocked.person))
    return Actor(node.holding(ring), staff, post, read_clock(node))

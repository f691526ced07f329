"""A duty for commands: whoever's words opened this home is at work at its post, in the past if need be."""

from posta.acts.duty import Duty
from posta.clock import day_number, today_in, zone_named
from posta.mission.errors import NotOfThisMission, Refused
from posta.mission.keyring import load_session_epochs
from posta.mission.posts import find_device, find_post
from posta.mission.staff import find_staff
from posta.node.device import Unlocked
from posta.scribe.clocks import read_clock
from posta.scribe.here import open_desk


def duty_at_home(unlocked: Unlocked) -> Duty:
    """The colleague whose words opened this home, with their keys, as role and networks allow.

    Raises NotOfThisMission at coordination, Refused.
    """
    desk = open_desk()
    staff = find_staff(desk.cursor, unlocked.staff)
    device = find_device(desk.cursor, desk.device.feed)
    post = find_post(desk.cursor, device.post) if device else None
    if staff is None or post is None:
        raise NotOfThisMission("Care is given at a post by an appointed colleague; this computer or person is neither.")
    if not staff.works_on(day_number(today_in(desk.clock, zone_named(post.zone)))) or not staff.works_at(post):
        raise Refused("This appointment has ended or is for another care network; ask an administrator.")
    ring = desk.keyring.plus(load_session_epochs(desk.cursor, staff, unlocked.person))
    return Duty(desk.holding(ring), staff, post, read_clock(desk))

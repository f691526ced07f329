"""Who may order what about a place, asked before an order is written; received orders are judged by `places.place_orders`.

Both go by the same: a computer that administers orders anything in the name of an administrator; at a post a team leader
adds places within the networks of the post, changes the facts of those that the computer added as long as they are not
public, and orders services and closings of places that the computer serves.
"""

from posta.ids import FeedId
from posta.ledger.row_types import Cursor
from posta.mission.errors import Refused
from posta.mission.places.place_orders import FIELD_ROLES
from posta.mission.places.place_tables import is_added_by, list_served
from posta.mission.posts import Post, find_device
from posta.mission.rules.permissions import can_administer
from posta.mission.staff import Staff


def is_centre(cursor: Cursor, feed: FeedId, staff: Staff) -> bool:
    """Return whether an administrator works at a computer that administers."""
    device = find_device(cursor, feed)
    return device is not None and device.administers and can_administer(staff)


def check_can_add_place(cursor: Cursor, feed: FeedId, staff: Staff) -> None:
    """Check that a colleague may add a place at this computer. Raises Refused."""
    device = find_device(cursor, feed) if staff.role in FIELD_ROLES else None
    if device is None or (device.post is None and not is_centre(cursor, feed, staff)):
        raise Refused("places_by_leaders")


def check_can_change_place(cursor: Cursor, feed: FeedId, staff: Staff) -> None:
    """Check that a colleague may change the facts of any place, or which places a computer serves. Raises Refused."""
    if not is_centre(cursor, feed, staff):
        raise Refused("place_facts_by_administrators")


def check_can_change_facts(cursor: Cursor, feed: FeedId, staff: Staff, post: Post) -> None:
    """Check that a colleague may rename or move a place, or change its kind or zone. Raises Refused."""
    if post.public is not None or not is_added_by(cursor, post.number, feed):
        check_can_change_place(cursor, feed, staff)
    elif not is_centre(cursor, feed, staff):
        check_can_add_place(cursor, feed, staff)


def can_change_facts(cursor: Cursor, feed: FeedId, staff: Staff, post: Post) -> bool:
    """Return whether a colleague may rename or move a place."""
    try:
        check_can_change_facts(cursor, feed, staff, post)
    except Refused:
        return False
    return True


def check_can_order_services(cursor: Cursor, feed: FeedId, staff: Staff, place: int) -> None:
    """Check that a colleague may order services and closings of a place at this computer. Raises Refused."""
    check_can_add_place(cursor, feed, staff)
    if not is_centre(cursor, feed, staff) and place not in list_served(cursor, feed):
        raise Refused("place_not_served_here")


def can_add_place(cursor: Cursor, feed: FeedId, staff: Staff) -> bool:
    """Return whether a colleague may add a place at this computer."""
    try:
        check_can_add_place(cursor, feed, staff)
    except Refused:
        return False
    return True


def can_order_services(cursor: Cursor, feed: FeedId, staff: Staff, place: int) -> bool:
    """Return whether a colleague may order services and closings of a place at this computer."""
    try:
        check_can_order_services(cursor, feed, staff, place)
    except Refused:
        return False
    return True

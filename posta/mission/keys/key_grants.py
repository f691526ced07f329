"""Who is entitled to which key, who lacks one, and who holds one without a right to it.

The log says who is enrolled and appointed, which epochs there are, and to whom each was granted. Two of these can
cross on their way: an administering computer that was restored from an older backup rotates a key before it receives
its own later enrolments and revocations; a second one does so in the same hour. So entitlement and grants are
compared, at any time and at any computer, and what does not fit can be seen and put right.

    list_missing_grants(cursor, day)   entitled, and no grant: give it
    list_exposed(cursor)               granted, and entitled no more: begin a new epoch
"""

from collections.abc import Iterator
from dataclasses import dataclass

from posta.catalog.compartments import MISSION_WIDE, PERSON_HELD, Compartment
from posta.ids import FeedId, StaffId
from posta.ledger.row_types import Cursor
from posta.mission.posts import Device, find_device, list_devices, list_posts
from posta.mission.staff import Staff, list_key_holders, list_staff
from posta.seal.keys import public_key_id

Holder = FeedId | StaffId
KeyScope = tuple[Compartment, str]  # a compartment and a care network; "" for the whole mission

_EPOCHS = "SELECT epoch, compartment, network FROM mission_epoch ORDER BY hlc, epoch"
_GRANTS = "SELECT epoch, holder, sealed_to FROM mission_grant"


@dataclass(frozen=True, slots=True, repr=False)
class MissingGrant:
    """A key that its holder is entitled to and was not granted: the epoch, its place, the holder and their public key."""

    epoch: bytes
    place: KeyScope
    holder: Holder
    box_public: bytes


def list_entitled(cursor: Cursor, place: KeyScope, day: int) -> list[tuple[Holder, bytes]]:
    """Return who may hold the keys of a place on a day, devices and people, with their public keys.

    Neither a device that was declared lost nor a colleague whose work has ended is among them.
    """
    return _Mission.read(cursor).list_entitled(place, day)


def list_missing_grants(cursor: Cursor, day: int) -> list[MissingGrant]:
    """Return every key that a holder is entitled to on a day and cannot open, the oldest epoch first.

    It was never granted to them, or to keys that they had before they were given new words.
    """
    mission, granted = _Mission.read(cursor), _granted(cursor)
    return [
        MissingGrant(epoch, place, holder, public)
        for epoch, place in _list_epochs(cursor)
        for holder, public in mission.list_entitled(place, day)
        if not _opens(granted.get((epoch, holder)), public)
    ]


def list_missing_grants_of(cursor: Cursor, device: FeedId) -> list[bytes]:
    """Return the epochs that a device is entitled to and was not granted, as far as it knows."""
    mission = _Mission.of_device(cursor, device)
    granted = {row[0] for row in cursor.execute(f"{_GRANTS} WHERE holder = ?", (device,)).fetchall()}
    return [
        epoch
        for epoch, place in _list_epochs(cursor)
        if epoch not in granted and any(mission.may_device_hold(own, place) for own in mission.devices)
    ]


def list_exposed(cursor: Cursor) -> list[KeyScope]:
    """Return the places whose newest key was granted to a holder who may not, or no longer, have it.

    No date decides this, only orders: a clock that is wrong begins no epoch. A holder whose enrolment or appointment
    has not arrived yet is unknown, and left out.
    """
    mission = _Mission.read(cursor)
    newest = {place: epoch for epoch, place in _list_epochs(cursor)}
    holders: dict[bytes, list[bytes]] = {}
    for epoch, holder in _granted(cursor):
        holders.setdefault(epoch, []).append(holder)
    return [place for place, epoch in newest.items() if any(mission.is_over(h, place) for h in holders.get(epoch, ()))]


def list_order_keys(cursor: Cursor, device: FeedId, lacked: bytes) -> list[bytes]:
    """Return the order epochs granted to a device, under which it can receive one that it lacks, the best first.

    The newest before the one that it lacks comes first: the grant of a later one may itself wait for the missing one.
    """
    orders = [epoch for epoch, (compartment, _) in _list_epochs(cursor) if compartment == Compartment.ADMIN]
    at, granted = orders.index(lacked), _granted(cursor)
    return [epoch for epoch in (*reversed(orders[:at]), *orders[at:]) if (epoch, device) in granted]


@dataclass(frozen=True, slots=True, repr=False)
class _Mission:
    """Devices, people and networks as the log says now."""

    devices: tuple[Device, ...]
    staff: tuple[Staff, ...]
    case: frozenset[StaffId]
    networks: dict[int, tuple[str, ...]]

    @classmethod
    def of_device(cls, cursor: Cursor, feed: FeedId) -> "_Mission":
        """Return one device alone, without its colleagues."""
        found = find_device(cursor, feed)
        networks = {post.number: post.networks for post in list_posts(cursor)}
        return cls((found,) if found else (), (), frozenset(), networks)

    @classmethod
    def read(cls, cursor: Cursor) -> "_Mission":
        return cls(
            tuple(list_devices(cursor)),
            tuple(list_staff(cursor)),
            frozenset(one.id for one in list_key_holders(cursor)),
            {post.number: post.networks for post in list_posts(cursor)},
        )

    def list_entitled(self, place: KeyScope, day: int) -> list[tuple[Holder, bytes]]:
        devices: list[tuple[Holder, bytes]] = [
            (one.feed, one.box_public) for one in self.devices if self.may_device_hold(one, place)
        ]
        people = (one for one in self.staff if one.is_active_on(day) and self.may_person_hold(one, place))
        return [*devices, *((one.id, one.box_public) for one in people)]

    def may_device_hold(self, device: Device, place: KeyScope) -> bool:
        compartment, network = place
        if device.revoked is not None or compartment in PERSON_HELD:
            return False
        return compartment in MISSION_WIDE or (
            device.post is not None and network in self.networks.get(device.post, ())
        )

    def may_person_hold(self, person: Staff, place: KeyScope) -> bool:
        """Return whether role and networks give a person a key.

        An administrator has all keys that care uses, in order to grant them.
        """
        compartment, network = place
        if person.id in self.case and compartment not in MISSION_WIDE:
            return True
        holds = compartment in person.compartments or person.custodian
        return compartment in PERSON_HELD and holds and person.serves(network)

    def is_over(self, holder: bytes, place: KeyScope) -> bool:
        for device in self.devices:
            if device.feed == holder:
                return not self.may_device_hold(device, place)
        for person in self.staff:
            if person.id == holder:
                return person.departed or not self.may_person_hold(person, place)
        return False


def _list_epochs(cursor: Cursor) -> Iterator[tuple[bytes, KeyScope]]:
    for epoch, compartment, network in cursor.execute(_EPOCHS).fetchall():
        if compartment in _KNOWN:
            yield epoch, (Compartment(compartment), network)


def _granted(cursor: Cursor) -> dict[tuple[bytes, bytes], bytes]:
    """Return to which key each grant was sealed, by epoch and holder."""
    return {(epoch, holder): sealed_to for epoch, holder, sealed_to in cursor.execute(_GRANTS).fetchall()}


def _opens(sealed_to: bytes | None, public: bytes) -> bool:
    """Return whether there is a grant that its holder's key opens.

    A grant of an older version does not name the key to which it was sealed.
    """
    return sealed_to is not None and sealed_to in (b"", public_key_id(public))


_KNOWN = frozenset(int(one) for one in Compartment)

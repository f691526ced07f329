"""Colleagues: who they are, what they may open, until when."""

from dataclasses import dataclass

from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.ids import StaffId
from posta.ledger.row_types import Cursor
from posta.mission.posts import Post
from posta.mission.roles import Role, get_role

_SELECT = (
    "SELECT s.staff, s.name, s.role, s.compartments, s.until, s.custodian, s.box_public, s.verify_key,"
    " d.hlc IS NOT NULL AND d.hlc > s.hlc, s.networks, s.licence FROM mission_staff s"
    " LEFT JOIN mission_departure d ON d.staff = s.staff"
)


@dataclass(frozen=True, slots=True, repr=False)
class Staff:
    """A colleague as appointed; `until` is the last day (days since 1970), None for open-ended.

    `networks` are the care networks in which they work; empty for every one. `licence` is the number of their
    professional licence, where their trade prescribes and it was written down.
    """

    id: StaffId
    name: str
    role: str
    compartments: frozenset[Compartment]
    until: int | None
    custodian: bool
    box_public: bytes
    verify_key: bytes
    departed: bool
    networks: tuple[str, ...] = ()
    licence: str = ""

    @property
    def trade(self) -> Role:
        return get_role(self.role)

    def is_active_on(self, day: int) -> bool:
        """Return whether the appointment holds on a day."""
        return not self.departed and (self.until is None or day <= self.until)

    def serves(self, network: str) -> bool:
        """Return whether they work in a care network; what belongs to the whole mission is for everybody."""
        return not network or not self.networks or network in self.networks

    def is_posted_at(self, post: Post | None) -> bool:
        """Return whether a post is of a network of theirs; coordination is of none and of all."""
        return post is None or any(self.serves(network) for network in post.networks)

    def may_hold_key(self, compartment: int, network: str) -> bool:
        """Return whether role and networks give them the key of a person-held compartment in a care network."""
        return compartment in self.compartments and compartment in PERSON_HELD and self.serves(network)


def find_staff(cursor: Cursor, staff: StaffId) -> Staff | None:
    """Return a colleague by id."""
    row = cursor.execute(f"{_SELECT} WHERE s.staff = ?", (staff,)).fetchone()
    return _staff(row) if row else None


def list_staff(cursor: Cursor) -> list[Staff]:
    """Return all colleagues ever appointed, by name."""
    return [_staff(row) for row in cursor.execute(f"{_SELECT} ORDER BY s.name, s.staff").fetchall()]


def list_staff_names(cursor: Cursor) -> dict[bytes, str]:
    """Return the names of all colleagues ever appointed, by id; nearly every page shows some of them."""
    return dict(cursor.execute("SELECT staff, name FROM mission_staff ORDER BY name, staff").fetchall())


def list_key_holders(cursor: Cursor) -> list[Staff]:
    """Return the administrators who were granted the mission's keys, without those who have another role now."""
    found = cursor.execute(f"{_SELECT} JOIN mission_secret m ON m.holder = s.staff ORDER BY s.staff").fetchall()
    return [one for one in map(_staff, found) if one.trade.administers]


def list_verify_keys(cursor: Cursor, staff: bytes) -> tuple[bytes, ...]:
    """Return every key that the mission gave a colleague to sign with; new words bring a new one."""
    found = cursor.execute("SELECT verify_key FROM mission_signer WHERE staff = ? ORDER BY 1", (staff,))
    return tuple(row[0] for row in found.fetchall())


def _staff(row: tuple) -> Staff:
    compartments = frozenset(Compartment(int(c)) for c in row[3].split())
    return Staff(
        StaffId(row[0]),
        row[1],
        row[2],
        compartments,
        row[4],
        bool(row[5]),
        row[6],
        row[7],
        bool(row[8]),
        tuple(row[9].split()),
        row[10],
    )

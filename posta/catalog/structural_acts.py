"""Structural acts: what happens around care and in running the mission, each a frozen value.

They travel as arrays in declaration order; a later version may only add fields at the end, with a default. What is
declared here is the whole content of such a part; who, when and where stand in the part's head (`codec`). The types say
how long and how large each value may be (`bounds`), so that an act which was read can be stored, computed with and shown.
"""

from typing import Annotated

import msgspec

from posta.catalog.bounds import (
    Box,
    CompartmentNumber,
    Count,
    Day,
    EpochId,
    HeaderBytes,
    Id,
    Key,
    KeyName,
    LastPlace,
    Line,
    Minute,
    Place,
    PostNumber,
    Signature,
    Word,
)
from posta.clock import USUAL_ZONE
from posta.seal.keys import is_valid_box_key

ChartAccess = tuple[Id, Id, Minute]
PrintedSheet = tuple[Id, Word, Id | None, Minute]
UnlinkedCountRow = tuple[Word, Word, Annotated[dict[Word, Line], msgspec.Meta(max_length=60)], Count]
AcceptedHead = tuple[Place, Place, Key]
PLANNED_STATES = frozenset({"kept", "called", "found", "moved_on", "refused", "cancelled", "moved"})


NIGHT = "night"
"""For whom a person waits who is handed over to the colleagues on duty this night."""


class Act(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Base of all structural acts: an array on the wire, additive only; its repr shows nothing that it holds."""

    def __repr__(self) -> str:
        return object.__repr__(self)


class Arrival(Act, frozen=True, array_like=True, kw_only=True):
    """A person has come and waits. `reserved` shows others nothing but that the visit is reserved.

    `ticket` is the number of the day by which they are called, `signs` are codes of what was seen at the door.
    """

    reason: Line = ""
    reserved: bool = False
    colour: Word = ""
    programme: Word = ""
    ticket: Word = ""
    signs: tuple[Word, ...] = ()


class ArrivalStatus(Act, frozen=True, array_like=True, kw_only=True):
    """What became of an arrival: `called` into consultation, `done`, or `left` before being seen."""

    state: Word

    def __post_init__(self) -> None:
        if self.state not in {"called", "done", "left"}:
            raise ValueError("An arrival is called, done or left.")


class HandOver(Act, frozen=True, array_like=True, kw_only=True):
    """An arrival (`refers`) waits again: for a trade (the code of a role), or as before if none is named.

    `night` stands for the colleagues on duty this night: the person is on their list, and on no board by it.
    `reason` is one line for the colleagues of that trade. With `reserved` it stands in the part of its compartment
    alone, and the open part says only for whom the person waits.
    """

    trade: Word = ""
    reason: Line = ""
    reserved: bool = False


class Withdrawal(Act, frozen=True, array_like=True, kw_only=True):
    """An entry of ours no longer holds: undone within 30 seconds, or entered in error for a stated reason."""

    reason: Line = "undone"


class Reinstatement(Act, frozen=True, array_like=True, kw_only=True):
    """A withdrawal no longer holds, so the entry that it withdrew holds again; `refers` names the withdrawal."""

    reason: Line = ""


class TravelGroupMember(Act, frozen=True, array_like=True, kw_only=True):
    """A person travels with a party (family or group); `party` is a random id.

    `relation` is what they are to the member `of`, as a code of list `companion`: the child of, the partner of.
    """

    party: Id
    relation: Word = ""
    of: Id | None = None


class TravelGroupLeft(Act, frozen=True, array_like=True, kw_only=True):
    """A person no longer travels with a party, and why: a code of list `parting`."""

    party: Id
    reason: Word = ""


class ChartAccesses(Act, frozen=True, array_like=True, kw_only=True):
    """Who opened which chart, at which minute since 1970: rows of (staff, person, minute).

    `prints` says who made which sheet ready to print: rows of (staff, what, person, minute), without a person for one
    about a whole day.
    """

    rows: tuple[ChartAccess, ...]
    prints: tuple[PrintedSheet, ...] = ()


class UnlinkedCounts(Act, frozen=True, array_like=True, kw_only=True):
    """Unlinked facts: counts by coarse keys; no row belongs to a person or a visit."""

    rows: tuple[UnlinkedCountRow, ...]  # (row name, week or month, columns, count)


class PlannedVisit(Act, frozen=True, array_like=True, kw_only=True):
    """A visit is planned for a day, or between two days around it; `place` is the post that expects the person.

    `form` is what will be written then (empty: any care), `schedule` and `reason` why. Of a `reserved` one the open
    part holds the day and the post; everything else stands in the part of its compartment.
    """

    day: Day
    place: PostNumber
    first: Day | None = None
    last: Day | None = None
    form: Word = ""
    schedule: Word = ""
    reason: Word = ""
    reserved: bool = False

    def __post_init__(self) -> None:
        if not (self.first or self.day) <= self.day <= (self.last or self.day):
            raise ValueError("A planned day lies between the first and the last day of its window.")


class PlannedVisitOutcome(Act, frozen=True, array_like=True, kw_only=True):
    """What became of a planned visit (`refers`): `kept` by a contact (`by`), or another state; `moved` has a day.

    `called` and `found` leave it open; the last of the others by clock decides.
    """

    state: Word
    day: Day | None = None
    by: Id | None = None

    def __post_init__(self) -> None:
        if self.state not in PLANNED_STATES:
            raise ValueError("A planned visit is kept, called, found, moved_on, refused, cancelled or moved.")
        if (self.state == "moved") != (self.day is not None):
            raise ValueError("A planned visit that is moved has another day, and no other has one.")


class ExpectedAt(Act, frozen=True, array_like=True, kw_only=True):
    """A person travels on and is expected at a post around a day, alone or with a party; `last` is when that ends."""

    place: PostNumber
    day: Day
    last: Day
    party: Id | None = None

    def __post_init__(self) -> None:
        if self.last < self.day:
            raise ValueError("Nobody is expected after the last day.")


class Founding(Act, frozen=True, array_like=True, kw_only=True):
    """The mission begins: its name, root key, networks and posts, and what it says of itself in public."""

    name: Line
    root: Key
    networks: tuple[tuple[Word, dict[Word, Line]], ...]
    posts: tuple["FoundedPost", ...]
    account: "MissionAccount | None" = None


class MissionAccount(Act, frozen=True, array_like=True, kw_only=True):
    """What a mission says of itself in public: the day it describes, its words for each list, partners and events.

    `demonstration`: everybody in its records is invented; no other mission takes invented people.
    """

    as_of: Word
    lists: tuple[tuple[Word, tuple[tuple[Word, dict[Word, Line]], ...]], ...] = ()
    partners: tuple[tuple[Word, dict[Word, Line]], ...] = ()
    events: tuple["MissionEvent", ...] = ()
    demonstration: bool = False


class MissionEvent(Act, frozen=True, array_like=True, kw_only=True):
    """An event that the mission publishes: an opening, a reduction, an emergency. `date` may be a year only."""

    id: Word
    date: Word
    kind: Word
    text: dict[Word, Line]
    places: tuple[Word, ...] = ()
    staff: Count = 0
    people: Count = 0


class FoundedPost(Act, frozen=True, array_like=True, kw_only=True):
    """A place where care is given; `number` stands for it on the wire, `zone` is the time zone by which its days go."""

    number: PostNumber
    id: Word
    name: Line
    kind: Word
    municipality: Word
    networks: tuple[Word, ...]
    services: tuple[Word, ...] = ()
    state: Word = ""
    zone: Word = USUAL_ZONE
    public: "PublicSide | None" = None


class PublicSide(Act, frozen=True, array_like=True, kw_only=True):
    """What of a post may stand on the public page; a post without it is not public.

    `precision` is `state` or `municipality`, the finest that may be shown; `entity` the two-digit INEGI code of the
    state; `titles` a public name by language; `services` rows of (service, since, until), dates as far as known.
    """

    precision: Word
    entity: Word
    titles: dict[Word, Line] = {}
    opened: Word = ""
    closed: Word = ""
    services: tuple[tuple[Word, Word, Word], ...] = ()
    partners: tuple[Word, ...] = ()
    population: tuple[Word, ...] = ()


class Enrolment(Act, frozen=True, array_like=True, kw_only=True):
    """A device joins: its public keys, the post it serves (None = coordination), what it may do, until when (day)."""

    verify_key: Key
    box_public: Key
    post: PostNumber | None
    label: Line
    administers: bool = False
    until: Day | None = None

    def __post_init__(self) -> None:
        _check_can_be_sealed_to(self.box_public)


class Appointment(Act, frozen=True, array_like=True, kw_only=True):
    """A colleague begins work or changes role: name shown to colleagues, role, compartments, public keys, last day.

    `wrapped` holds the person's private keys closed under their five words, so that they can begin at a post at once.
    `networks` are the care networks in which they work; none named means every one, as in older appointments.
    `licence` is the number of their professional licence, which what they prescribe must show.
    """

    staff: Id
    name: Line
    role: Word
    compartments: tuple[CompartmentNumber, ...]
    box_public: Key
    verify_key: Key
    until: Day | None = None
    custodian: bool = False
    wrapped: Box = b""
    networks: tuple[Word, ...] = ()
    licence: Word = ""

    def __post_init__(self) -> None:
        _check_can_be_sealed_to(self.box_public)


class AppointmentEnded(Act, frozen=True, array_like=True, kw_only=True):
    """A colleague's work ends."""

    staff: Id
    reason: Line = ""


class KeyEpoch(Act, frozen=True, array_like=True, kw_only=True):
    """A new key of a compartment begins: its id, the network, the public key for deposits. The key itself is granted."""

    epoch: EpochId
    compartment: CompartmentNumber
    network: Word
    public: Key

    def __post_init__(self) -> None:
        _check_can_be_sealed_to(self.public)


class KeyGrant(Act, frozen=True, array_like=True, kw_only=True):
    """A sealed box with an epoch's key for one device (feed id) or one person (staff id).

    `sealed_to` names the public key of the holder that opens it (`seal.keys.public_key_id`); empty in older grants.
    """

    epoch: EpochId
    holder: Id
    box: Box
    sealed_to: KeyName = b""


class SecretGrant(Act, frozen=True, array_like=True, kw_only=True):
    """The mission's pseudonym secret in a sealed box, for devices of posts only; coordination never gets one."""

    holder: Id
    box: Box


class DeviceRevocation(Act, frozen=True, array_like=True, kw_only=True):
    """A device is out: its entries stand up to (incarnation, sequence); later ones are set aside.

    `order` is the administrator's signed order to turn it away, which any computer can show to the device. `heads`
    are the ends of the lines that stand (incarnation, sequence, hash): with any named, no other line stands.
    """

    feed: Id
    incarnation: Place
    sequence: LastPlace
    reason: Line = ""
    order: Box = b""
    heads: tuple[AcceptedHead, ...] = ()

    def __post_init__(self) -> None:
        last = self.incarnation, self.sequence
        if not all((0, 0) <= (i, s) <= last and 0 <= s < 1 << 62 and len(h) == 32 for i, s, h in self.heads):
            raise ValueError("A head that stands is no later than the place up to which all stands.")


class NewIncarnation(Act, frozen=True, array_like=True, kw_only=True):
    """A restored or cloned device begins again and names the last entry it knew of itself."""

    incarnation: Place
    sequence: LastPlace
    hash: Key
    cause: Word = "restore"


class ForkEvidence(Act, frozen=True, array_like=True, kw_only=True):
    """Two signed heads of one device whose lines part at one place.

    `signatures` are over `heads` (sequence, hash), or over the hashes at the place itself where none are named; `links` are
    the headers that lead from the place to each head. Without proof it accuses nobody (`feed.fork`).
    """

    verify_key: Key
    incarnation: Place
    sequence: Place
    hashes: tuple[Key, Key]
    signatures: tuple[Signature, Signature]
    heads: tuple[tuple[Place, Key], ...] = ()
    links: tuple[tuple[HeaderBytes, ...], ...] = ()


class CardIssued(Act, frozen=True, array_like=True, kw_only=True):
    """A membership card is renewed: a device's, signed by an administrator, or an administrator's, signed by the root."""

    card: Box


class EntryReadmission(Act, frozen=True, array_like=True, kw_only=True):
    """Entries (ids) of a device that was declared lost stand after all: somebody reviewed them."""

    entries: tuple[Id, ...]
    reason: Line = ""


def _check_can_be_sealed_to(public: bytes) -> None:
    """Refuse a key to which nothing can be sealed: every stick, grant and deposit that names it would fail."""
    if not is_valid_box_key(public):
        raise ValueError("Nothing can be sealed to this public key.")

"""Structural acts: what happens around care and in running the mission, each a frozen value.

They travel as arrays in declaration order; a later version may only add fields at the end, with a default. What is
declared here is the whole content of such a part; who, when and where stand in the part's head (`codec`).
"""

import msgspec


class Act(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Base of all structural acts: an array on the wire, additive only."""


class Arrival(Act, frozen=True, array_like=True, kw_only=True):
    """A person has come and waits. `reserved` shows others nothing but that the visit is reserved."""

    reason: str = ""
    reserved: bool = False
    colour: str = ""
    programme: str = ""


class Step(Act, frozen=True, array_like=True, kw_only=True):
    """What became of an arrival: `called` into consultation, `done`, or `left` before being seen."""

    state: str

    def __post_init__(self) -> None:
        if self.state not in {"called", "done", "left"}:
            raise ValueError("An arrival is called, done or left.")


class Withdrawal(Act, frozen=True, array_like=True, kw_only=True):
    """An entry of ours no longer holds: undone within 30 seconds, or entered in error for a stated reason."""

    reason: str = "undone"


class Companionship(Act, frozen=True, array_like=True, kw_only=True):
    """A person travels with a party (family or group); `party` is a random id."""

    party: bytes
    relation: str = ""


class Readings(Act, frozen=True, array_like=True, kw_only=True):
    """Who opened which chart, at which minute since 1970: rows of (staff, person, minute)."""

    rows: tuple[tuple[bytes, bytes, int], ...]


class Tally(Act, frozen=True, array_like=True, kw_only=True):
    """Unlinked facts: counts by coarse keys, of which no row belongs to a person or a visit."""

    rows: tuple[tuple[str, str, dict[str, str], int], ...]  # (row name, week or month, columns, count)


class Founding(Act, frozen=True, array_like=True, kw_only=True):
    """The mission begins: its name, root key, networks and posts."""

    name: str
    root: bytes
    networks: tuple[tuple[str, dict[str, str]], ...]
    posts: tuple["Post", ...]


class Post(Act, frozen=True, array_like=True, kw_only=True):
    """A place where care is given; `number` stands for it on the wire."""

    number: int
    id: str
    name: str
    kind: str
    municipality: str
    networks: tuple[str, ...]
    services: tuple[str, ...] = ()
    state: str = ""


class Enrolment(Act, frozen=True, array_like=True, kw_only=True):
    """A device joins: its public keys, the post it serves (None = coordination), what it may do, until when (day)."""

    verify_key: bytes
    box_public: bytes
    post: int | None
    label: str
    administers: bool = False
    until: int | None = None


class Appointment(Act, frozen=True, array_like=True, kw_only=True):
    """A colleague begins work or changes role: name shown to colleagues, role, compartments, public keys, last day.

    `wrapped` holds the person's private keys closed under their five words, so that they can begin at a post at once.
    `networks` are the care networks in which they work; none named means every one, as in appointments of old.
    """

    staff: bytes
    name: str
    role: str
    compartments: tuple[int, ...]
    box_public: bytes
    verify_key: bytes
    until: int | None = None
    custodian: bool = False
    wrapped: bytes = b""
    networks: tuple[str, ...] = ()


class Departure(Act, frozen=True, array_like=True, kw_only=True):
    """A colleague's work ends."""

    staff: bytes
    reason: str = ""


class EpochOpening(Act, frozen=True, array_like=True, kw_only=True):
    """A new key of a compartment begins: its id, the network, the public key for deposits. The key itself is granted."""

    epoch: bytes
    compartment: int
    network: str
    public: bytes


class Grant(Act, frozen=True, array_like=True, kw_only=True):
    """A sealed box with an epoch's key for one device (feed id) or one person (staff id)."""

    epoch: bytes
    holder: bytes
    box: bytes


class SecretGrant(Act, frozen=True, array_like=True, kw_only=True):
    """The mission's pseudonym secret in a sealed box, for devices of posts only; coordination never gets one."""

    holder: bytes
    box: bytes


class Revocation(Act, frozen=True, array_like=True, kw_only=True):
    """A device is out: its entries stand up to (incarnation, sequence); later ones are set aside.

    `order` is the administrator's signed order to turn it away, for whoever meets the device to show it. `heads` are the
    ends of the lines that stand (incarnation, sequence, hash): with any named, no other line stands.
    """

    feed: bytes
    incarnation: int
    sequence: int
    reason: str = ""
    order: bytes = b""
    heads: tuple[tuple[int, int, bytes], ...] = ()

    def __post_init__(self) -> None:
        last = self.incarnation, self.sequence
        if not all((0, 0) <= (i, s) <= last and 0 <= s < 1 << 62 and len(h) == 32 for i, s, h in self.heads):
            raise ValueError("A head that stands is no later than the place up to which all stands.")


class NewIncarnation(Act, frozen=True, array_like=True, kw_only=True):
    """A restored or cloned device begins anew and names the last it knew of itself."""

    incarnation: int
    sequence: int
    hash: bytes
    cause: str = "restore"


class ForkEvidence(Act, frozen=True, array_like=True, kw_only=True):
    """Two signed heads of one device at one place."""

    verify_key: bytes
    incarnation: int
    sequence: int
    hashes: tuple[bytes, bytes]
    signatures: tuple[bytes, bytes]


class Renewal(Act, frozen=True, array_like=True, kw_only=True):
    """A membership card is issued anew: a device's, signed by an administrator, or an administrator's, by the root."""

    card: bytes

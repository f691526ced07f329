"""A device that was enrolled and then turned: it signs with a good key what no honest program would write.

Each trick says who must notice: everybody (`ALL`, the part is sealed for the whole mission), the posts of its network
(`ROUTE`), nobody (`NOBODY`, it only looks strange), or whoever likes (`EITHER`, but all readers alike).
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

import msgspec

from posta.catalog import kinds
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import AdminPayload, ClinicalPayload, FactsPayload
from posta.catalog.language.form import get_form
from posta.catalog.structural_acts import AppointmentEnded, Withdrawal
from posta.feed.canonical import pack_part, pack_prefix
from posta.feed.entry import ALGORITHM, GENESIS, WIRE_VERSION, Head
from posta.feed.sign import head_message
from posta.ids import FeedId
from posta.seal.envelope import seal_part
from posta.seal.epoch_keyring import Keyring
from posta.seal.epochs import Epoch
from posta.seal.keys import DeviceKeys
from posta.wire.address import Segment, WireEntry, WirePart, encode_segment
from tests.faults.malformed_parts import BROKEN, OF_ANOTHER_KIND, Make, Poured, entry_of, poured
from tests.faults.malformed_parts import Head as PartHead

ALL, ROUTE, NOBODY, EITHER = "all", "route", "nobody", "either"
_YEARS = 3 * 365 * 86_400_000
_encode = msgspec.msgpack.encode


class MalformedEntry(NamedTuple):
    """An odd part: whom its entry is about, where it was put, and what is odd."""

    person: bytes
    compartment: Compartment
    name: str


@dataclass(eq=False)
class HostileDevice:
    """The turned device: its keys, the lines it has written, and who must notice which entry."""

    device: DeviceKeys
    keyring: Keyring
    dice: random.Random
    millis: int
    lines: list[list[WireEntry]] = field(default_factory=lambda: [[]])
    noticed_by: dict[bytes, str] = field(default_factory=dict)
    targets: list[bytes] = field(default_factory=list)
    incarnation: int = 0
    poisoned: dict[bytes, MalformedEntry] = field(default_factory=dict)

    @property
    def feed(self) -> FeedId:
        return self.device.feed

    def strike(self) -> str:
        """Write one strange entry on a line; returns the name of the trick."""
        name = "fork" if self.dice.random() < 0.15 else self.dice.choice(sorted(TRICKS))
        line = self.dice.choice(self.lines)
        if name == "fork":
            line = line[: self.dice.randrange(len(line) + 1)]
            self.lines.append(line)
        noticed, parts = TRICKS[name](self)
        self._append(line, parts, ahead=_YEARS if name == "clock years ahead" else 0)
        self.noticed_by[line[-1].hash] = noticed
        return name

    def segments(self) -> list[bytes]:
        """All lines, each as one segment."""
        return [encode_segment(self._segment(line)) for line in self.lines if line]

    def said(self, kind: int, body: object, **other: object) -> ClinicalPayload:
        """A part of care as this device would say it."""
        fields: dict = {
            "kind": kind, "version": 1, "author": bytes(16), "person": self.dice.randbytes(16), "occurred": self.millis,
            "precision": 0, "post": 1, "refers": None, "body": body,
        }  # fmt: skip
        return ClinicalPayload(**{**fields, **other})

    def pour(
        self, compartment: Compartment, make: Make, person: bytes, *, network: str = "route", ahead: int = 0
    ) -> bytes:
        """Write an entry about a person with an odd part in a compartment; returns its hash."""
        parts = [
            poured(self.keyring, home, network, plain, sha256(self.dice.randbytes(8)).digest()[:8])
            for home, plain in entry_of(PartHead(person, self.millis), compartment, make)
        ]  # hashed: these dice and those of the mission can run alike, and the name of a real epoch would say another thing
        self._append(self.lines[0], parts, ahead)
        return self.lines[0][-1].hash

    def poison(self, person: bytes) -> None:
        """Write something odd about a person into every compartment: what must be noticed, or named where it is opened."""
        for compartment in Compartment:
            name = self.dice.choice(sorted(BROKEN))
            hash_ = self.pour(compartment, BROKEN[name], person)
            self.poisoned[hash_] = MalformedEntry(person, compartment, name)
            self.noticed_by[hash_] = _noticed(compartment, name)

    def _append(self, line: list[WireEntry], parts: Sequence[Poured | tuple[Epoch, Epoch, bytes]], ahead: int) -> None:
        self.millis += 1000
        clock = max((self.millis + ahead) << 16, line[-1].hlc + 1 if line else 0)
        previous = line[-1].hash if line else GENESIS
        prefix = pack_prefix(WIRE_VERSION, ALGORITHM, self.feed, self.incarnation, len(line), previous, clock)
        made = []
        for index, part in enumerate(parts):
            named, seal = part if isinstance(part, Poured) else (part[0], _sealing(part[1], part[2]))
            name = named if isinstance(named, bytes) else named.id
            sealed = seal(prefix + bytes((index,)) + name, self.dice.randbytes)
            made.append(WirePart(name, sha256(sealed).digest(), len(sealed), sealed))
        header = prefix + bytes((len(made),)) + b"".join(pack_part(p.epoch, p.digest, p.size) for p in made)
        line.append(WireEntry(header, sha256(previous + header).digest(), clock, tuple(made)))

    def _segment(self, line: list[WireEntry]) -> Segment:
        number = self.incarnation
        head = Head(self.feed, number, len(line) - 1, line[-1].hash)
        return Segment(
            self.device.verify_key, self.feed, number, 0, GENESIS, tuple(line), self.device.sign(head_message(head))
        )


def _noticed(compartment: Compartment, name: str) -> str:
    """Who must set an odd part aside: whoever reads its compartment, or only who reads the care beside it."""
    if compartment in PERSON_HELD or (name == "no form" and compartment is not Compartment.ADMIN):
        return NOBODY
    beside = compartment is Compartment.FACTS and name in OF_ANOTHER_KIND
    return ROUTE if compartment is Compartment.CARE or beside else ALL


Parts = list[tuple[Epoch, Epoch, bytes]]


def _sealing(epoch: Epoch, plain: bytes) -> Callable[[bytes, Callable[[int], bytes]], bytes]:
    return lambda aad, random: seal_part(plain, epoch, aad=aad, random=random)


Trick = Callable[[HostileDevice], tuple[str, Parts]]


def _care(hostile: HostileDevice, plain: bytes) -> Parts:
    epoch = hostile.keyring.current(Compartment.CARE, "route")
    return [(epoch, epoch, plain)]


def _mission_wide(hostile: HostileDevice, compartment: Compartment, plain: bytes) -> Parts:
    epoch = hostile.keyring.current(compartment, "")
    return [(epoch, epoch, plain)]


def _wrong_key(hostile: HostileDevice) -> tuple[str, Parts]:
    epoch = hostile.keyring.current(Compartment.CARE, "route")
    return ROUTE, [(epoch, Epoch(epoch.id, 2, "route", hostile.dice.randbytes(32)), b"\x90")]


def _facts(hostile: HostileDevice, kind: int, body: object, refers: bytes | None = None) -> bytes:
    return _encode(FactsPayload(kind, 1, 1, 17_860, None, "", "", "", "", refers, body))


def _order(hostile: HostileDevice) -> tuple[str, Parts]:
    act = AdminPayload(kinds.APPOINTMENT_ENDED, 1, None, hostile.millis, None, AppointmentEnded(staff=bytes(16)))
    return ALL, _mission_wide(hostile, Compartment.ADMIN, _encode(act))


def _person(value: object) -> dict[int, dict[int, object]]:
    form = get_form("person")
    return {form.number: {form.field("alias").number: value, form.field("birth_date").number: value}}


def _contact(value: object) -> dict[int, dict[int, object]]:
    opd, visit = get_form("opd"), get_form("visit")
    return {opd.number: {field.number: value for field in opd.fields[:6]}, visit.number: {1: value, 2: value}}


def _said_by(kind: int, body: object, **other: object) -> Callable[[HostileDevice], bytes]:
    return lambda hostile: _encode(hostile.said(kind, body, **other))


def _in_care(noticed: str, plain: Callable[[HostileDevice], bytes]) -> Trick:
    return lambda hostile: (noticed, _care(hostile, plain(hostile)))


def _foreign_undo(hostile: HostileDevice) -> bytes:
    refers = hostile.dice.choice(hostile.targets) if hostile.targets else bytes(16)
    return _encode(hostile.said(kinds.WITHDRAWAL, Withdrawal(reason="undone"), refers=refers))


_HARMLESS = _said_by(kinds.ARRIVAL, ["hello"])
TRICKS: dict[str, Trick] = {
    "noise for care": _in_care(ROUTE, lambda hostile: b"\xc1" + hostile.dice.randbytes(60)),
    "another shape": _in_care(ROUTE, lambda hostile: _encode([1, 2, 3])),
    "sealed with a wrong key": _wrong_key,
    "forms that are none": _in_care(ROUTE, _said_by(kinds.PERSON, "forms")),
    "a person without fields": _in_care(ROUTE, _said_by(kinds.PERSON, {1: 5, get_form("person").number: 7})),
    "an order as care": _in_care(ROUTE, _said_by(kinds.FOUNDING, [])),
    "an arrival of numbers": _in_care(ROUTE, _said_by(kinds.ARRIVAL, [1, 2, 3, 4])),
    "a moment beyond numbers": _in_care(ROUTE, _said_by(kinds.ENCOUNTER, {}, occurred=(1 << 64) - 1)),
    "a form number beyond all": _in_care(EITHER, _said_by(kinds.ENCOUNTER, {200: {1: 1}})),
    "a step of nowhere": _in_care(ROUTE, _said_by(kinds.ARRIVAL_STATUS, ["done"], refers=None)),
    "a hand-over of nowhere": _in_care(ROUTE, _said_by(kinds.HAND_OVER, ["nurse"], refers=None)),
    "values of other types": _in_care(EITHER, _said_by(kinds.PERSON, _person({"a": [1, None]}))),
    "a name of numbers": _in_care(EITHER, _said_by(kinds.PERSON, _person(12345678901))),
    "a contact of lists": _in_care(EITHER, _said_by(kinds.ENCOUNTER, _contact([[], {}, None]))),
    "a contact of words": _in_care(EITHER, _said_by(kinds.ENCOUNTER, _contact("once upon a time"))),
    "an order without right": _order,
    "noise for facts": lambda hostile: (ALL, _mission_wide(hostile, Compartment.FACTS, b"\xc1\x00\xff")),
    "a tally of nonsense": lambda hostile: (
        ALL,
        _mission_wide(hostile, Compartment.FACTS, _facts(hostile, kinds.UNLINKED_COUNTS, [["x", 1, 2]])),
    ),
    "a newer kind": _in_care(NOBODY, _said_by(99, {"new": True})),
    "a newer version": _in_care(NOBODY, _said_by(kinds.ARRIVAL, ["x"], version=9)),
    "undo of another's entry": _in_care(NOBODY, _foreign_undo),
    "fork": _in_care(NOBODY, _HARMLESS),
    "clock years ahead": _in_care(NOBODY, _HARMLESS),
    "harmless": _in_care(NOBODY, _HARMLESS),
}

"""Parts that no honest program writes, for every compartment; and odd ones that bounds let through and pages must show.

Any enrolled device can put them there: what devices hold it seals, what persons hold it deposits with the public key.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from posta.catalog import kinds
from posta.catalog.bounds import DAY, FIRST_DAY, LAST_DAY, MOST
from posta.catalog.compartments import MISSION_WIDE, PERSON_HELD, Compartment
from posta.catalog.encoding.codec import AdminPayload, ClinicalPayload, FactsPayload
from posta.catalog.encoding.compartment_split import FieldSlot, field_slots
from posta.catalog.language.form import get_form
from posta.seal.envelope import seal_part, seal_to_public_key
from posta.seal.epoch_keyring import Keyring

FORM_OF = {
    Compartment.FACTS: "opd", Compartment.CARE: "opd", Compartment.MENTAL_HEALTH: "mh_fu",
    Compartment.SEXUAL_VIOLENCE: "sv_fu", Compartment.PROTECTED: "torture", Compartment.CONTACTS: "person",
}  # fmt: skip
YEAR_10000 = 253_402_300_800_000
WHO_IT_IS = frozenset({"alias", "family_name"})  # who may amend a name may make somebody hard to find
encode = msgspec.msgpack.encode


class Head(NamedTuple):
    """What a part says before its body."""

    person: bytes
    millis: int
    post: int = 1
    author: bytes | None = bytes(16)

    def part(self, compartment: Compartment, body: object, kind: int = kinds.ENCOUNTER, **other: object) -> bytes:
        """The plain bytes of a part with this body; `other` says what else of its head is odd."""
        if compartment is Compartment.FACTS:
            day = other.pop("occurred", self.millis)
            values = (kind, 1, self.post, int(day) // DAY, None, "", "", "", "", None, body)  # type: ignore[call-overload]
            return encode(FactsPayload(*values)._replace(**other))
        if compartment is Compartment.ADMIN:
            return encode(AdminPayload(kind, 1, None, self.millis, None, body)._replace(**other))
        said = ClinicalPayload(kind, 1, self.author, self.person, self.millis, 0, self.post, None, body)
        return encode(said._replace(**other))


Make = Callable[[Head, Compartment], bytes]


def _head(**odd: object) -> Make:
    return lambda head, compartment: head.part(compartment, {}, **odd)


def _body(body: object, kind: int = kinds.ENCOUNTER) -> Make:
    return lambda head, compartment: head.part(compartment, body, kind)


def _bytes(plain: bytes) -> Make:
    return lambda head, compartment: plain


def _answers(value: Callable[[FieldSlot], object]) -> Make:
    """A form of the compartment in which each answer is as this says; None leaves it out."""

    def make(head: Head, compartment: Compartment) -> bytes:
        form = get_form(FORM_OF.get(compartment, "opd"))
        slots = (slot for slot in field_slots(form).slots if slot.name not in WHO_IT_IS)
        values = {slot.number: told for slot in slots if (told := value(slot)) is not None}
        return head.part(compartment, {form.number: values})

    return make


def _same(value: object) -> Make:
    return _answers(lambda slot: value)


def _deep() -> object:
    value: object = 1
    for _ in range(60):
        value = [value]
    return value


BROKEN: dict[str, Make] = {
    "before 1970": _head(occurred=-1 - 2 * DAY),
    "year 10000": _head(occurred=YEAR_10000),
    "beyond all numbers": _head(occurred=(1 << 63) * 1),
    "a post beyond all": lambda head, compartment: head._replace(post=1 << 53).part(compartment, {}),
    "an id that is none": _head(refers=b"short"),
    "noise": _bytes(b"\xc1" + b"noise" * 9),
    "text that is none": lambda head, compartment: head.part(compartment, None)[:-1] + b"\xa2\xff\xfe",
    "lists without end": lambda head, compartment: head.part(compartment, None)[:-1] + b"\x91" * 9_000 + b"\x01",
    "another shape": _bytes(encode([1, 2, 3])),
    "forms that are a string": _body("forms"),
    "a form whose fields are a number": lambda head, c: head.part(c, {get_form(FORM_OF.get(c, "opd")).number: 7}),
    "no form": _body({}),
    "an act in the place of forms": _body([1, 2, 3]),
    "forms in the place of an act": _body({1: {1: 1}}, kinds.ARRIVAL),
    "a kind that is not cared with": _body([], kinds.FOUNDING),
    "maps": _same({"a": [1, None]}),
    "lists of maps": _same([{}]),
    "lists of lists": _same([[["a"]]]),
    "numbers beyond all": _same((1 << 64) - 1),
    "not a number": _same(math.nan),
    "no end": _same(-math.inf),
    "bytes": _same(b"\x00\xff"),
    "deep": _same(_deep()),
}
"""What must be refused, or shown as what cannot be shown."""


OF_ANOTHER_KIND = frozenset({"forms in the place of an act", "a kind that is not cared with"})
"""What says nothing to who counts, and does not fit the care beside it."""


def _unknown(slot: FieldSlot) -> object:
    """Codes of a list that nobody knows here."""
    if slot.columns:
        row = {column.number: told for column in slot.columns if (told := _unknown(column)) is not None}
        return [row, {}] if row else None
    coded = slot.field.kind in ("one", "code", "many")
    return (["zz_unknown", "zz_2"] if slot.field.is_many else "zz_unknown") if coded else None


def _widest(slot: FieldSlot, sign: int) -> object:
    """The farthest that the bounds let through, or nearly."""
    field, kind = slot.field, slot.field.kind
    if slot.columns:
        row = {column.number: told for column in slot.columns if (told := _widest(column, sign)) is not None}
        return [row] * 20
    limits = [abs(float(one)) for one in (field.min, field.max) if isinstance(one, int | float)]
    most = sign * (10 * max(limits, default=0.0) or MOST)
    day = LAST_DAY if sign > 0 else FIRST_DAY
    return {
        "text": "x" * 300, "longtext": "x " * 700, "int": int(most), "decimal": most, "date": day, "datetime": day * DAY,
        "bool": sign > 0, "one": "w" * 64, "many": ["w" * 60, "v"], "code": ["w" * 9] if field.is_many else "w" * 64,
        "ref": "r" * 64,
    }.get(kind)  # fmt: skip


ODD: dict[str, Make] = {
    "codes of another edition": _answers(_unknown),
    "the largest of everything": _answers(lambda slot: _widest(slot, 1)),
    "the smallest of everything": _answers(lambda slot: _widest(slot, -1)),
    "nothing in every answer": lambda head, c: head.part(
        c,
        {(form := get_form(FORM_OF.get(c, "opd"))).number: {slot.number: None for slot in field_slots(form).slots[2:]}},
    ),
}
"""What bounds let through."""


ODD_ACTS: dict[str, Make] = {
    "an arrival of another edition": _body(["x" * 500, False, "zz", "zz"], kinds.ARRIVAL),
    "a reserved arrival with a reason": _body(["pain: x", True, "purple", ""], kinds.ARRIVAL),
    "a step of nothing": lambda head, c: head.part(c, ["left"], kinds.ARRIVAL_STATUS, refers=bytes(16)),
    "a hand-over of nothing": lambda head, c: head.part(c, ["zz", "x" * 500], kinds.HAND_OVER, refers=bytes(16)),
    "a party of everybody": _body([bytes(16), "zz"], kinds.TRAVEL_GROUP_MEMBER),
    "readings of nobody": _body([[[bytes(16), bytes(16), 1]]], kinds.CHART_ACCESSES),
    "a withdrawal of nothing": lambda head, c: head.part(c, ["x" * 500], kinds.WITHDRAWAL, refers=bytes(16)),
    "a correction of nothing": lambda head, c: head.part(c, {}, kinds.CORRECTION, refers=bytes(16)),
}
"""Acts that bounds let through, for the open chart."""
ODD_TALLY: Make = _body([[["mh_session", "zz", {"week": "zz", "zz": ""}, 10**9]]], kinds.UNLINKED_COUNTS)


class Poured(NamedTuple):
    """One part of an entry: the name of its epoch in the header, and how its bytes are sealed."""

    id: bytes
    seal: Callable[[bytes, Callable[[int], bytes]], bytes]


def poured(keyring: Keyring, compartment: Compartment, network: str, plain: bytes, named: bytes) -> Poured:
    """A part sealed where the device holds the key, and deposited where persons do."""
    if compartment in PERSON_HELD:
        public = keyring.publics[compartment, network]
        return Poured(named, lambda aad, random: seal_to_public_key(plain, public, aad=aad, random=random))
    epoch = keyring.current(compartment, "" if compartment in MISSION_WIDE else network)
    return Poured(epoch.id, lambda aad, random: seal_part(plain, epoch, aad=aad, random=random))


def entry_of(head: Head, compartment: Compartment, make: Make) -> list[tuple[Compartment, bytes]]:
    """The parts of an entry about a person with one odd part."""
    odd = (compartment, make(head, compartment))
    if compartment in PERSON_HELD:
        return [(Compartment.CARE, head._replace(author=None).part(Compartment.CARE, {})), odd]
    if compartment is Compartment.FACTS:
        opd = get_form("opd")
        honest = {opd.number: {opd.field("complaint").number: "Tos"}}
        return [odd, (Compartment.CARE, head.part(Compartment.CARE, honest))]
    return [odd]

"""Values to the plain bytes of parts and back. The only module that knows msgpack.

Three shapes, all arrays in fixed order:

    named  (care and the person-held)  [kind, version, author, person, occurred ms, precision, post, refers, body]
    facts                              [kind, version, post, day, pseudonym, sex, age band, country, group, refers, body]
    admin                              [kind, version, author, occurred ms, refers, body]

`refers` is the id of an entry that this one is about (the arrival a contact answers, the entry a correction replaces).
A body is filled forms ({form: {field: value}}) or a structural act. Unknown kinds and versions decode to their head with
the body untouched, so that they can be counted, kept, and projected after an upgrade.
"""

from typing import NamedTuple

import msgspec

from posta.catalog.compartments import Compartment
from posta.catalog.errors import MalformedPart, UnknownKind
from posta.catalog.kinds import KINDS, WITH_FORMS, Upcaster
from posta.catalog.structure import Act

Body = dict[int, dict[int, object]] | Act | object


class Said(NamedTuple):
    """A part of care or of a person-held compartment, opened."""

    kind: int
    version: int
    author: bytes | None
    person: bytes | None
    occurred: int
    precision: int
    post: int
    refers: bytes | None
    body: object


class Counted(NamedTuple):
    """A part of facts, opened; `day` counts from 1970, `person` is a pseudonym."""

    kind: int
    version: int
    post: int
    day: int
    person: bytes | None
    sex: str
    band: str
    country: str
    group: str
    refers: bytes | None
    body: object


class Ordered(NamedTuple):
    """A part of admin, opened."""

    kind: int
    version: int
    author: bytes | None
    occurred: int
    refers: bytes | None
    body: object


Opened = Said | Counted | Ordered
ABOUT = 0
"""Where a body of kind `person` says, in place of a form, what it does to earlier assertions: by the two numbers below."""
REPLACES, REMOVES = 0, 1
"""The ids of the assertions its writer saw, and the rows it removes from them, by the number of their group."""
_NESTED = (dict, list, tuple)
_encode = msgspec.msgpack.Encoder().encode
_decode_said = msgspec.msgpack.Decoder(Said).decode
_decode_counted = msgspec.msgpack.Decoder(Counted).decode
_decode_ordered = msgspec.msgpack.Decoder(Ordered).decode


def encode_part(value: Opened) -> bytes:
    """The plain bytes of a part; the same value always gives the same bytes."""
    return _encode(value._replace(body=_in_order(value.body)) if isinstance(value.body, dict) else value)


def decode_part(compartment: int, plain: bytes) -> Opened:
    """The value of a part; the body is left as it came (`read_body`). Raises MalformedPart."""
    try:
        if compartment == Compartment.FACTS:
            return _decode_counted(plain)
        return _decode_ordered(plain) if compartment == Compartment.ADMIN else _decode_said(plain)
    except (msgspec.DecodeError, RecursionError):  # the second: lists in lists in lists
        raise MalformedPart("A part does not have the shape of its compartment; it is set aside.") from None


def is_known(opened: Opened) -> bool:
    """Whether this program can read the body: kind and version are known."""
    kind = KINDS.get(opened.kind)
    return kind is not None and 1 <= opened.version <= kind.version


def read_act(opened: Opened) -> Act:
    """The structural act in a part, upcast to today's version. Raises UnknownKind, MalformedPart."""
    kind = KINDS.get(opened.kind)
    if kind is None or kind.act is None or not is_known(opened):
        raise UnknownKind(f"Kind {opened.kind} version {opened.version} is newer than this program; it is kept.")
    try:
        return msgspec.convert(_upcast(kind.upcasters, opened), kind.act)
    except (msgspec.ValidationError, ValueError):
        raise MalformedPart(f"An entry of kind {kind.name} has fields that do not fit; it is set aside.") from None


def read_forms(opened: Opened) -> dict[int, dict[int, object]]:
    """The filled forms in a part, by form number and field number. Raises UnknownKind, MalformedPart."""
    if opened.kind not in WITH_FORMS or not is_known(opened):
        raise UnknownKind(f"Kind {opened.kind} version {opened.version} is newer than this program; it is kept.")
    body = opened.body
    if not isinstance(body, dict) or not {int}.issuperset(map(type, body)):
        raise MalformedPart("An entry's forms do not have their shape; it is set aside.")
    return body


def _in_order(value: object) -> object:
    """Field numbers ascending, at every depth: a dict has no order of its own, bytes that are hashed need one."""
    if isinstance(value, dict):
        return {key: _in_order(v) if isinstance(v := value[key], _NESTED) else v for key in sorted(value)}
    return [_in_order(item) for item in value] if isinstance(value, _NESTED) else value


def _upcast(upcasters: dict[int, Upcaster], opened: Opened) -> object:
    body: object = opened.body
    for version in range(opened.version, KINDS[opened.kind].version):
        body = upcasters[version](body)
    return body

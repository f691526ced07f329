"""Values to the plain bytes of parts and back. The only module that knows msgpack.

Three shapes, all arrays in fixed order:

    named  (care and the person-held)  [kind, version, author, person, occurred ms, precision, post, refers, body]
    facts                              [kind, version, post, day, pseudonym, sex, age band, country, group, refers, body]
    admin                              [kind, version, author, occurred ms, refers, body]

`refers` is the id of an entry that this one is about (the arrival a contact answers, the entry a correction replaces).
A body is filled forms ({form: {field: value}}) or a structural act. Unknown kinds and versions decode to their head with
the body untouched, so that they can be counted, kept, and projected after an upgrade.

The types of the heads say what each value may be at most (`bounds`), `shapes` says it of the answers to a form. What no
honest program writes is refused where it is read, so that nothing behind it has to doubt a value.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from posta.catalog.bounds import DAY, Id, LocalDay, Millis, PostNumber, Pseudonym, Small, Word, is_believable
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.shapes import ABOUT as ABOUT
from posta.catalog.encoding.shapes import REMOVES as REMOVES
from posta.catalog.encoding.shapes import REPLACES as REPLACES
from posta.catalog.encoding.shapes import are_forms
from posta.catalog.errors import MalformedPart, UnbelievableMoment, UnknownKind
from posta.catalog.kinds import KINDS, WITH_FORMS, Upcaster
from posta.catalog.structural_acts import Act

Body = dict[int, dict[int, object]] | Act | object


class ClinicalPayload(NamedTuple):
    """A part of care or of a person-held compartment, opened."""

    kind: Small
    version: Small
    author: Id | None
    person: Id | None
    occurred: Millis
    precision: Small
    post: PostNumber
    refers: Id | None
    body: object

    def __repr__(self) -> str:
        return object.__repr__(self)


class FactsPayload(NamedTuple):
    """A part of facts, opened; `day` counts from 1970, `person` is a pseudonym."""

    kind: Small
    version: Small
    post: PostNumber
    day: LocalDay
    person: Pseudonym | None
    sex: Word
    band: Word
    country: Word
    group: Word
    refers: Id | None
    body: object

    def __repr__(self) -> str:
        return object.__repr__(self)


class AdminPayload(NamedTuple):
    """A part of admin, opened."""

    kind: Small
    version: Small
    author: Id | None
    occurred: Millis
    refers: Id | None
    body: object

    def __repr__(self) -> str:
        return object.__repr__(self)


Payload = ClinicalPayload | FactsPayload | AdminPayload
_NESTED = (dict, list, tuple)
_encode = msgspec.msgpack.Encoder().encode
_decode_said = msgspec.msgpack.Decoder(ClinicalPayload).decode
_DECODERS: dict[int, Callable[[bytes], Payload]] = {
    Compartment.FACTS: msgspec.msgpack.Decoder(FactsPayload).decode,
    Compartment.ADMIN: msgspec.msgpack.Decoder(AdminPayload).decode,
}


def encode_part(value: Payload) -> bytes:
    """Return the plain bytes of a part; the same value always gives the same bytes."""
    return _encode(value._replace(body=_as_array(value.body)) if isinstance(value.body, dict) else value)


def decode_part(compartment: int, plain: bytes) -> Payload:
    """Return the value of a part, its head and its forms within bounds.

    An act is left as it came (`read_act`). Raises MalformedPart.
    """
    try:
        opened = _DECODERS.get(compartment, _decode_said)(plain)
    except (ValueError, RecursionError):  # msgspec's own, and text that is none; lists in lists in lists
        raise MalformedPart("malformed_compartment") from None
    if (
        opened.kind in WITH_FORMS
        and is_known(opened)
        and not are_forms(opened.body, counted=type(opened) is FactsPayload)
    ):
        raise MalformedPart("malformed_forms")
    return opened


def is_known(opened: Payload) -> bool:
    """Return whether this program can read the body: kind and version are known."""
    kind = KINDS.get(opened.kind)
    return kind is not None and 1 <= opened.version <= kind.version


def read_act(opened: Payload) -> Act:
    """Return the structural act in a part, upcast to today's version. Raises UnknownKind, MalformedPart."""
    kind = KINDS.get(opened.kind)
    if kind is None or kind.act is None or not is_known(opened):
        raise UnknownKind(number=opened.kind, version=opened.version)
    try:
        return msgspec.convert(_upcast(kind.upcasters, opened), kind.act)
    except (ValueError, RecursionError):
        raise MalformedPart("malformed_fields", kind=kind.name) from None


def read_forms(opened: Payload) -> dict[int, dict[int, object]]:
    """Return the filled forms in a part, by form number and field number. Raises UnknownKind, MalformedPart.

    Their content was checked when the part was decoded.
    """
    if opened.kind not in WITH_FORMS or not 1 <= opened.version <= KINDS[opened.kind].version:
        raise UnknownKind(number=opened.kind, version=opened.version)
    body = opened.body
    if type(body) is not dict:
        raise MalformedPart("malformed_forms")
    return body


def check_moment(opened: Payload, clock: int) -> None:
    """Check that the moment in a part is possible by the clock of its entry. Raises UnbelievableMoment."""
    if not is_believable(max(0, opened.day) * DAY if isinstance(opened, FactsPayload) else opened.occurred, clock):
        raise UnbelievableMoment


def check_readable(compartment: int, plain: bytes, clock: int) -> None:
    """Check that another computer will accept a part, before it is signed. Raises MalformedPart, UnbelievableMoment."""
    opened = decode_part(compartment, plain)
    check_moment(opened, clock)
    if opened.kind not in WITH_FORMS:
        read_act(opened)


def _as_array(value: object) -> object:
    """Return field numbers ascending, at every depth: a dict has no order of its own, but hashed bytes need one."""
    if isinstance(value, dict):
        return {key: _as_array(v) if isinstance(v := value[key], _NESTED) else v for key in sorted(value)}
    return [_as_array(item) for item in value] if isinstance(value, _NESTED) else value


def _upcast(upcasters: dict[int, Upcaster], opened: Payload) -> object:
    body: object = opened.body
    for version in range(opened.version, KINDS[opened.kind].version):
        body = upcasters[version](body)
    return body

"""What an other end says that is well-formed and not true: what it has, what it lacks, what it took, whose line this is.

Each lie is a function from the request, the true answer and the dice to the answer given; `Lore` is what a liar can draw on.
"""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from posta.wire.compare import Offer, Want
from tests.conformance.feedmaker import Device
from tests.faults.fake_connections import Request
from tests.faults.faulty_transports import emptied
from tests.faults.http_faults import HttpAnswer

_encode, _decode = msgspec.msgpack.encode, msgspec.msgpack.decode
FAR = (1 << 62) - 1


class KnownSegments(NamedTuple):
    """What a liar knows: the dice, and segments of this mission that it has seen."""

    dice: random.Random
    segments: Sequence[bytes]


Lie = Callable[[Request, HttpAnswer, KnownSegments], HttpAnswer]


class _Told(msgspec.Struct, frozen=True):
    have: list[Offer]
    want: list[Want]


def _diff(change: Callable[[list[Offer], list[Want], list[list], KnownSegments], tuple[list, list]]) -> Lie:
    def lie(request: Request, said: HttpAnswer, lore: KnownSegments) -> HttpAnswer:
        told = _decode(said.body, type=_Told)
        have, want = change(told.have, told.want, _decode(request.body), lore)
        return said._replace(body=_encode({"have": have, "want": want}))

    return lie


def _page(change: Callable[[list[bytes], int, KnownSegments], list[bytes]]) -> Lie:
    def lie(request: Request, said: HttpAnswer, lore: KnownSegments) -> HttpAnswer:
        start = int(request.path.partition("from=")[2].partition("&")[0])
        segments = change(_split(said.body), start, lore)
        return said._replace(body=b"".join(len(one).to_bytes(4, "big") + one for one in segments))

    return lie


def _split(body: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(body):
        end = at + 4 + int.from_bytes(body[at : at + 4], "big")
        found.append(body[at + 4 : end])
        at = end
    return found


def _unheard(have: list, want: list, claims: list, lore: KnownSegments) -> tuple[list, list]:
    """Heads of feeds that do not exist, and of those claimed further on than they go."""
    strange = [Offer(lore.dice.randbytes(16), 0, 0, 0, lore.dice.randrange(1 << 40), bytes(32)) for _ in range(12)]
    further = [Offer(feed, inc, 0, seq + 1, dice_end, bytes(32)) for feed, inc, seq, _ in claims for dice_end in (FAR,)]
    return [*strange, *further, *have], want


def _wants_strange(have: list, want: list, claims: list, lore: KnownSegments) -> tuple[list, list]:
    strange = [Want(lore.dice.randbytes(16), 0, 0, lore.dice.randrange(1 << 40), b"") for _ in range(20)]
    beyond = [Want(feed, inc, seq + 1, seq + 900, b"") for feed, inc, seq, _ in claims]
    return have, [*strange, *beyond, *want]


def _shuffled(rows: list, lore: KnownSegments) -> list:
    mixed = list(rows) * lore.dice.choice([1, 30])
    lore.dice.shuffle(mixed)
    return mixed


def _advanced(segment: bytes, start: int) -> bytes:
    """A segment that says it begins at another place."""
    return segment[:40] + start.to_bytes(8, "big") + segment[48:]


def _spoilt(segment: bytes, lore: KnownSegments) -> bytes:
    at = lore.dice.randrange(len(segment))
    return segment[:at] + bytes([segment[at] ^ 1 << lore.dice.randrange(8)]) + segment[at + 1 :]


def _foreign(lore: KnownSegments) -> list[bytes]:
    return lore.dice.sample(lore.segments, min(4, len(lore.segments)))


def _invented(start: int, lore: KnownSegments) -> list[bytes]:
    device = Device(lore.dice.randrange(1 << 30)).write(3)
    return [device.bytes(), _advanced(device.bytes(), start)]


FALSE_ANSWERS: dict[str, dict[str, Lie]] = {
    "POST": {
        "has everything": _diff(lambda have, want, claims, lore: (have, [])),
        "has nothing new": _diff(lambda have, want, claims, lore: ([], want)),
        "lacks everything": _diff(
            lambda have, want, claims, lore: (have, [Want(f, inc, 0, seq, b"") for f, inc, seq, _ in claims])
        ),
        "heads that do not exist": _diff(_unheard),
        "wants what nobody has": _diff(_wants_strange),
        "repeated in another order": _diff(
            lambda have, want, claims, lore: (_shuffled(have, lore), _shuffled(want, lore))
        ),
        "lines that begin elsewhere": _diff(
            lambda have, want, claims, lore: (
                [row._replace(start=lore.dice.choice([0, row.start + 1, FAR])) for row in have],
                [row._replace(start=row.start + 1, before=bytes(32)) for row in want],
            )
        ),
    },
    "GET": {
        "another's segments": _page(lambda page, start, lore: _foreign(lore)),
        "another's for this": _page(lambda page, start, lore: [_advanced(one, start) for one in _foreign(lore)]),
        "invented segments": _page(lambda page, start, lore: _invented(start, lore)),
        "segments repeated": _page(lambda page, start, lore: page * 3),
        "segments in another order": _page(lambda page, start, lore: page[::-1]),
        "segments left out": _page(lambda page, start, lore: page[1:]),
        "no segment": _page(lambda page, start, lore: []),
        "segments emptied": _page(lambda page, start, lore: [emptied(one) for one in page]),
        "a bit turned": _page(lambda page, start, lore: [_spoilt(one, lore) for one in page]),
        "a line without end": _page(lambda page, start, lore: [_advanced(one, start) for one in _foreign(lore)[:1]]),
    },
}  # fmt: skip
UNTAKEN: dict[str, int] = {"says that it took it": 201, "says that it had it": 200, "lacks what is before": 409}

"""Head vectors: what the asker lacks, and what the one asked would like to have. Pure, over a list of tips.

A relay and a post answer alike, so that any road will do.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Protocol

import msgspec

from posta.errors import gettext_noop
from posta.wire.errors import WireError


class MalformedVector(WireError):
    """The bytes are not a head vector."""

    sentence = gettext_noop("The head vector is not a list of feed, incarnation, sequence and hash.")


class BranchTip(Protocol):
    """The end of one line (branch) of an incarnation, as a store keeps it."""

    @property
    def feed(self) -> bytes: ...

    @property
    def incarnation(self) -> int: ...

    @property
    def branch(self) -> int: ...

    @property
    def sequence(self) -> int: ...

    @property
    def hash(self) -> bytes: ...


Place = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]  # what a store can hold; checked where one comes from outside
Hashes = Callable[[Any, int, int], Mapping[int, bytes]]


class Offer(NamedTuple):
    """A line that goes on after what the asker holds: entries `start` to `sequence` are to be had."""

    feed: bytes
    incarnation: Place
    branch: Place
    start: Place
    sequence: Place
    hash: bytes


class Want(NamedTuple):
    """What the one asked lacks of a head claimed; `before` is the hash it holds before `start`, empty for none."""

    feed: bytes
    incarnation: Place
    start: Place
    sequence: Place
    before: bytes


class ClaimedHead(msgspec.Struct, frozen=True, array_like=True):
    """A head the asker holds: feed, incarnation, sequence, hash."""

    feed: bytes
    incarnation: int
    sequence: int
    hash: bytes


def decode_claims(body: bytes) -> list[ClaimedHead]:
    """Return the head vector in a body. Raises MalformedVector."""
    try:
        return msgspec.msgpack.decode(body, type=list[ClaimedHead])
    except msgspec.MsgspecError:
        raise MalformedVector from None


def compare_heads(claims: Sequence[ClaimedHead], tips: Iterable[BranchTip], hashes: Hashes) -> dict[str, list[Any]]:
    """Return missing ranges both ways.

    `have`: [feed, incarnation, branch, from, sequence, hash] for each line that goes on after the asker's.
    `want`: [feed, incarnation, from, sequence, hash before `from`] for each head claimed that is on no line here.
    """
    held: dict[tuple[bytes, int], list[BranchTip]] = defaultdict(list)
    for tip in tips:
        held[tip.feed, tip.incarnation].append(tip)
    claimed: dict[tuple[bytes, int], list[ClaimedHead]] = defaultdict(list)
    for claim in claims:
        claimed[claim.feed, claim.incarnation].append(claim)
    have = [news for place, own in held.items() for tip in own if (news := _offer_for(tip, claimed[place], hashes))]
    want = [gap for place, own in claimed.items() for claim in own if (gap := _want_for(claim, held[place], hashes))]
    return {"have": have, "want": want}


def _offer_for(tip: BranchTip, claims: list[ClaimedHead], hashes: Hashes) -> list[Any] | None:
    known = [claim.sequence for claim in claims if _is_on_branch(claim, tip, hashes)]
    start = max(known, default=-1) + 1
    if start > tip.sequence:
        return None
    return [tip.feed, tip.incarnation, tip.branch, start, tip.sequence, tip.hash]


def _want_for(claim: ClaimedHead, tips: list[BranchTip], hashes: Hashes) -> list[Any] | None:
    if any(_is_on_branch(claim, tip, hashes) for tip in tips):
        return None
    below = max((tip for tip in tips if tip.sequence < claim.sequence), key=lambda tip: tip.sequence, default=None)
    start, before = (below.sequence + 1, below.hash) if below else (0, b"")
    return [claim.feed, claim.incarnation, start, claim.sequence, before]


def _is_on_branch(claim: ClaimedHead, tip: BranchTip, hashes: Hashes) -> bool:
    if claim.sequence == tip.sequence:
        return claim.hash == tip.hash
    if not 0 <= claim.sequence < tip.sequence:
        return False
    return hashes(tip, claim.sequence, claim.sequence).get(claim.sequence) == claim.hash

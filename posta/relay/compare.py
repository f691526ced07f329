"""Head vectors: what the asker lacks, and what the relay would like to have. Pure, over a list of tips."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from posta.relay.errors import MalformedBody
from posta.relay.store import Tip

Hashes = Callable[[Tip, int, int], Mapping[int, bytes]]


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """A head the asker holds: feed, incarnation, sequence, hash."""

    feed: bytes
    incarnation: int
    sequence: int
    hash: bytes


def decode_claims(body: bytes) -> list[Claim]:
    """The head vector in a body. Raises MalformedBody."""
    try:
        return msgspec.msgpack.decode(body, type=list[Claim])
    except msgspec.MsgspecError:
        raise MalformedBody("The head vector is not a list of feed, incarnation, sequence and hash.") from None


def compare(claims: Sequence[Claim], tips: Iterable[Tip], hashes: Hashes) -> dict[str, list[Any]]:
    """Missing ranges both ways.

    `have`: [feed, incarnation, branch, from, sequence, hash] for each line that goes on after the asker's.
    `want`: [feed, incarnation, from, sequence, hash before `from`] for each head claimed that is on no line here.
    """
    held: dict[tuple[bytes, int], list[Tip]] = defaultdict(list)
    for tip in tips:
        held[tip.feed, tip.incarnation].append(tip)
    claimed: dict[tuple[bytes, int], list[Claim]] = defaultdict(list)
    for claim in claims:
        claimed[claim.feed, claim.incarnation].append(claim)
    have = [news for place, own in held.items() for tip in own if (news := _offer(tip, claimed[place], hashes))]
    want = [gap for place, own in claimed.items() for claim in own if (gap := _ask(claim, held[place], hashes))]
    return {"have": have, "want": want}


def _offer(tip: Tip, claims: list[Claim], hashes: Hashes) -> list[Any] | None:
    known = [claim.sequence for claim in claims if _is_on_line(claim, tip, hashes)]
    start = max(known, default=-1) + 1
    if start > tip.sequence:
        return None
    return [tip.feed, tip.incarnation, tip.branch, start, tip.sequence, tip.hash]


def _ask(claim: Claim, tips: list[Tip], hashes: Hashes) -> list[Any] | None:
    if any(_is_on_line(claim, tip, hashes) for tip in tips):
        return None
    below = max((tip for tip in tips if tip.sequence < claim.sequence), key=lambda tip: tip.sequence, default=None)
    start, before = (below.sequence + 1, below.hash) if below else (0, b"")
    return [claim.feed, claim.incarnation, start, claim.sequence, before]


def _is_on_line(claim: Claim, tip: Tip, hashes: Hashes) -> bool:
    if claim.sequence == tip.sequence:
        return claim.hash == tip.hash
    if not 0 <= claim.sequence < tip.sequence:
        return False
    return hashes(tip, claim.sequence, claim.sequence).get(claim.sequence) == claim.hash

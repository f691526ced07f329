"""A fork: one device signed two different entries at the same place of its feed.

It happens when a computer is restored from a backup or cloned and both copies go on writing. Both branches are kept
and applied (entries are facts with ids), the evidence is kept, and the device begins a new incarnation. No fork makes
a feed unusable.

A commit is signed at its last entry. So a proof holds two signed heads and, where one stands later than the place
where the branches part, the headers that lead to it from there.
"""

from dataclasses import dataclass
from hashlib import sha256

from posta.feed.canonical import decode_header
from posta.feed.entry import Head
from posta.feed.errors import BrokenBacklink, WrongFeed, WrongSequence
from posta.feed.sign import verify_head


@dataclass(frozen=True, slots=True)
class ForkProof:
    """Two signed heads of one feed whose lines have different hashes at one place; `links` are the headers after it."""

    verify_key: bytes
    one: Head
    signature_one: bytes
    other: Head
    signature_other: bytes
    links_one: tuple[bytes, ...] = ()
    links_other: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        one, other = find_fork_start(self.one, self.links_one), find_fork_start(self.other, self.links_other)
        same_place = (one.feed, one.incarnation, one.sequence) == (other.feed, other.incarnation, other.sequence)
        if not same_place or one.hash == other.hash:
            raise WrongFeed("proves_no_fork")

    @property
    def place(self) -> Head:
        """Return the place where the branches part, with the hash that the first has there."""
        return find_fork_start(self.one, self.links_one)


def find_fork_start(head: Head, links: tuple[bytes, ...]) -> Head:
    """Return the place before the first of the headers that lead to a head; the head itself without any."""
    if not links:
        return head
    first = decode_header(links[0])
    return Head(head.feed, head.incarnation, head.sequence - len(links), first.previous)


def verify_fork(proof: ForkProof) -> None:
    """Check that the device signed both heads. Raises BadSignature, BrokenBacklink, WrongSequence, WrongFeed."""
    verify_head(proof.one, proof.verify_key, proof.signature_one)
    verify_head(proof.other, proof.verify_key, proof.signature_other)
    _verify_links(proof.one, proof.links_one)
    _verify_links(proof.other, proof.links_other)


def _verify_links(head: Head, links: tuple[bytes, ...]) -> None:
    """Check that these headers lead to the head, one after the other."""
    at = find_fork_start(head, links)
    for data in links:
        header = decode_header(data)
        if (header.feed, header.incarnation) != (at.feed, at.incarnation):
            raise WrongFeed("proof_of_another_feed")
        if header.sequence != at.sequence + 1:
            raise WrongSequence("proof_skips")
        if header.previous != at.hash:
            raise BrokenBacklink("proof_not_linked")
        at = Head(at.feed, at.incarnation, header.sequence, sha256(at.hash + data).digest())
    if at != head:
        raise BrokenBacklink("proof_leads_elsewhere")

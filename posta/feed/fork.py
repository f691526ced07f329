"""A fork: one device signed two different entries at the same place of its feed.

It happens when a computer is restored from a backup or cloned and both copies go on writing. Both branches are kept and
applied (entries are facts with ids); the evidence is kept; the device is told to start a new incarnation. A feed is
never bricked for it.
"""

from dataclasses import dataclass

from posta.feed.entry import Head
from posta.feed.errors import WrongFeed
from posta.feed.sign import verify_head


@dataclass(frozen=True, slots=True)
class ForkProof:
    """Two signed heads of one feed at one sequence with different hashes."""

    verify_key: bytes
    one: Head
    signature_one: bytes
    other: Head
    signature_other: bytes

    def __post_init__(self) -> None:
        same_place = (self.one.feed, self.one.incarnation, self.one.sequence) == (
            self.other.feed,
            self.other.incarnation,
            self.other.sequence,
        )
        if not same_place or self.one.hash == self.other.hash:
            raise WrongFeed("These two heads prove no fork: they must differ at one and the same place of one feed.")


def verify_fork(proof: ForkProof) -> None:
    """Check that the device really signed both. Raises BadSignature."""
    verify_head(proof.one, proof.verify_key, proof.signature_one)
    verify_head(proof.other, proof.verify_key, proof.signature_other)

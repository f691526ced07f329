"""Evidence of a fork: whoever meets two entries at one place of a feed says so to the whole mission, once.

The entry names the place where the lines part, both hashes there, and for each line the signature over its first signed
head from there on. Where a commit ended at the very place, the two signatures alone prove the fork (`feed.fork`); else
whoever holds both lines can check them, and every node does hold both.
"""

from collections.abc import Iterable
from typing import NamedTuple

from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.structure import ForkEvidence
from posta.feed.entry import Head
from posta.ids import FeedId
from posta.ledger import frontier, read
from posta.mission.posts import list_forks
from posta.scribe.begin import admin_sheet
from posta.scribe.desk import Desk
from posta.scribe.write import write_within


class ForkPlace(NamedTuple):
    """The first place at which two lines of a feed differ."""

    feed: FeedId
    incarnation: int
    sequence: int


def write_evidence_within(desk: Desk, places: Iterable[ForkPlace]) -> Head | None:
    """Write evidence of the forks nobody has reported yet, inside an open transaction; the new head, if any."""
    reported = {ForkPlace(*fork) for fork in list_forks(desk.cursor)}
    if (int(Compartment.ADMIN), "") not in desk.keyring.newest:
        return None
    found = (find_evidence(desk, place) for place in sorted(set(places) - reported))
    sheets = [admin_sheet(desk, kinds.FORK, act) for act in found if act is not None]
    return write_within(desk, sheets)[0] if sheets else None


def find_evidence(desk: Desk, place: ForkPlace) -> ForkEvidence | None:
    """What is held here of a fork; None where there is none."""
    hashes = sorted(frontier.find_hash(desk.cursor, *place))
    verify_key = read.find_verify_key(desk.cursor, place.feed)
    if len(hashes) < 2 or verify_key is None:
        return None
    one, other = hashes[:2]
    return ForkEvidence(
        verify_key=verify_key,
        incarnation=place.incarnation,
        sequence=place.sequence,
        hashes=(one, other),
        signatures=(read.find_witness(desk.cursor, *place, one), read.find_witness(desk.cursor, *place, other)),
    )

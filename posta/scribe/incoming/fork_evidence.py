"""Evidence of a fork: a device that finds two entries at one place of a feed reports it to the whole mission, once.

The entry names the place where the lines part, both hashes there, and for each line its first signed head from there
on with the headers that lead to the later of the two. So it proves the fork by itself (`feed.fork`), and no computer
believes it without.
"""

from collections.abc import Iterable
from typing import NamedTuple

from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.structural_acts import ForkEvidence
from posta.feed.entry import Head
from posta.ids import FeedId
from posta.ledger import frontier, queries
from posta.mission.posts import list_forks
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incarnation import device_entry_draft
from posta.scribe.write import write_within

_MOST_LINKS = 60_000  # bytes of headers, as much as one part holds; a commit has more only by the hundred


class ForkPlace(NamedTuple):
    """The first place at which two lines of a feed differ."""

    feed: FeedId
    incarnation: int
    sequence: int


def write_evidence_within(node: NodeContext, places: Iterable[ForkPlace]) -> Head | None:
    """Write evidence of the forks that nobody has reported yet, inside an open transaction; return the new head, if any."""
    reported = {ForkPlace(*fork) for fork in list_forks(node.cursor)}
    if (int(Compartment.ADMIN), "") not in node.keyring.newest:
        return None
    found = (find_evidence(node, place) for place in sorted(set(places) - reported))
    drafts = [device_entry_draft(node, kinds.FORK, act) for act in found if act is not None]
    return write_within(node, drafts)[0] if drafts else None


def find_evidence(node: NodeContext, place: ForkPlace) -> ForkEvidence | None:
    """Return the proof held here of a fork.

    It is None where there is none, or where it would be too long to be sent.
    """
    hashes = sorted(frontier.find_hashes(node.cursor, *place))
    verify_key = queries.find_verify_key(node.cursor, place.feed)
    if len(hashes) < 2 or verify_key is None:
        return None
    witnesses = [(hash_, queries.find_witness(node.cursor, *place, hash_)) for hash_ in hashes[:2]]
    found = [(hash_, one) for hash_, one in witnesses if one is not None]
    if len(found) < 2:
        return None
    (hash_one, first), (hash_other, second) = found
    place_of_proof = min(first.sequence, second.sequence)  # the lines differ there too, and less has to be sent along
    links = tuple(one.links[len(one.links) - (one.sequence - place_of_proof) :] for one in (first, second))
    if sum(len(link) for line in links for link in line) > _MOST_LINKS:
        return None
    return ForkEvidence(
        verify_key=verify_key,
        incarnation=place.incarnation,
        sequence=place.sequence,
        hashes=(hash_one, hash_other),
        signatures=(first.signature, second.signature),
        heads=((first.sequence, first.hash), (second.sequence, second.hash)),
        links=links,
    )

"""Where a referral goes, in words: a post of the mission, a partner of the directory, or what somebody typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from posta.catalog.operation_acts import DirectoryEntry
from posta.ledger.row_types import Cursor
from posta.mission.posts import Post, list_posts
from posta.operations.directory.partners import list_partners
from posta.operations.referrals.opening import find_post_number


@dataclass(frozen=True, slots=True, repr=False)
class DestinationNames:
    """The posts and partners of the mission, read once for a page."""

    posts: Mapping[int, Post]
    partners: Mapping[str, DirectoryEntry]

    def name_of(self, code: str) -> str:
        """Return the name of a destination; one that is not known is shown as it was typed."""
        number = find_post_number(code)
        if number is not None:
            return self.posts[number].name if number in self.posts else code
        return self.partners[code].name if code in self.partners else code.replace("_", " ")

    def contact_of(self, code: str) -> str:
        """Return whom to call at a destination; empty where the directory does not say."""
        return self.partners[code].contact if code in self.partners else ""

    def post_name(self, number: int) -> str:
        """Return the name of a post."""
        return self.posts[number].name if number in self.posts else ""


def load_destination_names(cursor: Cursor) -> DestinationNames:
    """Return the names of all destinations; two queries."""
    return DestinationNames(
        {post.number: post for post in list_posts(cursor)}, {one.code: one for one in list_partners(cursor)}
    )

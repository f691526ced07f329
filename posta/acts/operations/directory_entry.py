"""Writing the directory: a partner is added, verified, changed or closed; every computer judges who may."""

import re
import unicodedata

from posta.acts.actor import Actor
from posta.acts.mission.administration import draft_admin_entry
from posta.catalog.kinds import DIRECTORY_ENTRY
from posta.catalog.operation_acts import DirectoryEntry
from posta.ids import EntryId
from posta.mission.rules.permissions import check_can_keep_directory
from posta.scribe.write import write

MAX_WORDS, MAX_LETTERS = 3, 16  # of a code; the name itself is kept whole


def record_directory_entry(actor: Actor, entry: DirectoryEntry) -> EntryId:
    """Write what is known of a partner; it takes the place of what was known. Raises Refused."""
    check_can_keep_directory(actor.staff)
    return write(actor.node, [draft_admin_entry(actor.node, DIRECTORY_ENTRY, entry, actor.staff.id)])[0]


def create_partner_code(actor: Actor, name: str) -> str:
    """Return the code of a new partner: words of its name, and an end that no other computer makes."""
    flat = unicodedata.normalize("NFD", name.casefold()).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z0-9]+", flat) if len(word) <= MAX_LETTERS][:MAX_WORDS]
    return f"{'_'.join(words) or 'partner'}_{actor.node.random(3).hex()}"

"""What a declaration of loss sets aside: reviewed, and readmitted entry by entry.

A computer of coordination holds no key of any chart: of an entry it sees what is counted (its forms, the day, a code
that stands for the person in the figures). An administering computer that serves a post sees whose record it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from posta.acts.mission import administration
from posta.catalog.encoding.codec import read_forms
from posta.catalog.errors import CatalogError, UnknownForm
from posta.catalog.language.form import get_form_by_number
from posta.ids import EntryId, FeedId, StaffId, format_short_code
from posta.ledger import queries
from posta.ledger.row_types import DecodedEntry
from posta.mission.errors import NotOfThisMission
from posta.scribe.apply import REVOKED, open_rows
from posta.scribe.context.node_context import NodeContext

MAX_ROWS = 200


@dataclass(frozen=True, slots=True, repr=False)
class RevokedEntry:
    """An entry of a lost computer that does not stand: its kind (0 where it cannot be read), forms, person, when (ms)."""

    entry: EntryId
    kind: int
    forms: tuple[str, ...]
    person: str
    at: int


def count_revoked_entries(node: NodeContext, feed: FeedId) -> int:
    """Return how many entries of a computer do not stand because it was declared lost."""
    return len(_revoked_rows(node, feed))


def list_revoked_entries(node: NodeContext, feed: FeedId) -> list[RevokedEntry]:
    """Return a computer's entries that do not stand because it was declared lost, newest first.

    If there are very many, only the last are returned.
    """
    rows = _revoked_rows(node, feed)[-MAX_ROWS:]
    hashes = queries.list_hashes(node.cursor, rows)
    clocks = queries.list_clocks(node.cursor, rows)
    opened = {one.row: one.fresh for one in open_rows(node, rows)}
    return [_revoked_entry(EntryId(hashes[row][:16]), clocks[row], opened.get(row)) for row in reversed(rows)]


def record_readmissions(
    node: NodeContext, feed: FeedId, entries: Sequence[EntryId], *, by: StaffId, reason: str = ""
) -> None:
    """Let these entries of a lost computer stand after all.

    Raises NotOfThisMission for an entry that is not set aside for that reason.
    """
    aside = {hash_[:16] for hash_ in queries.list_hashes(node.cursor, _revoked_rows(node, feed)).values()}
    if not entries or not aside.issuperset(entries):
        raise NotOfThisMission("not_set_aside_here")
    administration.record_readmission(node, entries, by, reason)


def _revoked_rows(node: NodeContext, feed: FeedId) -> list[int]:
    return [row for row, rule in queries.list_rules(node.cursor, feed) if rule == REVOKED]


def _revoked_entry(entry: EntryId, clock: int, fresh: DecodedEntry | None) -> RevokedEntry:
    part = fresh.clinical or fresh.facts if fresh is not None else None
    if fresh is None or part is None:
        return RevokedEntry(entry, 0, (), "", clock >> 16)
    whose = format_short_code(fresh.clinical.person) if fresh.clinical is not None and fresh.clinical.person else ""
    if not whose and fresh.facts is not None and fresh.facts.person is not None:
        whose = format_short_code(fresh.facts.person)
    forms = [name for one in (fresh.clinical, fresh.facts) if one is not None for name in _form_names(one)]
    return RevokedEntry(entry, part.kind, tuple(dict.fromkeys(forms)), whose, clock >> 16)


def _form_names(part: object) -> list[str]:
    try:
        return [get_form_by_number(number).name for number in read_forms(part) if number]  # type: ignore[arg-type]
    except (CatalogError, UnknownForm):
        return []

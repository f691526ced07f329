"""What a declaration of loss takes out: looked through, and readmitted entry by entry.

A computer of coordination holds no key of any chart: of an entry it sees what is counted (its forms, the day, a code that
stands for the person in the figures). An administering computer that serves a post sees whose record it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from posta.acts import administration
from posta.catalog.codec import read_forms
from posta.catalog.errors import CatalogError, UnknownForm
from posta.catalog.form import form_numbered
from posta.ids import EntryId, FeedId, StaffId, spoken
from posta.ledger import read
from posta.ledger.rows import Fresh
from posta.mission.errors import NotOfThisMission
from posta.scribe.apply import REVOKED, open_rows
from posta.scribe.desk import Desk

MOST = 200


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An entry of a lost computer that does not stand: its kind (0 where it cannot be read), forms, person, when (ms)."""

    entry: EntryId
    kind: int
    forms: tuple[str, ...]
    person: str
    at: int


def count_taken_out(desk: Desk, feed: FeedId) -> int:
    """Return how many entries of a computer do not stand because it was declared lost."""
    return len(_rows(desk, feed))


def list_taken_out(desk: Desk, feed: FeedId) -> list[TakenOut]:
    """Return the entries of a computer that do not stand because it was declared lost, newest first; of very many the last."""
    rows = _rows(desk, feed)[-MOST:]
    hashes = read.list_hashes(desk.cursor, rows)
    clocks = read.list_clocks(desk.cursor, rows)
    opened = {one.row: one.fresh for one in open_rows(desk, rows)}
    return [_told(EntryId(hashes[row][:16]), clocks[row], opened.get(row)) for row in reversed(rows)]


def record_readmissions(desk: Desk, feed: FeedId, entries: Sequence[EntryId], *, by: StaffId, reason: str = "") -> None:
    """Let these entries of a lost computer stand after all. Raises NotOfThisMission for one that is not set aside so."""
    aside = {hash_[:16] for hash_ in read.list_hashes(desk.cursor, _rows(desk, feed)).values()}
    if not entries or not aside.issuperset(entries):
        raise NotOfThisMission("Choose entries of this list; some of these stand already, or are not of this computer.")
    administration.record_readmission(desk, entries, by, reason)


def _rows(desk: Desk, feed: FeedId) -> list[int]:
    return [row for row, rule in read.list_rules(desk.cursor, feed) if rule == REVOKED]


def _told(entry: EntryId, clock: int, fresh: Fresh | None) -> TakenOut:
    part = fresh.said or fresh.counted if fresh is not None else None
    if fresh is None or part is None:
        return TakenOut(entry, 0, (), "", clock >> 16)
    whose = spoken(fresh.said.person) if fresh.said is not None and fresh.said.person else ""
    if not whose and fresh.counted is not None and fresh.counted.person is not None:
        whose = spoken(fresh.counted.person)
    forms = [name for one in (fresh.said, fresh.counted) if one is not None for name in _forms_of(one)]
    return TakenOut(entry, part.kind, tuple(dict.fromkeys(forms)), whose, clock >> 16)


def _forms_of(part: object) -> list[str]:
    try:
        return [form_numbered(number).name for number in read_forms(part) if number]  # type: ignore[arg-type]
    except (CatalogError, UnknownForm):
        return []

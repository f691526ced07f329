"""The visits of a person that may be printed, and what of each the computer alone cannot open.

A visit is read twice: as this session opens it, and as the computer does without anybody's keys. What stands in the
first reading alone is sealed, and a sheet holds it only where the colleague confirmed that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.catalog import kinds
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import list_forms
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.record.person import Person
from posta.clinical.medicines.treatment import prescribed_in
from posta.ids import EntryId
from posta.node.safe_display import with_fallback

Row = Mapping[str, object]
MOST_VISITS = 40
_CONTACTS = (kinds.ENCOUNTER, kinds.CORRECTION)
_NOT_CARE = frozenset({VISIT_FORM, *(form.name for form in list_forms() if form.service.before_care)})


@dataclass(frozen=True, slots=True, repr=False)
class PrintableVisit:
    """A visit with its medicines; `sealed` says that this session opens something of it that the computer cannot."""

    item: TimelineItem
    medicines: tuple[Row, ...]
    sealed: bool

    @property
    def id(self) -> str:
        return self.item.entry.hex()


def list_printable_visits(actor: Actor, person: Person, *, with_sealed: bool) -> list[PrintableVisit]:
    """Return a person's latest contacts, newest first: what the computer opens by itself, or this session too."""
    cursor, ring = actor.node.cursor, actor.node.keyring
    plain = list_timeline(cursor, person.id, ring.of_device(), limit=MOST_VISITS)
    if not with_sealed:
        return [_visit(item, None) for item in plain if _is_care(item)]
    closed = {item.entry: item for item in plain}
    opened = list_timeline(cursor, person.id, ring, limit=MOST_VISITS)
    return [_visit(item, closed.get(item.entry)) for item in opened if _is_care(item)]


def find_printable_visit(visits: Sequence[PrintableVisit], entry: EntryId | None) -> PrintableVisit | None:
    """Return the visit of an entry, or the newest one where none was chosen."""
    if entry is None:
        return visits[0] if visits else None
    return next((one for one in visits if one.item.entry == entry), None)


def _is_care(item: TimelineItem) -> bool:
    """Return whether an item is a readable contact with more than a triage or vital signs."""
    return item.kind in _CONTACTS and not item.reserved and any(item.forms.get(n) for n in set(item.forms) - _NOT_CARE)


def _visit(item: TimelineItem, plain: TimelineItem | None) -> PrintableVisit:
    medicines = _medicines(item)
    sealed = plain is not None and (not _is_care(plain) or medicines != _medicines(plain))
    return PrintableVisit(item, medicines, sealed)


def _medicines(item: TimelineItem) -> tuple[Row, ...]:
    """Return the rows of a visit that prescribe a medicine; none where they cannot be read."""
    filled = item.forms.items()
    return with_fallback(
        lambda: tuple(one.row for form, answers in filled for one in prescribed_in(form, answers)), tuple
    )

"""What counting may know of a contact without knowing whose it was: set apart with the act, sent later as a tally."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from posta.acts.actor import Actor, draft_entry
from posta.catalog.answers import ValidatedForm, unlinked_facts
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import FactsPayload
from posta.catalog.encoding.unlinked_rows import Rows, mission_week
from posta.catalog.kinds import KINDS, UNLINKED_COUNTS
from posta.catalog.structural_acts import UnlinkedCounts
from posta.clock import to_epoch_day
from posta.figures.unlinked_queue import add_pending, pop_ready, unlink_pending
from posta.ids import EntryId
from posta.ledger.queries import find_row
from posta.scribe.write import EntryDraft

Forms = Mapping[str, Mapping[str, object]]


def list_unlinked(filled: Sequence[ValidatedForm], before: Forms) -> Rows:
    """Return the unlinked facts of a contact; `before` are the forms that a correction replaces.

    What was counted of them without a name cannot be found again, so it is not counted twice.
    """
    rows = [row for form in filled for row in unlinked_facts(form)]
    for row in _previously_counted(filled, before):
        if row in rows:
            rows.remove(row)
    return rows


def queue_counts(actor: Actor, rows: Rows, entry: EntryId | None) -> None:
    """Put unlinked facts into the queue, with their entry if it can be undone, so that undoing drops them too."""
    if not rows:
        return
    today = to_epoch_day(actor.today)
    month, week = f"{actor.today:%Y-%m}", mission_week(actor.today)
    pending = [
        (
            name,
            week if "week" in values else month,
            {k: str(v) for k, v in values.items() if k not in {"week", "month"}},
        )
        for name, values in rows
    ]
    add_pending(actor.node.cursor, pending, today, find_row(actor.node.cursor, entry) if entry else None)


def build_count_entries(actor: Actor, *, coming: Rows) -> list[EntryDraft]:
    """Return as counts what has waited until it cannot be joined to a visit.

    None of the rows `coming` with this act are among them.
    """
    today = to_epoch_day(actor.today)
    unlink_pending(actor.node.cursor, actor.node.clock.millis())
    leaving = pop_ready(actor.node.cursor, today, coming=len(coming))
    if not leaving:
        return []
    act, day = UnlinkedCounts(rows=tuple(leaving)), to_epoch_day(actor.clock_day)
    body = FactsPayload(
        UNLINKED_COUNTS, KINDS[UNLINKED_COUNTS].version, actor.post.number, day, None, "", "", "", "", None, act
    )
    return [draft_entry([(Compartment.FACTS, body)], "")]


def _previously_counted(filled: Sequence[ValidatedForm], before: Forms) -> Rows:
    earlier = (replace(one, answers=dict(before[one.form.name])) for one in filled if one.form.name in before)
    return [row for form in earlier for row in unlinked_facts(form)]

"""Reading a chart is an act too, and so is printing a sheet: one row per colleague, chart and minute, in batches."""

from collections.abc import Iterable

from posta.acts.actor import Actor, draft_entry
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import CHART_ACCESSES, KINDS
from posta.catalog.structural_acts import ChartAccesses
from posta.clock import to_millis
from posta.ids import EntryId, PersonId, StaffId
from posta.scribe.write import write

MINUTE = 60_000


Sheet = tuple[StaffId, str, PersonId | None, int]


def record_chart_accesses(
    actor: Actor, rows: Iterable[tuple[StaffId, PersonId, int]], prints: Iterable[Sheet] = ()
) -> EntryId | None:
    """Write who opened which chart and printed which sheet at which minute; nothing if nobody did."""
    distinct = tuple(sorted(set(rows)))
    printed = tuple(sorted(set(prints), key=lambda row: (row[3], row[0], row[1], row[2] or b"")))
    if not distinct and not printed:
        return None
    payload = ClinicalPayload(
        CHART_ACCESSES, KINDS[CHART_ACCESSES].version, actor.staff.id, None, to_millis(actor.now), 0, actor.post.number, None,
        ChartAccesses(rows=distinct, prints=printed),
    )  # fmt: skip
    return write(actor.node, [draft_entry([(Compartment.CARE, payload)], actor.network, held=False)])[0]

"""Reading a chart is an act too: who opened which chart, one row per colleague, chart and minute, written in batches."""

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


def record_chart_accesses(actor: Actor, rows: Iterable[tuple[StaffId, PersonId, int]]) -> EntryId | None:
    """Write who opened which chart at which minute; nothing if nobody did."""
    distinct = tuple(sorted(set(rows)))
    if not distinct:
        return None
    payload = ClinicalPayload(
        CHART_ACCESSES, KINDS[CHART_ACCESSES].version, actor.staff.id, None, to_millis(actor.now), 0, actor.post.number, None,
        ChartAccesses(rows=distinct),
    )  # fmt: skip
    return write(actor.node, [draft_entry([(Compartment.CARE, payload)], actor.network, held=False)])[0]

"""Reading a chart is an act too: who opened whose, one row per person, chart and minute, written in batches."""

from collections.abc import Iterable

from posta.acts.duty import Duty, sheet
from posta.catalog.codec import Said
from posta.catalog.compartments import Compartment
from posta.catalog.kinds import KINDS, READINGS
from posta.catalog.structure import Readings
from posta.clock import millis_of
from posta.ids import EntryId, PersonId, StaffId
from posta.scribe.write import write

MINUTE = 60_000


def record_readings(duty: Duty, rows: Iterable[tuple[StaffId, PersonId, int]]) -> EntryId | None:
    """Write who opened which chart at which minute; nothing if nobody did."""
    distinct = tuple(sorted(set(rows)))
    if not distinct:
        return None
    said = Said(
        READINGS, KINDS[READINGS].version, duty.staff.id, None, millis_of(duty.now), 0, duty.post.number, None,
        Readings(rows=distinct),
    )  # fmt: skip
    return write(duty.desk, [sheet([(Compartment.CARE, said)], duty.network, held=False)])[0]

"""The kind `readings`, explained and proved."""

from posta.acts.reading import record_readings
from posta.catalog import kinds
from posta.clock import millis_of
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def looking(house: House) -> tuple[Desk, EntryId]:
    """A chart was opened; the minute is over"""
    duty = house.duty("tenosique_la72", "nurse")
    wilmer = registered(duty)
    entry = record_readings(duty, [(duty.staff.id, wilmer.id, millis_of(duty.now) // 60_000)])
    assert entry is not None
    return duty.desk, entry


PAGE = Page(
    kinds.READINGS,
    "Readings",
    """
        Who opened which chart, at which minute. Reading is an act: it is written into the same log as care, in
    batches by the
    minute, one row per colleague and chart. The entry is about no single person; its rows are.
    """,
    never=(
        "to measure how fast or how much somebody works",
        "to record that a sealed compartment was opened by breaking it: that is never possible for one person alone",
    ),
    cases=(
        Case(
            looking,
            """
            compartment | about | author | holds
            care        | -     | named  | rows
            """,
        ),
    ),
)

"""The kind `step`, explained and proved."""

from posta.acts.arrival import record_arrival, record_step
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def calling(house: House) -> tuple[Desk, EntryId]:
    """Somebody who waits is called"""
    duty = house.duty("tenosique_la72")
    wilmer = registered(duty)
    arrival = record_arrival(duty, wilmer, reason="feet")
    return duty.desk, record_step(duty, wilmer, arrival, "called")


PAGE = Page(
    kinds.STEP,
    "Step",
    """
        What became of an arrival: it is `called` into consultation, `done`, or has `left` before being seen. The
    latest step by
    clock decides; all stay in the log.
    """,
    never=(
        "to record care: a contact closes the arrival it names",
        "to take an arrival back: that is a withdrawal",
    ),
    cases=(
        Case(
            calling,
            """
            compartment | about  | author | holds
            care        | person | named  | state
            """,
        ),
    ),
)

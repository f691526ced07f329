"""The kind `arrival`, explained and proved."""

from posta.acts.arrival import record_arrival
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def arriving(house: House) -> tuple[Desk, EntryId]:
    """Somebody comes and says why"""
    duty = house.duty("tenosique_la72", "nurse")
    return duty.desk, record_arrival(duty, registered(duty), reason="feet", colour="green")


def arriving_reserved(house: House) -> tuple[Desk, EntryId]:
    """Somebody comes for a reserved visit: no reason, no author"""
    duty = house.duty("tenosique_la72", "psychologist")
    return duty.desk, record_arrival(duty, registered(duty), reason="insomnia", reserved=True, programme="MH")


PAGE = Page(
    kinds.ARRIVAL,
    "Arrival",
    """
        A person has come and waits. The board of the post is the fold of arrivals and steps of the day. An arrival is
    named by the
    contact that answers it, so the row leaves the board by itself.

        A reserved arrival drops the reason, the programme and the author before anything is written: what is not
    written cannot
    be read over a shoulder, at a relay, or in a seized laptop.
    """,
    never=(
        "for diagnoses, complaints in detail or anything of violence or of the mind: say that the visit is reserved",
        "to register somebody",
        "to count attendance: contacts are counted",
    ),
    cases=(
        Case(
            arriving,
            """
            compartment | about  | author | holds
            care        | person | named  | reason, colour
            """,
        ),
        Case(
            arriving_reserved,
            """
            compartment | about  | author | holds
            care        | person | -      | reserved
            """,
        ),
    ),
)

"""The kind `reinstatement`, explained and proved."""

from posta.acts.contact import record_contact
from posta.acts.undo import record_error, record_reinstatement
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import FEET, registered
from tests.spec.manual import Case, Page


def reinstating(house: House) -> tuple[Desk, EntryId]:
    """A visit that was marked as made in error holds again"""
    duty = house.duty("tenosique_la72")
    wilmer = registered(duty)
    entry = record_contact(duty, wilmer, {"opd": FEET}).entry
    house.clock.advance(days=1)
    record_error(duty, wilmer, entry, "Otra persona")
    house.clock.advance(hours=2)
    return duty.desk, record_reinstatement(duty, wilmer, entry, "Sí era de ella")


PAGE = Page(
    kinds.REINSTATEMENT,
    "Reinstatement",
    """
        An entry that was withdrawn holds again. It names the withdrawal, not the entry: a later withdrawal of the same entry
    holds until it is lifted too. Who may withdraw an entry may reinstate it, and nobody else; every computer judges that by
    itself, in any order of arrival. Where several withdrew one entry, one reinstatement is written for each.
    """,
    never=(
        "to bring back what was undone within thirty seconds: its contents are gone",
        "to change what an entry says: that is a correction",
    ),
    cases=(
        Case(
            reinstating,
            """
            compartment | about  | author | holds
            facts       | -      | -      | -
            care        | person | named  | reason
            """,
        ),
    ),
)

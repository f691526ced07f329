"""The kind `companionship`, explained and proved."""

from posta.acts.registration import record_companionship
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def travelling_together(house: House) -> tuple[Desk, EntryId]:
    """A person travels with a group"""
    duty = house.duty("tenosique_la72", "social_worker")
    wilmer = registered(duty)
    return duty.desk, record_companionship(duty, wilmer, party=duty.desk.random(16), relation="brother")


PAGE = Page(
    kinds.COMPANIONSHIP,
    "Companionship",
    """
        A person travels with a party: a family, friends, a group of the road. A party is a random id and nothing
    else; its members
    are those said to travel with it. The last word counts: who joins another party has left the first.
    """,
    never=(
        "to hold the names or numbers of relatives who are not here: those are contacts of a person",
        "to say that two records are one person",
    ),
    cases=(
        Case(
            travelling_together,
            """
            compartment | about  | author | holds
            care        | person | named  | party, relation
            """,
        ),
    ),
)

"""The kind `tally`, explained and proved."""

from posta.acts.contact import record_contact
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.desk import Desk
from tests.house import House
from tests.spec.examples import CLOSED_SESSION, newest, registered
from tests.spec.manual import Case, Page


def counting_sessions(house: House) -> tuple[Desk, EntryId]:
    """Sessions of two days leave together as counts"""
    duty = house.duty("tenosique_la72", "psychologist")
    wilmer = registered(duty)
    record_contact(duty, wilmer, {"mh_fu": CLOSED_SESSION})
    house.clock.advance(days=1)
    record_contact(duty, wilmer, {"mh_fu": CLOSED_SESSION})
    house.clock.advance(minutes=1)
    record_contact(duty, wilmer, {"mh_fu": CLOSED_SESSION})
    return duty.desk, newest(duty.desk)


PAGE = Page(
    kinds.TALLY,
    "Tally",
    """
        Counts that belong to no person and no visit: row name, week or month, coded columns, how many. What counting
    may know of
        sealed forms travels only so. Written beside its visit, a row could be joined to it by its place in the feed;
    so rows wait in
        the encrypted database of the post until eight have come together or a day has passed, never those of an act
    that can still be undone, and leave in an order of their own.
    """,
    never=(
        "for anything that names, dates to the day, or describes one person",
        "for sexual violence: it is not counted from tallies of a post at all",
    ),
    cases=(
        Case(
            counting_sessions,
            """
            compartment | about | author | holds
            facts       | -     | -      | rows
            """,
        ),
    ),
)

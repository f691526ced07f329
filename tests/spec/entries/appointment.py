"""The kind `appointment`, explained and proved."""

from posta.acts.mission import administration
from posta.catalog import kinds
from posta.ids import EntryId, StaffId
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import PersonKeys
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def appointing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A nurse begins work until the end of the year"""
    node, keys = house.node("coordination"), PersonKeys.generate(house.random.randbytes)
    staff = StaffId(house.random.randbytes(16))
    act = administration.build_appointment(
        staff, "Enf. Solís", "nurse", keys.box_public, keys.verify_key, 17_896, wrapped=bytes(160)
    )
    return node, administration.record_appointment(node, act, house.epochs, None)[0]


PAGE = Page(
    kinds.APPOINTMENT,
    "Appointment",
    """
        A colleague begins work, changes role or is renewed: the name that colleagues see, the role, the compartments,
    public keys,
        the last day, and the colleague's private keys closed under the five words they were given, so that the words
    alone are
    enough to begin at any post. Of who prescribes it may name the professional licence, which prescriptions show. The keys of person-held compartments follow as grants to the person.
    """,
    never=(
        "to give somebody a compartment that their role does not have",
        "to hold words, passwords or contact details",
    ),
    cases=(
        Case(
            appointing,
            """
            compartment | about | author | holds
            admin       | -     | -      | staff, name, role, compartments, box_public, verify_key, until, wrapped
            """,
        ),
    ),
)

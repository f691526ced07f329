"""The kind `secret`, explained and proved."""

from posta.acts.mission import administration
from posta.catalog import kinds, structural_acts
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import DeviceKeys
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def giving_the_secret(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """The last entry of a post's enrolment"""
    node, keys = house.node("coordination"), DeviceKeys.generate(house.random.randbytes)
    laptop = structural_acts.Enrolment(verify_key=keys.verify_key, box_public=keys.box_public, post=1, label="Laptop 2")
    return node, administration.record_enrolment(node, laptop, house.epochs, house.secret, None)[-1]


PAGE = Page(
    kinds.SECRET_GRANT,
    "Secret",
    """
        The secret under which posts make pseudonyms, in a sealed box for the device of one post. Coordination counts
    pseudonyms
    and never receives the secret: it cannot test whether a pseudonym is a given person.
    """,
    never=("for a device that serves no post",),
    cases=(
        Case(
            giving_the_secret,
            """
            compartment | about | author | holds
            admin       | -     | -      | holder, box
            """,
        ),
    ),
)

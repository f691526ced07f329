"""The kind `enrolment`, explained and proved."""

from posta.acts.mission import administration
from posta.catalog import kinds, structural_acts
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from posta.seal.keys import DeviceKeys
from tests.in_memory_mission import InMemoryMission
from tests.spec.manual import Case, Page


def enrolling(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A laptop joins for a post until next June"""
    node, keys = house.node("coordination"), DeviceKeys.generate(house.random.randbytes)
    laptop = structural_acts.Enrolment(
        verify_key=keys.verify_key, box_public=keys.box_public, post=1, label="Laptop 2", until=18_050
    )
    return node, administration.record_enrolment(node, laptop, house.epochs, house.secret, None)[0]


PAGE = Page(
    kinds.ENROLMENT,
    "Enrolment",
    """
        A device joins the mission: its public keys, the post it serves (none means coordination), until when. The
    keys of the
        compartments it may open follow at once as [grants](grant.md). What a device wrote before its enrolment
    arrived is kept and
    tried again when it does.
    """,
    never=(
        "to name a colleague as the holder of a laptop: people are appointed, devices are enrolled",
        "to let a device out: that is a revocation",
    ),
    cases=(
        Case(
            enrolling,
            """
            compartment | about | author | holds
            admin       | -     | -      | verify_key, box_public, post, label, until
            """,
        ),
    ),
)

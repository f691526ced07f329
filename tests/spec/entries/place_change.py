"""The kind `place_change`, explained and proved."""

from posta.acts.mission import places
from posta.acts.mission.places import PlaceFacts
from posta.catalog import kinds
from posta.ids import EntryId
from posta.mission.posts import find_post_by_code
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest
from tests.spec.manual import Case, Page


def changing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A shelter gets another name"""
    actor = house.administrator()
    post = find_post_by_code(actor.node.cursor, "tenosique_la72")
    assert post is not None
    places.record_place_change(actor, post, PlaceFacts("La 72, casa nueva", "shelter_clinic", "27017"))
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.PLACE_CHANGED,
    "Place changed",
    """
    What is known of a place holds from now on as written here, all of it: name, kind, municipality, time zone, what
    of it may be public. Only an administrator at coordination orders it. Days that were written before keep their
    day when the zone changes: an entry carries the day of its place. The order names what it replaces, so that
    clocks do not decide between two administrators who saw each other; of two who did not, the later clock holds.
    """,
    never=(
        "to close a place: its records and figures stay under its number",
        "with a public side that the team there did not agree to",
    ),
    cases=(
        Case(
            changing,
            """
            compartment | about | author | holds
            admin       | -     | named  | number, name, kind, municipality, zone
            """,
        ),
    ),
)
